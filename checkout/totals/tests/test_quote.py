from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.totals.quote import (
    Discount,
    Item,
    Quote,
    Reduction,
    make_quote,
    with_fee,
)
from shop.money.amounts import ZERO, Taxed, round_money
from shop.money.currencies import from_minor_units, step

CURRENCIES = ("EUR", "JPY", "KWD")
# rates of real countries, so that groups with several lines come up
RATES = [Decimal(rate) for rate in ("0", "5", "12", "21", "25.5")]


def item(
    price: str,
    *,
    quantity: int = 1,
    rate: str = "21",
    key: str = "a",
    regular: str = "",
) -> Item:
    return Item(key, quantity, Decimal(price), Decimal(regular or price), Decimal(rate))


@st.composite
def reductions(
    draw: st.DrawFn, items: list[Item], currency: str
) -> tuple[Reduction, ...]:
    """What offers take off: never more than is left of a line."""
    left = {each.key: each.price * each.quantity for each in items}
    found = []
    for number in range(draw(st.integers(0, 3))):
        parts = []
        for key in draw(st.sets(st.sampled_from(sorted(left)))) if left else ():
            share = draw(st.integers(0, 100))
            off = round_money(left[key] * share / 100, currency)
            left[key] -= off
            parts.append((key, off))
        frees_delivery = draw(st.booleans())
        found.append(
            Reduction(str(number), f"offer {number}", tuple(parts), frees_delivery)
        )
    return tuple(found)


@st.composite
def sales(draw: st.DrawFn) -> dict[str, object]:
    """What make_quote is asked, in a currency of 0, 2 or 3 decimals."""
    currency = draw(st.sampled_from(CURRENCIES))

    def money(highest: int) -> Decimal:
        return from_minor_units(draw(st.integers(0, highest)), currency)

    items = []
    for number in range(draw(st.integers(0, 8))):
        price = money(10**7)
        items.append(
            Item(
                key=str(number),
                quantity=draw(st.integers(1, 50)),
                price=price,
                regular=price + money(1000),
                vat_rate=draw(st.sampled_from(RATES)),
            )
        )
    discounts = st.one_of(
        st.none(),
        st.builds(Discount, percent=st.decimals("0", "120", places=2)),
        st.builds(Discount, amount=st.just(money(10**8))),
        st.just(Discount(frees_delivery=True)),
    )
    return {
        "items": items,
        "currency": currency,
        "discount": draw(discounts),
        "reductions": draw(reductions(items, currency)),
        "shipping": money(10_000),
        "fee": money(1000),
        "is_reverse_charge": draw(st.booleans()),
    }


def quote_of(sale: dict[str, object]) -> Quote:
    return make_quote(sale["items"], **{k: v for k, v in sale.items() if k != "items"})  # type: ignore[arg-type]


@given(sales())
def test_net_and_vat_add_up_to_gross_for_lines_groups_and_the_whole(
    sale: dict[str, object],
) -> None:
    quote = quote_of(sale)

    for taxed in (*quote.vat_groups, *(line.taxed for line in quote.lines)):
        assert taxed.net + taxed.vat == taxed.gross
        assert 0 <= taxed.vat <= taxed.gross
    assert quote.net + quote.vat == quote.total


@given(sales())
def test_the_total_is_goods_less_discount_with_shipping_and_fee(
    sale: dict[str, object],
) -> None:
    quote = quote_of(sale)

    assert quote.total == quote.goods - quote.discount + quote.shipping + quote.fee
    assert quote.goods == sum((line.goods for line in quote.lines), ZERO)
    assert quote.discount == sum((line.discount for line in quote.lines), ZERO)
    for line in quote.lines:
        assert line.taxed.gross == line.price * line.quantity - line.discount


@given(sales())
def test_nothing_ever_costs_less_than_nothing(sale: dict[str, object]) -> None:
    quote = quote_of(sale)

    assert 0 <= quote.discount <= quote.goods
    assert quote.shipping >= 0
    assert quote.total >= 0
    for line in quote.lines:
        assert 0 <= line.discount <= line.goods


@given(sales())
def test_every_amount_can_be_paid_in_the_currency(sale: dict[str, object]) -> None:
    quote = quote_of(sale)

    smallest = step(quote.currency)
    amounts = [quote.goods, quote.discount, quote.shipping, quote.fee, quote.total]
    for line in quote.lines:
        amounts += [line.price, line.regular, line.discount, line.taxed.vat]
    for group in quote.vat_groups:
        amounts += [group.gross, group.vat]
    assert all(amount % smallest == 0 for amount in amounts)


