from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.flow.cancelling import cancel_order
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.receiving import collect_from_carriers, mark_received
from checkout.payments.settling import UNPAID, settle
from checkout.testing import make_order

pytestmark = pytest.mark.django_db

TOTAL = Decimal("14.90")


def captured(amount: Decimal = TOTAL, movement: str = "mv_1") -> Finding:
    return Finding(Payment.Status.CAPTURED, captured=amount, movement=movement)


def kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def test_money_confirms_the_order() -> None:
    order = make_order()
    payment = order.payments.get()

    settle(payment, captured(), by="bank")

    order.refresh_from_db()
    payment.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert payment.status == Payment.Status.CAPTURED
    assert kinds(order) == ["placed", "paid", "confirmed"]


def test_same_news_twice_is_one_entry() -> None:
    order = make_order()
    payment = order.payments.get()

    settle(payment, captured(), by="bank")
    settle(payment, captured(), by="webhook")

    assert LedgerEntry.objects.get().amount == TOTAL
    assert kinds(order) == ["placed", "paid", "confirmed"]
    assert not Refund.objects.exists()


def test_staff_who_click_twice_book_once(  # the bank's id is not known to them
) -> None:
    payment = make_order().payments.get()

    mark_received(payment, by="marta", amount=TOTAL)
    mark_received(payment, by="marta", amount=TOTAL)

    assert LedgerEntry.objects.get().by == "marta"


def test_too_little_waits_for_the_rest() -> None:
    order = make_order()
    payment = order.payments.get()

    mark_received(payment, by="marta", amount=Decimal("10.00"))

    order.refresh_from_db()
    payment.refresh_from_db()
    assert order.status == Order.Status.PLACED
    assert payment.status == Payment.Status.PENDING
    assert order.events.get(kind="note").data["about"] == "paid_too_little"

    mark_received(payment, by="marta", amount=Decimal("4.90"))

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert kinds(order) == ["placed", "note", "paid_in_part", "paid", "confirmed"]


def test_too_much_goes_back() -> None:
    order = make_order()

    mark_received(order.payments.get(), by="marta", amount=Decimal("20.00"))

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert order.events.get(kind="note").data["about"] == "paid_too_much"
    assert Refund.objects.get().amount == Decimal("5.10")


def test_failure_is_told_and_the_order_waits() -> None:
    order = make_order()
    finding = Finding(Payment.Status.FAILED, failure="The card was declined.")

    settle(order.payments.get(), finding, by="stripe")
    settle(order.payments.get(), finding, by="stripe")

    order.refresh_from_db()
    assert order.status == Order.Status.PLACED
    assert order.payments.get().failure == "The card was declined."
    assert kinds(order) == ["placed", "payment_failed"]


def test_declined_try_leaves_the_payment_open() -> None:
    order = make_order()
    declined = Finding(Payment.Status.PENDING, failure="The card was declined.")

    settle(order.payments.get(), declined, by="stripe")
    settle(order.payments.get(), declined, by="poll")

    assert order.payments.get().status == Payment.Status.PENDING
    assert kinds(order) == ["placed", "payment_failed"]


def test_money_after_a_failure_counts() -> None:
    order = make_order()
    payment = order.payments.get()
    settle(payment, Finding(Payment.Status.FAILED, failure="No."), by="stripe")

    settle(payment, captured(), by="stripe")

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED


def test_news_of_waiting_after_the_money_changes_nothing() -> None:
    order = make_order()
    payment = order.payments.get()
    settle(payment, captured(), by="stripe")

    settle(payment, Finding(Payment.Status.PENDING, failure="Old."), by="webhook")
    settle(payment, Finding(Payment.Status.FAILED, failure="Old."), by="webhook")

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.failure == ""
    assert kinds(order) == ["placed", "paid", "confirmed"]


def test_money_for_an_expired_order_takes_it_back() -> None:
    variant = make_variant(stock=3)
    order = make_order(variant, quantity=2)
    payment = order.payments.get()
    cancel_order(order, by="shop", reason=UNPAID)

    settle(payment, captured(order.total), by="bank")

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert Stock.objects.get(variant=variant).sold == 2
    assert kinds(order) == ["placed", "cancelled", "paid", "confirmed"]


def test_too_much_for_an_expired_order_takes_it_back_and_returns_the_rest() -> None:
    order = make_order()
    cancel_order(order, by="shop", reason=UNPAID)

    settle(order.payments.get(), captured(TOTAL + 5), by="bank")

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert Refund.objects.get().amount == 5


def test_money_for_an_expired_order_whose_goods_are_gone_is_returned() -> None:
    variant = make_variant(stock=2)
    order = make_order(variant, quantity=2)
    payment = order.payments.get()
    cancel_order(order, by="shop", reason=UNPAID)
    make_order(variant, quantity=2)

    settle(payment, captured(order.total), by="bank")

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert Refund.objects.get().amount == order.total
    assert order.events.get(kind="paid_late").data["is_sold_out"]
    assert Stock.objects.get(variant=variant).sold == 2


def test_money_for_an_order_the_buyer_cancelled_is_returned() -> None:
    order = make_order()
    payment = order.payments.get()
    cancel_order(order, by="customer", reason="changed my mind")

    settle(payment, captured(), by="bank")

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert Refund.objects.get().amount == TOTAL


def test_second_payment_of_a_paid_order_goes_back_whole() -> None:
    order = make_order()
    first = order.payments.get()
    settle(first, captured(), by="bank")
    second = Payment.objects.create(
        order=order,
        provider="bank_transfer",
        method_code="bank",
        amount=TOTAL,
        currency="EUR",
    )

    settle(second, captured(movement="mv_2"), by="bank")

    refund = Refund.objects.get()
    assert (refund.payment, refund.amount) == (second, TOTAL)
    assert kinds(order) == ["placed", "paid", "confirmed", "note"]


def test_carrier_brings_the_money_of_what_it_delivered() -> None:
    order = make_order(payment_code="cod")
    collect_from_carriers()
    assert not LedgerEntry.objects.exists()
    for status in ("sent", "delivered"):
        order.move_to(status, by="carrier")

    collect_from_carriers()
    collect_from_carriers()

    assert LedgerEntry.objects.get().amount == Decimal("17.40")
    assert order.payments.get().status == Payment.Status.CAPTURED
    assert kinds(order) == ["placed", "confirmed", "sent", "delivered", "paid"]
