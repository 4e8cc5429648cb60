from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.discounts.counting import Good, Rule, Step
from checkout.discounts.engine import Decision, Shopper, Situation, Verdict, decide
from checkout.totals.quote import Discount, Item, make_quote
from shop.money.amounts import ZERO
from shop.money.currencies import from_minor_units, step

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)
MUG, BOWL, PLATE = 1, 2, 3
KINDS = (
    "percent",
    "amount",
    "buy_get",
    "tier_quantity",
    "tier_sum",
    "bundle",
    "gift",
    "free_delivery",
)


def good(
    key: str, price: str, *, quantity: int = 1, product: int = MUG, **more: Any
) -> Good:
    return Good(key, product, quantity, Decimal(price), **more)


def rule(kind: str, number: int = 1, **fields: Any) -> Rule:
    defaults: dict[str, Any] = {"id": number, "kind": kind, "name": f"{kind} {number}"}
    if kind in {"percent", "buy_get"}:
        defaults["percent"] = Decimal(100 if kind == "buy_get" else 10)
    if kind == "buy_get":
        defaults |= {"buy": 2, "get": 1}
    if kind == "gift":
        defaults["gift"] = 77
    return Rule(**{**defaults, **fields})


def situation(*goods: Good, **fields: Any) -> Situation:
    defaults: dict[str, Any] = {"currency": "EUR", "country": "LV", "now": NOW}
    return Situation(goods=goods, **{**defaults, **fields})


def ask(
    *rules: Rule, goods: tuple[Good, ...], shopper: Shopper | None = None, **fields: Any
) -> Decision:
    return decide(rules, situation(*goods, **fields), shopper or Shopper())


def off(decision: Decision) -> dict[str, Decimal]:
    """What is off each line."""
    parts: dict[str, Decimal] = {}
    for reduction in decision.reductions:
        for key, amount in reduction.parts:
            parts[key] = parts.get(key, ZERO) + amount
    return parts


def verdict(decision: Decision, number: int = 1) -> Verdict:
    return next(each for each in decision.verdicts if each.rule.id == number)


def test_a_percentage_is_taken_off_what_it_is_about() -> None:
    decision = ask(
        rule("percent", products=frozenset({MUG})),
        goods=(good("a", "12.50"), good("b", "9.99", product=BOWL)),
    )

    assert off(decision) == {"a": Decimal("1.25")}


@pytest.mark.parametrize(
    "scope", [{"categories": frozenset({5})}, {"tags": frozenset({5})}]
)
def test_an_offer_finds_goods_by_category_and_tag(
    scope: dict[str, Any],
) -> None:
    decision = ask(
        rule("percent", **scope),
        goods=(
            good("a", "10.00", **scope),
            good("b", "10.00", categories=frozenset({6}), tags=frozenset({6})),
        ),
    )

    assert off(decision) == {"a": 1}


def test_an_amount_is_shared_by_value_and_never_more_than_the_goods() -> None:
    goods = (good("a", "3.00"), good("b", "6.00"))

    assert off(ask(rule("amount", amount=Decimal(3)), goods=goods)) == {"a": 1, "b": 2}
    assert off(ask(rule("amount", amount=Decimal(90)), goods=goods)) == {"a": 3, "b": 6}


def test_of_three_the_cheapest_is_free() -> None:
    decision = ask(
        rule("buy_get"),
        goods=(good("a", "10.00", quantity=2), good("b", "8.00")),
    )

    assert off(decision) == {"b": 8}


@pytest.mark.parametrize(
    ("pieces", "free"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (7, 2)]
)
def test_every_third_is_free(pieces: int, free: int) -> None:
    decision = ask(rule("buy_get"), goods=(good("a", "10.00", quantity=pieces),))

    assert sum(off(decision).values()) == 10 * free


def test_the_cheapest_may_be_cheaper_instead_of_free() -> None:
    decision = ask(
        rule("buy_get", buy=1, percent=Decimal(50)),
        goods=(good("a", "10.00"), good("b", "5.01")),
    )

    assert off(decision) == {"b": Decimal("2.51")}


