"""Money that goes back through PayPal: by several at once, and by several workers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from checkout.flow.auditing import audit_books
from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Refund
from checkout.payments.providers.paypal import client, refunds
from checkout.payments.providers.paypal.testing import approve
from checkout.payments.refunding import carry_out, refund_order
from checkout.payments.standin.models import StandinObject
from races.guards import without_locks
from races.people import cancel, come_back
from races.starting import PATIENT, Deed, race
from races.truth import let_time_pass, make_paypal_order, what_is_wrong
from shop.jobs.models import Job
from shop.jobs.running import run_due

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Clock = Callable[..., None]
WRITE_THE_REFUND = r'INSERT INTO "checkout_refund"'


def paid() -> Order:
    order = make_paypal_order()
    payment = order.payments.get()
    approve(payment)
    check_payment(payment, by="return")
    return order


def all_who_give_it_back() -> list[Deed]:
    """The buyer cancels, two of the staff give the money back; the webhooks of the
    payment are late, and the buyer reloads the page."""
    order = paid()
    return [
        partial(cancel, order),
        partial(refund_order, order, reason="late", by="marta"),
        partial(refund_order, order, reason="late", by="peter"),
        partial(come_back, order),
        run_due,
    ]


def test_money_goes_back_once_however_many_give_it(
    served: str, move_clock: Clock
) -> None:
    race(*all_who_give_it_back(), meet=WRITE_THE_REFUND)
    let_time_pass(move_clock)

    order = Order.objects.get()
    given = StandinObject.objects.of("paypal_refund").get()
    assert Decimal(given.data["amount"]["value"]) == order.total
    assert Refund.objects.get().status == Refund.Status.DONE
    assert what_is_wrong() == []


def test_control_without_the_lock_more_is_promised_than_came_in(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = all_who_give_it_back()[:3]
    without_locks(monkeypatch)

    race(*deeds, meet=WRITE_THE_REFUND, patience=PATIENT)

    assert "More was given or promised back than had come in." in {
        fault.sentence for fault in audit_books()
    }


def four_workers_that_all_believe_it_theirs() -> list[Deed]:
    order = paid()
    (refund,) = refund_order(order, amount=order.shipping, reason="late", by="marta")
    Job.objects.filter(name="refund.carry_out").delete()
    return [partial(carry_out, refund_id=refund.pk)] * 4


def test_four_workers_give_back_a_part_once(served: str, move_clock: Clock) -> None:
    """A lease that ran out: the key and the counted row still hold."""
    race(*four_workers_that_all_believe_it_theirs(), meet=r'UPDATE "checkout_refund"')

    assert StandinObject.objects.of("paypal_refund").count() == 1
    assert LedgerEntry.objects.filter(kind="refunded").count() == 1
    let_time_pass(move_clock)
    assert what_is_wrong() == []


def test_control_with_a_new_key_for_each_try_more_goes_back(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = four_workers_that_all_believe_it_theirs()
    monkeypatch.setattr(
        refunds,
        "write",
        lambda path, body, **_: client.write(path, body, key=str(uuid4())),
    )

    race(*deeds)

    assert StandinObject.objects.of("paypal_refund").count() > 1
