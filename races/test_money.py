"""News of one payment from every side at once, with others at work on its order."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from catalog.stock.models import Hold, Stock
from catalog.testing import make_variant
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.expiring import expire
from checkout.flow.placing import place_order
from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment, ProviderEvent, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.providers.stripe.standin.events import sign
from checkout.payments.providers.stripe.testing import confirm, post_event
from checkout.payments.refunding import refund_order
from checkout.payments.settling import UNPAID, settle
from checkout.payments.standin.models import StandinObject
from checkout.testing import make_cart, make_details, make_order
from races.guards import Uniques, from_anywhere, without_locks
from races.people import cancel, come_back, pack_it
from races.starting import PATIENT, Deed, arrive, race
from races.truth import let_time_pass, make_card_order, what_is_wrong
from shop.jobs.running import run_due

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Clock = Callable[..., None]
TELLERS = 6
BOOK = r'INSERT INTO "checkout_ledgerentry"'
MOVE_THE_ORDER = r'UPDATE "checkout_order" SET "status"'


def tellers_of_one_payment() -> list[Deed]:
    payment = make_order().payments.get()
    money = Finding(Payment.Status.CAPTURED, captured=payment.amount, movement="mv_1")
    return [partial(settle, payment, money, by=str(number)) for number in range(6)]


def test_news_from_six_sides_is_booked_once() -> None:
    ends = race(*tellers_of_one_payment(), meet=BOOK)

    assert ends == {None: TELLERS}
    assert LedgerEntry.objects.count() == 1
    assert not Refund.objects.exists()
    kinds = Order.objects.get().events.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["placed", "paid", "confirmed"]


def test_the_index_alone_books_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    deeds = tellers_of_one_payment()
    without_locks(monkeypatch)

    race(*deeds, meet=BOOK, patience=PATIENT)

    assert LedgerEntry.objects.count() == 1


def test_the_lock_alone_books_it_once(uniques: Uniques) -> None:
    deeds = tellers_of_one_payment()
    uniques.without(LedgerEntry, "payment", "kind", "reference")

    race(*deeds, meet=BOOK)

    assert LedgerEntry.objects.count() == 1


def test_control_without_lock_and_index_it_is_booked_by_each(
    monkeypatch: pytest.MonkeyPatch, uniques: Uniques
) -> None:
    deeds = tellers_of_one_payment()
    uniques.without(LedgerEntry, "payment", "kind", "reference")
    without_locks(monkeypatch)

    race(*deeds, meet=BOOK, patience=PATIENT)

    assert LedgerEntry.objects.count() > 1


def test_an_event_delivered_six_times_at_once_is_one_event(served: str) -> None:
    deliver = an_event()

    ends = race(*[deliver] * 6, meet=r'INSERT INTO "checkout_providerevent"')

    assert ends == {200: 6}
    assert ProviderEvent.objects.count() == 1
    run_due()
    assert LedgerEntry.objects.count() == 1
    assert Order.objects.get().status == Order.Status.CONFIRMED


def test_control_without_the_index_it_is_many(served: str, uniques: Uniques) -> None:
    deliver = an_event()
    uniques.without(ProviderEvent, "provider", "event_id")

    race(*[deliver] * 6, meet=r'INSERT INTO "checkout_providerevent"', patience=PATIENT)

    assert ProviderEvent.objects.count() > 1


def an_event() -> Deed:
    confirm(make_card_order().payments.get().reference)
    event = StandinObject.objects.of("event").get(data__type="payment_intent.succeeded")
    payload = json.dumps(event.data)
    return partial(post_event, payload, sign(payload))


def everybody_at_once(order: Order) -> list[Deed]:
    """The buyer has paid and comes back; the webhook is on its way; the poll asks;
    the order is due; the buyer cancels in another tab; staff pack it, and others of
    them give the money back."""
    payment = order.payments.get()
    return [
        run_due,
        partial(come_back, order),
        partial(check_payment, payment, by="poll"),
        partial(expire, order_id=order.pk),
        partial(cancel, order),
        partial(pack_it, order),
        partial(refund_order, order, reason="late", by="marta"),
    ]


@pytest.mark.parametrize("attempt", range(3))
def test_all_of_it_at_once_leaves_one_truth(
    served: str, move_clock: Clock, attempt: int
) -> None:
    order = make_card_order()
    confirm(order.payments.get().reference)

    race(*everybody_at_once(order), meet=(MOVE_THE_ORDER, BOOK, "")[attempt])
    let_time_pass(move_clock)

    assert what_is_wrong() == []


def test_control_without_locks_and_counted_rows_the_truth_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = make_order()
    money = Finding(Payment.Status.CAPTURED, captured=order.total, movement="mv_1")
    without_locks(monkeypatch)
    from_anywhere(monkeypatch, Order)

    def cancel_while_it_is_booked() -> None:
        cancel(order)
        arrive()

    race(
        partial(settle, order.payments.get(), money, by="poll"),
        cancel_while_it_is_booked,
        meet=BOOK,
        patience=PATIENT,
    )

    assert "Goods of a living order are back on sale." in {
        fault.sentence for fault in audit_books()
    }


@pytest.mark.parametrize("stock", [1, 2])
def test_late_money_and_another_buyer_want_the_last_piece(stock: int) -> None:
    """The order expired unpaid; its money comes while somebody else orders."""
    variant = make_variant(stock=stock)
    late = make_order(variant)
    payment = late.payments.get()
    cancel_order(late, by="shop", reason=UNPAID)
    cart = make_cart(variant)
    details = make_details(cart)
    Hold.objects.all().delete()
    Stock.objects.update(held=0)
    money = Finding(Payment.Status.CAPTURED, captured=late.total, movement="mv_1")

    ends = race(
        partial(settle, payment, money, by="bank"),
        partial(place_order, cart, details=details, user=None, now=timezone.now()),
        meet=r'UPDATE "catalog_stock"',
    )

    late.refresh_from_db()
    is_taken_back = late.status == Order.Status.CONFIRMED
    assert Stock.objects.get().sold == stock
    assert is_taken_back or Refund.objects.get().amount == late.total
    assert ends.total() - ends["OutOfStock"] == Order.objects.count()
    assert Order.objects.exclude(status="cancelled").count() == stock
    assert [*audit_books()] == []
