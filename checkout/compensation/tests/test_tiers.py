"""Whatever the rules, what is given never falls as it gets later, nor exceeds a cap."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checkout.compensation.tiers import Lateness, best_of, given_by

DAY = date(2026, 3, 2)
amounts = st.decimals(0, 500, places=2)


@dataclass
class Rule:
    days_late: int
    measure: str
    value: Decimal
    cap: Decimal | None
    goods_from: Decimal
    fault: str = ""
    currency: str = "EUR"
    countries: list[str] = field(default_factory=list)
    since: date = DAY
    is_active: bool = True


rules = st.lists(
    st.builds(
        Rule,
        days_late=st.integers(1, 10),
        measure=st.sampled_from(["fixed", "delivery", "goods"]),
        value=st.decimals("0.01", 100, places=2),
        cap=st.none() | amounts,
        goods_from=amounts,
        fault=st.sampled_from(["", "shop", "carrier"]),
    ),
    max_size=6,
)
delays = st.builds(
    Lateness,
    days=st.integers(1, 12),
    fault=st.sampled_from(["shop", "carrier"]),
    promised_until=st.just(DAY),
    country=st.just("LV"),
    currency=st.just("EUR"),
    goods=amounts,
    delivery=amounts,
)


@given(rules, delays)
def test_later_is_never_less_and_nothing_exceeds_its_cap(
    known: list[Rule], late: Lateness
) -> None:
    rule, amount = best_of(known, late)
    _rule, later = best_of(known, replace(late, days=late.days + 1))

    assert amount <= later
    assert (rule is None) == (amount == 0)
    if rule is not None:
        assert amount == given_by(rule, late) > 0
        assert rule.cap is None or amount <= rule.cap
        assert rule.days_late <= late.days
        assert rule.goods_from <= late.goods


@given(rules, delays)
def test_sums_given_step_by_step_are_what_the_worst_day_gives(
    known: list[Rule], late: Lateness
) -> None:
    sums = Decimal(0)
    for day in range(1, late.days + 1):
        _rule, due = best_of(known, replace(late, days=day))
        sums += max(due - sums, Decimal(0))

    assert sums == best_of(known, late)[1]