def test_another_product_is_free_with_what_was_bought() -> None:
    offer = rule(
        "buy_get",
        buy=2,
        products=frozenset({MUG}),
        rewards=frozenset({BOWL}),
    )
    bowls = good("b", "7.00", quantity=3, product=BOWL)

    assert off(ask(offer, goods=(good("a", "9.00"), bowls))) == {}
    assert off(ask(offer, goods=(good("a", "9.00", quantity=4), bowls))) == {"b": 14}
    without = ask(offer, goods=(good("a", "9.00", quantity=2),))
    assert verdict(without).reason == "rewards"
    assert verdict(without).gap
    assert verdict(without).gap.rewards == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pieces", "percent", "missing"), [(1, 0, 1), (2, 5, 3), (4, 5, 1), (5, 10, 0)]
)
def test_the_more_pieces_the_cheaper(pieces: int, percent: int, missing: int) -> None:
    steps = (Step(Decimal(2), Decimal(5)), Step(Decimal(5), Decimal(10)))

    decision = ask(
        rule("tier_quantity", steps=steps),
        goods=(good("a", "10.00", quantity=pieces),),
    )

    assert sum(off(decision).values()) == Decimal(10 * pieces * percent) / 100
    gap = verdict(decision).gap
    assert (gap.pieces if gap else 0) == missing


def test_the_higher_the_sum_the_cheaper() -> None:
    steps = (Step(Decimal(50), Decimal(5)), Step(Decimal(100), Decimal(10)))
    offer = rule("tier_sum", steps=steps)

    assert off(ask(offer, goods=(good("a", "49.99"),))) == {}
    assert off(ask(offer, goods=(good("a", "50.00"),))) == {"a": Decimal("2.50")}
    assert off(ask(offer, goods=(good("a", "100.00"),))) == {"a": 10}


def test_a_set_costs_its_price_as_often_as_it_is_complete() -> None:
    offer = rule("bundle", amount=Decimal(20), products=frozenset({MUG, BOWL}))
    mugs = good("a", "12.00", quantity=3)

    once = ask(offer, goods=(mugs, good("b", "14.00", product=BOWL)))
    twice = ask(offer, goods=(mugs, good("b", "14.00", quantity=2, product=BOWL)))

    assert sum(off(once).values()) == 6
    assert sum(off(twice).values()) == 12


def test_a_set_that_is_cheaper_piece_by_piece_takes_nothing_off() -> None:
    offer = rule("bundle", amount=Decimal(20), products=frozenset({MUG, BOWL}))

    decision = ask(offer, goods=(good("a", "9.00"), good("b", "10.00", product=BOWL)))

    assert off(decision) == {}
    assert verdict(decision).reason == "nothing_left"


def test_free_delivery_from_a_sum_on_tells_what_is_missing() -> None:
    offer = rule("free_delivery", minimum=Decimal(50))

    short = ask(offer, goods=(good("a", "42.90"),), delivery=Decimal("4.90"))
    enough = ask(offer, goods=(good("a", "50.00"),), delivery=Decimal("4.90"))

    assert verdict(short).gap
    assert verdict(short).gap.amount == Decimal("7.10")  # type: ignore[union-attr]
    assert [each.frees_delivery for each in enough.reductions] == [True]
    assert verdict(enough).saves == Decimal("4.90")


def test_a_gift_comes_unless_refused_or_gone() -> None:
    offer, goods = rule("gift"), (good("a", "30.00"),)

    given_ = ask(offer, goods=goods, gifts={1: Decimal(5)})
    refused = ask(
        offer, goods=goods, gifts={1: Decimal(5)}, refused_gifts=frozenset({1})
    )
    gone = ask(offer, goods=goods)

    assert [each.id for each in given_.gifts] == [1]
    assert (refused.gifts, verdict(refused).reason) == ((), "refused")
    assert (gone.gifts, verdict(gone).reason) == ((), "gift_gone")