@given(sales())
def test_vat_of_a_group_is_worked_out_once_and_shared_by_its_lines(
    sale: dict[str, object],
) -> None:
    quote = quote_of(sale)

    assert len({group.rate for group in quote.vat_groups}) == len(quote.vat_groups)
    for group in quote.vat_groups:
        assert group == Taxed.from_gross(group.gross, group.rate, quote.currency)
        lines = [line.taxed for line in quote.lines if line.taxed.rate == group.rate]
        goods = sum((taxed.gross for taxed in lines), ZERO)
        vat = sum((taxed.vat for taxed in lines), ZERO)
        assert goods <= group.gross
        assert vat <= group.vat
        if goods == group.gross:
            assert vat == group.vat


@given(sales())
def test_a_reverse_charge_has_no_vat_and_never_costs_more(
    sale: dict[str, object],
) -> None:
    with_vat = quote_of({**sale, "is_reverse_charge": False})
    without = quote_of({**sale, "is_reverse_charge": True})

    assert without.is_reverse_charge
    assert without.vat == 0
    assert without.net == without.total
    # a net price is rounded per piece: half a unit for each at most, and what is
    # worked out in proportion follows it
    pieces = sum(line.quantity for line in without.lines)
    assert without.goods <= with_vat.goods
    assert (
        without.goods
        - sum(
            (
                line.price * line.quantity * 100 / (100 + line.taxed.rate)
                for line in with_vat.lines
            ),
            ZERO,
        )
        <= pieces * step(without.currency) / 2
    )


@given(sales(), st.integers(0, 5000))
def test_another_fee_makes_the_quote_that_would_have_been_made_with_it(
    sale: dict[str, object], minor: int
) -> None:
    sale["is_reverse_charge"] = False
    fee = from_minor_units(minor, str(sale["currency"]))

    quote = with_fee(quote_of(sale), fee)

    assert quote == quote_of({**sale, "fee": fee})


def test_one_thing_costs_what_its_label_says() -> None:
    quote = make_quote([item("18.00")], currency="EUR")

    assert quote.total == Decimal("18.00")
    assert quote.vat == Decimal("3.12")
    assert quote.net == Decimal("14.88")
    assert quote.line("a").taxed == Taxed(
        Decimal("18.00"), Decimal("3.12"), Decimal(21)
    )


def test_vat_is_taken_from_the_group_and_not_line_by_line() -> None:
    items = [item("0.10", key=str(number)) for number in range(3)]

    quote = make_quote(items, currency="EUR")

    # 0.10 holds 0.02 each, 0.30 holds 0.05
    assert quote.vat == Decimal("0.05")
    assert [line.taxed.vat for line in quote.lines] == [
        Decimal("0.02"),
        Decimal("0.02"),
        Decimal("0.01"),
    ]


def test_shipping_shares_the_rates_of_the_goods_by_their_value() -> None:
    items = [item("60.00", key="mug"), item("20.00", rate="5", key="book")]

    quote = make_quote(items, currency="EUR", shipping=Decimal("4.00"))

    assert quote.vat_groups == (
        Taxed(Decimal("63.00"), Decimal("10.93"), Decimal(21)),
        Taxed(Decimal("21.00"), Decimal("1.00"), Decimal(5)),
    )
    assert quote.total == Decimal("84.00")
    assert quote.vat == Decimal("11.93")


def test_a_percentage_is_taken_off_the_goods_and_shared_by_value() -> None:
    items = [item("10.00", key="a", quantity=2), item("5.05", key="b")]

    quote = make_quote(
        items,
        currency="EUR",
        discount=Discount(percent=Decimal(10)),
        shipping=Decimal("3.90"),
    )

    assert quote.goods == Decimal("25.05")
    assert quote.discount == Decimal("2.51")
    assert [line.discount for line in quote.lines] == [Decimal("2.00"), Decimal("0.51")]
    assert quote.total == Decimal("26.44")


def test_an_amount_off_stops_at_the_value_of_the_goods() -> None:
    quote = make_quote(
        [item("3.00")],
        currency="EUR",
        discount=Discount(amount=Decimal(5)),
        shipping=Decimal("3.90"),
    )

    assert quote.discount == Decimal("3.00")
    assert quote.total == Decimal("3.90")
    assert quote.vat == Decimal("0.68")


