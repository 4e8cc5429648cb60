from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checkout.leaving.funnel import Cause, Group, funnel

STEPS = (1, 2, 3)
FREE = Cause(delivery_price=Decimal(0), currency="EUR")
DEAR = Cause(delivery_price=Decimal("9.90"), currency="EUR")


def test_a_stage_says_how_many_came_and_what_the_others_met_last() -> None:
    groups = [Group(1, Cause(), 4), Group(2, DEAR, 3), Group(2, FREE, 1)]

    first, second, last = funnel([*groups, Group(3, FREE, 2)], steps=STEPS)

    assert (first.reached, first.left, first.of_all) == (10, 4, 100)
    assert (second.reached, second.left, second.of_all) == (6, 4, 60)
    assert second.causes == [(DEAR, 3), (FREE, 1)]
    assert (last.reached, last.left, last.of_those_before) == (2, 0, 33)
    assert last.causes == ()


def test_a_trouble_counts_once_whatever_delivery_cost() -> None:
    cheap, dear = (
        Cause("declined", "stripe", Decimal(price), "EUR") for price in ("1", "2")
    )

    stages = funnel([Group(1, cheap, 1), Group(1, dear, 2)], steps=STEPS)

    assert stages[0].causes == [(Cause("declined", "stripe"), 3)]


def test_nobody_came_and_nothing_is_divided() -> None:
    assert {stage.of_all for stage in funnel([], steps=STEPS)} == {0}


@given(
    st.lists(
        st.builds(
            Group,
            st.sampled_from(STEPS),
            st.sampled_from([FREE, DEAR, Cause("field", "city")]),
            st.integers(1, 50),
        )
    )
)
def test_whoever_came_has_left_or_come_to_the_end(groups: list[Group]) -> None:
    stages = funnel(groups, steps=STEPS)

    left = sum(stage.left for stage in stages)
    assert left + stages[-1].reached == stages[0].reached
    for stage in stages[:-1]:
        assert sum(count for _cause, count in stage.causes) == stage.left
