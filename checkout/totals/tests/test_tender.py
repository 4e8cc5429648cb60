from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checkout.totals.quote import (
    NO_VAT,
    Discount,
    Item,
    Quote,
    make_quote,
    with_credit,
    with_fee,
)

amounts = st.decimals("0.01", "300", places=2)


def item(key: str, price: str, *, is_gift_card: bool = False) -> Item:
    return Item(
        key=key,
        quantity=1,
        price=Decimal(price),
        regular=Decimal(price),
        vat_rate=NO_VAT if is_gift_card else Decimal(21),
        is_gift_card=is_gift_card,
    )


def quote_of(*items: Item, shipping: str = "0", percent: str = "0") -> Quote:
    return make_quote(
        items,
        currency="EUR",
        discount=Discount(percent=Decimal(percent)),
        shipping=Decimal(shipping),
    )


def test_credit_pays_in_its_order_and_leaves_the_total_alone() -> None:
    quote = with_credit(
        quote_of(item("mug", "30.00")), [("a", Decimal(20)), ("b", Decimal(25))]
    )

    assert quote.total == 30
    assert [(t.key, t.amount, t.left) for t in quote.tenders] == [
        ("a", 20, 0),
        ("b", 10, 15),
    ]
    assert quote.to_pay == 0


def test_gift_cards_are_not_bought_with_credit() -> None:
    goods = quote_of(item("mug", "30.00"), item("card", "50.00", is_gift_card=True))

    quote = with_credit(goods, [("a", Decimal(100))])

    assert (quote.credit, quote.to_pay) == (30, 50)


def test_a_gift_card_has_no_vat_no_discount_and_no_part_in_the_delivery() -> None:
    quote = quote_of(
        item("mug", "30.00"),
        item("card", "50.00", is_gift_card=True),
        shipping="5.00",
        percent="10",
    )

    card = quote.line("card")
    assert (card.discount, card.taxed.gross, card.taxed.vat) == (0, 50, 0)
    assert quote.discount == 3
    assert [(g.rate, g.gross) for g in quote.vat_groups] == [(21, 32), (0, 50)]


def test_a_fee_is_paid_by_the_same_credit() -> None:
    quote = with_credit(quote_of(item("mug", "30.00")), [("a", Decimal(31))])

    dearer = with_fee(quote, Decimal("2.50"))

    assert [(t.amount, t.left) for t in dearer.tenders] == [(31, 0)]
    assert dearer.to_pay == Decimal("1.50")


@given(
    prices=st.lists(st.tuples(amounts, st.booleans()), min_size=1, max_size=5),
    balances=st.lists(amounts, max_size=4),
    shipping=st.decimals("0", "20", places=2),
    fee=st.decimals("0", "9", places=2),
)
def test_whatever_is_paid_with_adds_up(
    prices: list[tuple[Decimal, bool]],
    balances: list[Decimal],
    shipping: Decimal,
    fee: Decimal,
) -> None:
    items = [
        item(str(i), str(price), is_gift_card=is_card)
        for i, (price, is_card) in enumerate(prices)
    ]
    bare = make_quote(items, currency="EUR", shipping=shipping)

    for before in (bare, with_fee(bare, fee)):
        quote = with_credit(before, [(str(i), b) for i, b in enumerate(balances)])

        assert quote.total == before.total
        assert quote.credit + quote.to_pay == quote.total
        assert quote.to_pay >= quote.gift_cards
        for tender, balance in zip(quote.tenders, balances, strict=True):
            assert tender.amount >= 0
            assert tender.left >= 0
            assert tender.amount + tender.left == balance
        assert quote.to_pay == quote.gift_cards or sum(balances) == quote.credit
