"""The audit finds each way in which books can be wrong, and only those."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from catalog.stock.models import Hold, Stock, StockMove
from catalog.stock.selling import put_back
from catalog.testing import make_variant
from checkout.discounts.models import Coupon
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order, sold_in
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.refunding import finish_refund, refund_order
from checkout.payments.settling import settle
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.reading import read_remittances
from checkout.remittances.taking_in import take_in
from checkout.remittances.testing import make_list
from checkout.testing import make_cart, make_coupon, make_delivered_parcel, make_order


def make_books() -> None:
    """An order paid and partly refunded, one cancelled after payment, one not paid,
    one at the door, one whose cash the carrier has brought, one with a coupon, and a
    cart with a hold."""
    make_coupon()
    variant = make_variant(stock=40)
    for number in range(2):
        payment = make_order(variant).payments.get()
        money = Finding(
            Payment.Status.CAPTURED, captured=payment.amount, movement=f"mv_{number}"
        )
        settle(payment, money, by="bank")
    cancel_order(payment.order, by="marta", reason="changed her mind")
    kept = Order.objects.filter(status=Order.Status.CONFIRMED).get()
    [refund] = refund_order(kept, amount=kept.shipping, reason="late", by="marta")
    finish_refund(refund, reference="re_1", by="bank")
    make_order(variant)
    make_order(variant, payment_code="cod", status=Order.Status.SENT)
    make_delivered_parcel(number="LV1")
    take_in(read_remittances(make_list(("LV1", "17.40"))), by="marta")
    make_cart(variant)


def faults() -> set[str]:
    return {fault.sentence for fault in audit_books()}


@pytest.mark.django_db
def test_sound_books_have_no_fault() -> None:
    make_books()

    assert not faults()


def _lose_a_cent() -> None:
    Order.objects.update(total=F("total") - 1)


def _change_vat() -> None:
    Order.objects.update(vat=F("vat") + 1)


def _shrink_captures() -> None:
    entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.CAPTURED)
    entries.update(amount=1)


def _forget_the_refund_in_the_ledger() -> None:
    LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REFUNDED).delete()


def _fail_refunds() -> None:
    Refund.objects.update(status=Refund.Status.FAILED)


def _capture_twice() -> None:
    for entry in LedgerEntry.objects.filter(kind=LedgerEntry.Kind.CAPTURED):
        entry.pk, entry.reference = None, f"{entry.reference}-again"
        entry.save()


def _confirm_unpaid() -> None:
    Order.objects.filter(status=Order.Status.PLACED).update(status="confirmed")


def _forget_holds() -> None:
    Hold.objects.all().delete()


def _forget_a_sale() -> None:
    Stock.objects.filter(sold__gt=0).update(sold=F("sold") - 1)


def _forget_what_was_put_back() -> None:
    StockMove.objects.filter(kind=StockMove.Kind.RETURNED).delete()


def _put_back_what_is_to_be_sent() -> None:
    for order in Order.objects.filter(status=Order.Status.CONFIRMED):
        put_back(sold_in(order), reference=order.number, by="marta")


def _count_a_use_too_much() -> None:
    Coupon.objects.update(use_count=1)


def _bring_more_than_was_collected() -> None:
    LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REMITTED).update(amount=99)


def _forget_that_the_buyer_paid_the_carrier() -> None:
    brought = Payment.objects.filter(entries__kind=LedgerEntry.Kind.REMITTED)
    Payment.objects.filter(pk__in=brought.values("pk")).update(status="pending")


def _forget_what_was_brought() -> None:
    LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REMITTED).delete()


def _forget_the_row_of_the_carrier() -> None:
    CarrierRemittance.objects.all().delete()


BREACHES: dict[Callable[[], None], str] = {
    _lose_a_cent: "The total is not the sum of its parts.",
    _change_vat: "The VAT is not the sum of its groups.",
    _shrink_captures: "More was given or promised back than had come in.",
    _forget_the_refund_in_the_ledger: "The refunds done are not those in the ledger.",
    _fail_refunds: "Money of a cancelled order has been kept.",
    _capture_twice: "More money has been kept than the order costs.",
    _confirm_unpaid: "The goods are promised but not paid for.",
    _forget_holds: "The pieces kept for carts are not those in holds.",
    _forget_a_sale: "The pieces sold are not those in the stock moves.",
    _forget_what_was_put_back: "Goods of a cancelled order are still kept.",
    _put_back_what_is_to_be_sent: "Goods of a living order are back on sale.",
    _bring_more_than_was_collected: "A carrier has brought more than it collected.",
    _forget_that_the_buyer_paid_the_carrier: (
        "A carrier has brought what nobody has paid."
    ),
    _forget_what_was_brought: "What was booked of it is not in the ledger.",
    _forget_the_row_of_the_carrier: ("No carrier’s list has the money in the ledger."),
    _count_a_use_too_much: "The uses counted are not those of the orders.",
}


@pytest.mark.django_db
@pytest.mark.parametrize("breach", BREACHES)
def test_each_breach_is_found(breach: Callable[[], None]) -> None:
    make_books()

    breach()

    assert BREACHES[breach] in faults()


@pytest.mark.django_db(transaction=True)
def test_command_tells_and_fails() -> None:
    order = make_order()
    said = StringIO()

    call_command("audit_books", stdout=said)
    Order.objects.update(total=F("total") - 1)
    with pytest.raises(CommandError, match="Faults in the books: 1"):
        call_command("audit_books", stdout=said)

    assert said.getvalue().splitlines()[0] == "The books add up."
    assert f"{order}: The total is not the sum of its parts." in said.getvalue()
