"""A payment at PayPal: approved there, and taken by whoever hears of it first."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from checkout.flow.auditing import audit_books
from checkout.flow.expiring import expire
from checkout.orders.models import Order
from checkout.payments import settling
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.paypal import client
from checkout.payments.providers.paypal import orders as ours
from checkout.payments.providers.paypal.standin import orders as theirs
from checkout.payments.providers.paypal.standin.events import signed
from checkout.payments.providers.paypal.testing import (
    approve,
    make_paypal_payment,
    post_event,
)
from checkout.payments.providers.registry import provider_called
from checkout.payments.refunding import refund_order
from checkout.payments.settling import settle
from checkout.payments.standin.knobs import Fault, turn
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment
from checkout.testing import make_merchant
from races.guards import from_anywhere, without_locks
from races.people import cancel, come_back, pack_it
from races.starting import PATIENT, Deed, arrive, ended, race, started
from races.truth import let_time_pass, make_paypal_order, what_is_wrong
from shop.jobs.running import run_due

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Clock = Callable[..., None]
BOOK = r'INSERT INTO "checkout_ledgerentry"'
MOVE_THE_ORDER = r'UPDATE "checkout_order" SET "status"'
# the last look before the money is asked for
IS_IT_AWAITED = r'SELECT 1 AS "a" FROM "checkout_payment"'


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PayPal that takes the money as often as it is asked to."""
    capture = theirs.capture

    def capture_again(order_id: str) -> Any:
        theirs.find_order(order_id, lock=True).change(status="APPROVED")
        return capture(order_id)

    monkeypatch.setattr(theirs, "capture", capture_again)


def with_a_new_key_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        ours,
        "write",
        lambda path, body, **_: client.write(path, body, key=str(uuid4())),
    )


def taken() -> int:
    """How often PayPal has taken money."""
    return StandinObject.objects.of("paypal_capture").count()


def four_who_begin_it() -> list[Deed]:
    make_merchant()
    payment = make_paypal_payment()
    return [partial(_begin, payment)] * 4


def _begin(payment: Payment) -> str:
    return begin_payment(payment, return_url="https://shop.test/back").reference


def test_a_payment_begun_by_four_is_one_order_at_paypal(served: str) -> None:
    ends = race(*four_who_begin_it())

    order = StandinObject.objects.of("paypal_order").get()
    assert ends == {order.pk: 4}