def test_a_coupon_for_free_delivery_takes_the_shipping_away() -> None:
    quote = make_quote(
        [item("30.00")],
        currency="EUR",
        discount=Discount(frees_delivery=True),
        shipping=Decimal("3.90"),
        fee=Decimal("1.90"),
    )

    assert (quote.shipping, quote.discount) == (ZERO, ZERO)
    assert quote.total == Decimal("31.90")


def test_an_offer_is_what_the_regular_price_is_more() -> None:
    quote = make_quote(
        [item("18.00", regular="24.00", quantity=2)],
        currency="EUR",
        discount=Discount(percent=Decimal(10)),
    )

    assert quote.line("a").saved == Decimal("12.00")
    assert quote.saved == Decimal("15.60")


def test_a_business_across_the_border_pays_net() -> None:
    quote = make_quote(
        [item("12.10", quantity=10)],
        currency="EUR",
        discount=Discount(amount=Decimal("12.10")),
        shipping=Decimal("6.05"),
        is_reverse_charge=True,
    )

    assert quote.line("a").price == Decimal("10.00")
    assert quote.goods == Decimal("100.00")
    assert quote.discount == Decimal("10.00")
    assert quote.shipping == Decimal("5.00")
    assert quote.total == quote.net == Decimal("95.00")
    assert quote.vat_groups == (Taxed(Decimal("95.00"), ZERO, ZERO),)


@pytest.mark.parametrize(
    ("currency", "price", "total", "vat"),
    [("JPY", "1100", "3300", "300"), ("KWD", "1.050", "3.150", "0.286")],
)
def test_currencies_without_cents_and_with_more_add_up_too(
    currency: str, price: str, total: str, vat: str
) -> None:
    quote = make_quote([item(price, quantity=3, rate="10")], currency=currency)

    assert (str(quote.total), str(quote.vat)) == (total, vat)


def test_prices_finer_than_the_currency_are_rounded_before_multiplying() -> None:
    quote = make_quote(
        [item("1.005", quantity=3)], currency="EUR", shipping=Decimal("3.900")
    )

    assert str(quote.line("a").price) == "1.01"
    assert str(quote.goods) == "3.03"
    assert str(quote.shipping) == "3.90"


def test_an_empty_cart_costs_nothing_not_even_delivery() -> None:
    quote = make_quote([], currency="EUR", shipping=Decimal("3.90"), fee=Decimal(2))

    assert (quote.total, quote.shipping, quote.fee) == (ZERO, ZERO, ZERO)
    assert quote.vat_groups == ()


def test_what_is_given_away_still_bears_the_vat_of_its_delivery() -> None:
    quote = make_quote(
        [item("10.00")],
        currency="EUR",
        discount=Discount(percent=Decimal(100)),
        shipping=Decimal("12.10"),
    )

    assert quote.line("a").taxed == Taxed(Decimal("0.00"), Decimal("0.00"), Decimal(21))
    assert quote.vat_groups == (Taxed(Decimal("12.10"), Decimal("2.10"), Decimal(21)),)


def test_a_quote_is_the_same_however_often_it_is_made() -> None:
    items = [item("9.99", key="a", quantity=3), item("4.49", key="b", rate="5")]

    first = make_quote(items, currency="EUR", shipping=Decimal("3.90"))
    again = make_quote(
        [replace(each) for each in items], currency="EUR", shipping=Decimal("3.90")
    )

    assert first == again


@given(sales())
def test_what_offers_take_off_is_told_by_line_and_by_offer(
    sale: dict[str, object],
) -> None:
    quote = quote_of(sale)

    by_line = [amount for line in quote.lines for _name, amount in line.offers]
    by_offer = [each.amount for each in quote.reductions]
    assert sum(by_line, ZERO) == sum(by_offer, ZERO)
    assert quote.coupon_discount >= 0
    assert quote.coupon_discount + sum(by_offer, ZERO) == quote.discount
    for line in quote.lines:
        assert sum((amount for _name, amount in line.offers), ZERO) <= line.discount


def test_the_coupon_counts_on_what_offers_leave() -> None:
    quote = make_quote(
        [item("80.00", key="a"), item("20.00", key="b")],
        currency="EUR",
        discount=Discount(percent=Decimal(10)),
        reductions=[Reduction("1", "Half the price", (("a", Decimal("40.00")),))],
    )

    assert [line.discount for line in quote.lines] == [44, 2]
    assert (quote.discount, quote.coupon_discount, quote.total) == (46, 6, 54)
    assert quote.lines[0].offers == (("Half the price", 40),)
