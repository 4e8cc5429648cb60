"""Forty buyers, ten pieces, each on a connection of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.stock.models import Hold, Stock
from catalog.stock.selling import OutOfStock
from catalog.stock.tests.test_races import race, without_guard
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.credit.ledger import CreditRefused
from checkout.credit.testing import make_gift_card
from checkout.flow.auditing import audit_books
from checkout.flow.details import CheckoutDetails, SeenTotal
from checkout.flow.placing import OfferChanged, place_order
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.refunding import RefundTooLarge, begin_refund
from checkout.payments.settling import settle
from checkout.testing import make_cart, make_details, make_order, make_shop

__all__ = ["without_guard"]

pytestmark = pytest.mark.django_db(transaction=True)

ALL, NOTHING = Decimal("14.90"), Decimal(0)


def carts_for_forty(stock: int) -> list[tuple[Cart, CheckoutDetails]]:
    """Each saw the piece on the shelf; none holds it any more."""
    make_shop()
    variant = make_variant(stock=40)
    carts = [make_cart(variant) for _ in range(40)]
    details = [make_details(cart) for cart in carts]
    Hold.objects.all().delete()
    Stock.objects.update(held=0, on_hand=stock)
    return list(zip(carts, details, strict=True))


def order(cart: Cart, details: CheckoutDetails) -> str:
    try:
        place_order(cart, details=details, user=None, now=timezone.now())
    except (OutOfStock, OfferChanged):
        return "refused"
    return "ordered"


def test_forty_buyers_of_ten_pieces_place_ten_orders() -> None:
    carts = carts_for_forty(stock=10)

    outcomes = race(lambda number: order(*carts[number]))

    assert outcomes == {"ordered": 10, "refused": 30}
    assert Order.objects.count() == 10
    assert Payment.objects.count() == 10
    assert Stock.objects.get().sold == 10
    assert Cart.objects.open().count() == 30


@pytest.mark.usefixtures("without_guard")
def test_without_the_guard_more_is_ordered_than_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    carts = carts_for_forty(stock=10)
    # nor does anybody look at the shelf once more
    monkeypatch.setattr(
        "checkout.cart.pricing.available",
        lambda variants, **_: {variant.pk: 40 for variant in variants},
    )

    outcomes = race(lambda number: order(*carts[number]))

    assert outcomes == {"ordered": 40}
    assert Stock.objects.get().sold == 40


def test_forty_clicks_on_one_cart_place_one_order() -> None:
    make_shop()
    cart = make_cart(make_variant(stock=40))
    details = make_details(cart)

    outcomes = race(lambda _: order(Cart.objects.get(pk=cart.pk), details))

    assert outcomes == {"ordered": 40}
    assert Order.objects.count() == 1
    assert Payment.objects.count() == 1
    assert Stock.objects.get().sold == 1


def test_news_of_one_payment_from_many_sides_is_booked_once() -> None:
    payment = make_order().payments.get()
    finding = Finding(Payment.Status.CAPTURED, captured=payment.amount, movement="mv_1")

    race(lambda number: settle(payment, finding, by=str(number)), runners=8)

    assert LedgerEntry.objects.count() == 1
    assert not Refund.objects.exists()
    kinds = payment.order.events.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["placed", "paid", "confirmed"]


def test_refunds_at_once_never_exceed_what_came_in() -> None:
    payment = make_order().payments.get()
    finding = Finding(Payment.Status.CAPTURED, captured=payment.amount, movement="mv_1")
    settle(payment, finding, by="bank")

    def give_back(number: int) -> str:
        try:
            begin_refund(payment, amount=payment.amount, reason="", by=str(number))
        except RefundTooLarge:
            return "refused"
        return "begun"

    assert race(give_back, runners=8) == {"begun": 1, "refused": 7}


def test_one_gift_card_in_eight_carts_pays_for_one_order() -> None:
    make_shop()
    variant = make_variant(stock=40)
    card = make_gift_card("14.90")
    carts = [make_cart(variant) for _ in range(8)]
    for cart in carts:
        cart.credits.create(account=card)
    details = [
        make_details(cart, payment_code="", total_seen=SeenTotal(ALL, "EUR", NOTHING))
        for cart in carts
    ]

    def buy(number: int) -> str:
        try:
            return order(carts[number], details[number])
        except CreditRefused:
            return "refused"

    assert race(buy, runners=8) == {"ordered": 1, "refused": 7}
    assert Order.objects.get().status == Order.Status.CONFIRMED
    assert card.balance == 0
    assert Stock.objects.get().sold == 1
    assert Cart.objects.open().count() == 7
    assert not [*audit_books()]