@pytest.mark.parametrize(
    ("fields", "shopper", "reason"),
    [
        ({"starts_at": NOW + timedelta(seconds=1)}, Shopper(), "not_yet"),
        ({"starts_at": NOW}, Shopper(), ""),
        ({"ends_at": NOW}, Shopper(), "over"),
        ({"ends_at": NOW + timedelta(seconds=1)}, Shopper(), ""),
        ({"needs_code": True}, Shopper(), "code"),
        ({"needs_code": True}, Shopper(codes=frozenset({1})), ""),
        ({"currency": "USD"}, Shopper(), "currency"),
        ({"countries": frozenset({"EE"})}, Shopper(), "country"),
        ({"countries": frozenset({"LV"})}, Shopper(), ""),
        ({"groups": frozenset({4})}, Shopper(groups=frozenset({5})), "group"),
        ({"groups": frozenset({4})}, Shopper(groups=frozenset({4})), ""),
        ({"is_first_order_only": True}, Shopper(has_ordered=True), "first_order"),
        ({"is_first_order_only": True}, Shopper(), ""),
        ({}, Shopper(has_had=frozenset({1})), "has_had"),
    ],
)
def test_an_offer_says_why_it_is_not_for_this_shopper(
    fields: dict[str, Any], shopper: Shopper, reason: str
) -> None:
    decision = ask(
        rule("percent", **fields), goods=(good("a", "10.00"),), shopper=shopper
    )

    assert verdict(decision).reason == reason
    assert bool(decision.reductions) == (not reason)


def test_an_offer_that_is_used_up_takes_nothing_off() -> None:
    decision = ask(rule("percent"), goods=(good("a", "10.00"),), used_up=frozenset({1}))

    assert (off(decision), verdict(decision).reason) == ({}, "used_up")


def test_offers_combine_in_the_order_of_their_priority() -> None:
    first = rule("amount", 1, amount=Decimal(10), priority=0)
    second = rule("percent", 2, percent=Decimal(50), priority=5)

    decision = ask(first, second, goods=(good("a", "100.00"),))

    assert [each.key for each in decision.reductions] == ["2", "1"]
    assert off(decision) == {"a": 60}


def test_what_does_not_combine_wins_only_if_it_saves_more() -> None:
    together = rule("percent", 1, percent=Decimal(20))
    alone = rule("percent", 2, percent=Decimal(30), combines=False, priority=9)
    goods = (good("a", "100.00"),)

    assert off(ask(together, alone, goods=goods)) == {"a": 30}
    weaker = replace(alone, percent=Decimal(20))
    decision = ask(together, weaker, goods=goods)
    assert [each.key for each in decision.reductions] == ["1"]
    assert verdict(decision, 2).reason == "others_save_more"


@pytest.mark.parametrize(
    ("percent", "counts", "taken"), [(10, False, 20), (25, True, 0)]
)
def test_a_coupon_that_does_not_combine_stands_against_the_offers(
    percent: int, counts: bool, taken: int
) -> None:
    decision = ask(
        rule("percent", percent=Decimal(20)),
        goods=(good("a", "100.00"),),
        coupon=Discount(percent=Decimal(percent)),
        coupon_combines=False,
    )

    assert decision.does_coupon_count is counts
    assert sum(off(decision).values()) == taken