def test_control_with_a_new_key_for_each_there_are_more(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_new_key_each_time(monkeypatch)

    ends = race(*four_who_begin_it())

    assert len(ends) == StandinObject.objects.of("paypal_order").count() == 4


def approved() -> Order:
    order = make_paypal_order()
    approve(order.payments.get())
    return order


def hear_of(order: Order) -> None:
    """The webhook has come; what it means is for workers to find out."""
    reference = order.payments.get().reference
    event = StandinObject.objects.of("paypal_event").get(
        data__resource__id=reference, data__event_type="CHECKOUT.ORDER.APPROVED"
    )
    payload = json.dumps(event.data)
    assert post_event(payload, signed(payload)) == 200


def all_who_learn_that_it_is_approved() -> list[Deed]:
    order = approved()
    hear_of(order)
    payment = order.payments.get()
    return [
        run_due,
        partial(come_back, order),
        partial(come_back, order),
        partial(check_payment, payment, by="poll"),
        partial(check_payment, payment, by="marta"),
        partial(check_payment, payment, by="paypal"),
    ]


def test_money_is_taken_once_whoever_learns_of_the_approval(
    served: str, move_clock: Clock
) -> None:
    race(*all_who_learn_that_it_is_approved(), meet=IS_IT_AWAITED)

    assert taken() == LedgerEntry.objects.count() == 1
    kinds = Order.objects.get().events.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["placed", "paid", "confirmed"]
    let_time_pass(move_clock)
    assert what_is_wrong() == []


@pytest.mark.usefixtures("careless", "served")
def test_our_key_alone_has_it_taken_once(move_clock: Clock) -> None:
    race(*all_who_learn_that_it_is_approved(), meet=IS_IT_AWAITED)

    assert taken() == 1
    let_time_pass(move_clock)
    assert what_is_wrong() == []


def test_paypal_alone_takes_it_once(
    served: str, move_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = all_who_learn_that_it_is_approved()
    with_a_new_key_each_time(monkeypatch)

    race(*deeds, meet=IS_IT_AWAITED)

    assert taken() == 1
    let_time_pass(move_clock)
    assert what_is_wrong() == []


@pytest.mark.usefixtures("careless", "served")
def test_control_without_both_it_is_taken_more_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deeds = all_who_learn_that_it_is_approved()
    with_a_new_key_each_time(monkeypatch)

    race(*deeds, meet=IS_IT_AWAITED)

    assert taken() > 1


@pytest.mark.parametrize("attempt", range(4))
def test_all_of_it_at_once_leaves_one_truth(
    served: str, move_clock: Clock, attempt: int
) -> None:
    """The buyer comes back and cancels in another tab; the webhook is here; the poll
    asks; the order is due; staff pack it, and give the money back."""
    order = approved()
    hear_of(order)

    race(
        run_due,
        partial(come_back, order),
        partial(check_payment, order.payments.get(), by="poll"),
        partial(expire, order_id=order.pk),
        partial(cancel, order),
        partial(pack_it, order),
        partial(refund_order, order, reason="late", by="marta"),
        meet=(IS_IT_AWAITED, MOVE_THE_ORDER, BOOK, "")[attempt],
    )
    let_time_pass(move_clock)

    assert taken() <= 1
    assert what_is_wrong() == []


def while_paypal_takes_it(
    order: Order, end: Callable[[Order], None], *, has_taken_it: bool = False
) -> None:
    """Somebody ends the order while the buyer, who came back, waits for PayPal, which
    takes the money at this moment, or has taken it."""
    knob = turn("paypal.orders.capture", Fault.WAIT, after=has_taken_it)
    buyer = started(come_back, order)
    knob.wait_until_taken()
    end(order)
    knob.release()
    assert ended(*buyer) in {200, 302}


def let_it_expire(order: Order) -> None:
    expire(order_id=order.pk)


@pytest.mark.parametrize("has_taken_it", [False, True])
def test_cancelled_while_paypal_takes_the_money_all_of_it_goes_back(
    served: str, move_clock: Clock, has_taken_it: bool
) -> None:
    order = approved()

    while_paypal_takes_it(order, cancel, has_taken_it=has_taken_it)
    let_time_pass(move_clock)

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert (taken(), Refund.objects.get().amount) == (1, order.total)
    assert what_is_wrong() == []


@pytest.mark.parametrize("has_taken_it", [False, True])
def test_expired_while_paypal_takes_the_money_it_is_a_sale_after_all(
    served: str, move_clock: Clock, has_taken_it: bool
) -> None:
    order = approved()

    while_paypal_takes_it(order, let_it_expire, has_taken_it=has_taken_it)
    let_time_pass(move_clock)

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert taken() == 1
    assert not Refund.objects.exists()
    assert what_is_wrong() == []


def test_control_where_late_money_is_kept_the_books_say_so(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = approved()
    monkeypatch.setattr(settling, "begin_refund", lambda *_, **__: None)

    while_paypal_takes_it(order, cancel)

    assert "Money of a cancelled order has been kept." in {
        fault.sentence for fault in audit_books()
    }


def booked_while_it_is_cancelled() -> list[Deed]:
    order = approved()
    payment = order.payments.get()
    money = provider_called("paypal").look_up(payment)
    assert money.status == Payment.Status.CAPTURED

    def cancel_it() -> None:
        cancel(order)
        arrive()

    return [partial(settle, payment, money, by="return"), cancel_it]


def test_cancelled_while_it_is_booked_the_money_goes_back(
    served: str, move_clock: Clock
) -> None:
    race(*booked_while_it_is_cancelled(), meet=BOOK)
    let_time_pass(move_clock)

    assert Order.objects.get().status == Order.Status.CANCELLED
    assert what_is_wrong() == []


def test_control_without_locks_and_counted_rows_the_truth_is_lost(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = booked_while_it_is_cancelled()
    without_locks(monkeypatch)
    from_anywhere(monkeypatch, Order)

    race(*deeds, meet=BOOK, patience=PATIENT)

    assert "Goods of a living order are back on sale." in {
        fault.sentence for fault in audit_books()
    }