# -- whatever comes


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    scope = st.frozensets(st.integers(1, 4), max_size=3)
    percents = st.decimals("0.5", "100", places=1)
    starts = sorted(draw(st.sets(st.integers(1, 40), min_size=1, max_size=3)))
    kind = draw(st.sampled_from(KINDS))
    return Rule(
        id=number,
        kind=kind,
        name=str(number),
        products=draw(scope if kind != "bundle" else scope.filter(bool)),
        categories=draw(scope) if kind != "bundle" else frozenset(),
        percent=draw(percents),
        amount=Decimal(draw(st.integers(1, 100))),
        minimum=Decimal(draw(st.sampled_from([0, 0, 30, 200]))),
        buy=draw(st.integers(1, 3)),
        get=draw(st.integers(1, 3)),
        rewards=draw(st.one_of(st.just(frozenset()), scope)),
        steps=tuple(Step(Decimal(each), draw(percents)) for each in starts),
        gift=1,
        priority=draw(st.integers(-2, 2)),
        combines=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Rule], Situation]:
    currency = draw(st.sampled_from(("EUR", "JPY", "KWD")))
    goods = [
        Good(
            key=str(number),
            product=draw(st.integers(1, 4)),
            quantity=draw(st.integers(1, 12)),
            price=from_minor_units(draw(st.integers(0, 10_000)), currency),
            categories=draw(st.frozensets(st.integers(1, 4), max_size=2)),
        )
        for number in range(draw(st.integers(0, 5)))
    ]
    coupons = st.one_of(
        st.none(),
        st.builds(Discount, percent=st.decimals("0", "100", places=0)),
        st.builds(Discount, amount=st.integers(1, 50).map(Decimal)),
        st.just(Discount(frees_delivery=True)),
    )
    found = [draw(rules(number)) for number in range(1, draw(st.integers(1, 6)))]
    return found, Situation(
        goods=goods,
        currency=currency,
        country="LV",
        now=NOW,
        delivery=from_minor_units(draw(st.integers(0, 900)), currency),
        gifts={pk: Decimal(3) for pk in draw(st.sets(st.integers(1, 6)))},
        coupon=draw(coupons),
        coupon_combines=draw(st.booleans()),
    )


def saved(decision: Decision, situation: Situation) -> Decimal:
    """What a shopper pays less, by the quote itself, with the worth of gifts."""
    items = [
        Item(each.key, each.quantity, each.price, each.price, Decimal(21))
        for each in situation.goods
    ]
    quote = make_quote(
        items,
        currency=situation.currency,
        discount=situation.coupon if decision.does_coupon_count else None,
        reductions=decision.reductions,
        shipping=situation.delivery,
    )
    gifts = sum((situation.gifts[each.id] for each in decision.gifts), ZERO)
    return quote.discount + (situation.delivery - quote.shipping) * bool(items) + gifts


@given(cases())
def test_no_line_ever_costs_less_than_nothing(
    case: tuple[list[Rule], Situation],
) -> None:
    found, asked = case

    parts = off(decide(found, asked, Shopper()))

    for each in asked.goods:
        assert 0 <= parts.get(each.key, ZERO) <= each.value
    smallest = step(asked.currency)
    assert all(amount % smallest == 0 for amount in parts.values())


@given(cases(), st.randoms())
def test_neither_the_order_of_lines_nor_of_offers_matters(
    case: tuple[list[Rule], Situation], random: Any
) -> None:
    found, asked = case
    decision = decide(found, asked, Shopper())

    shuffled = list(asked.goods)
    random.shuffle(shuffled)
    random.shuffle(found)
    again = decide(found, replace(asked, goods=shuffled), Shopper())

    assert off(again) == off(decision)
    assert again == decision


@given(cases())
def test_no_other_choice_would_have_saved_the_shopper_more(
    case: tuple[list[Rule], Situation],
) -> None:
    found, asked = case
    best = saved(decide(found, asked, Shopper()), asked)

    without_coupon = replace(asked, coupon=None)
    for each in found:
        if not each.combines:
            alone = decide([each], without_coupon, Shopper())
            assert saved(alone, without_coupon) <= best
    combining = [each for each in found if each.combines]
    asked = replace(asked, coupon=asked.coupon if asked.coupon_combines else None)
    assert saved(decide(combining, asked, Shopper()), asked) <= best


@given(cases())
def test_what_each_offer_says_it_saves_is_what_is_saved(
    case: tuple[list[Rule], Situation],
) -> None:
    found, asked = case
    asked = replace(asked, coupon=None)

    decision = decide(found, asked, Shopper())

    said = sum((each.saves for each in decision.applied), ZERO)
    assert said == saved(decision, asked)
    assert {each.rule.id for each in decision.verdicts} == {each.id for each in found}
