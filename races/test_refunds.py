"""Two members of staff give the same money back; two workers carry it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest

from checkout.flow.auditing import audit_books
from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Refund
from checkout.payments.providers.stripe import intents, provider
from checkout.payments.providers.stripe.testing import confirm
from checkout.payments.receiving import mark_received
from checkout.payments.refunding import refund_order
from checkout.payments.standin.models import StandinObject
from checkout.testing import make_order
from races.guards import without_locks
from races.starting import PATIENT, Deed, race
from races.truth import let_time_pass, make_card_order, what_is_wrong
from shop.jobs.models import Job
from shop.jobs.running import run

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WRITE_THE_REFUND = r'INSERT INTO "checkout_refund"'


def staff_who_refund_all() -> list[Deed]:
    order = make_order()
    mark_received(order.payments.get(), by="marta", amount=order.total)
    return [
        partial(_refund, order, name) for name in ("marta", "peter", "anna", "ilze")
    ]


def _refund(order: Order, name: str) -> str:
    return "began" if refund_order(order, reason="late", by=name) else "nothing left"


def test_money_is_given_back_once_however_many_give_it() -> None:
    ends = race(*staff_who_refund_all(), meet=WRITE_THE_REFUND)

    assert ends == {"began": 1, "nothing left": 3}
    assert Refund.objects.get().amount == Order.objects.get().total
    assert [*audit_books()] == []


def test_control_without_the_lock_it_is_given_back_by_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deeds = staff_who_refund_all()
    without_locks(monkeypatch)

    ends = race(*deeds, meet=WRITE_THE_REFUND, patience=PATIENT)

    assert ends["began"] > 1
    assert "More was given or promised back than had come in." in {
        fault.sentence for fault in audit_books()
    }


def workers_at_one_refund() -> list[Deed]:
    order = make_card_order()
    payment = order.payments.get()
    confirm(payment.reference)
    check_payment(payment, by="return")
    refund_order(order, amount=order.shipping, reason="late", by="marta")
    job = Job.objects.get(name="refund.carry_out")
    return [partial(run, job.pk)] * 4


def test_one_worker_of_four_gives_the_money_back(
    served: str, move_clock: Callable[..., None]
) -> None:
    deeds = workers_at_one_refund()

    ends = race(*deeds, meet=r'UPDATE "shop_job"')

    assert ends == {True: 1, False: 3}
    assert StandinObject.objects.of("refund").count() == 1
    let_time_pass(move_clock)
    assert what_is_wrong() == []


def test_four_workers_that_all_believe_it_theirs_give_back_once(
    served: str, move_clock: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lease that ran out: the idempotency key and the ledger's index still hold."""
    deeds = workers_at_one_refund()
    with monkeypatch.context() as everybody:
        everybody.setattr(Job, "claim", lambda *_, **__: True)
        race(*deeds, meet=r'UPDATE "checkout_refund"')

    assert StandinObject.objects.of("refund").count() == 1
    assert LedgerEntry.objects.filter(kind="refunded").count() == 1
    let_time_pass(move_clock)
    assert what_is_wrong() == []


def test_control_with_a_new_key_for_each_try_more_goes_back(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = workers_at_one_refund()
    monkeypatch.setattr(Job, "claim", lambda *_, **__: True)
    carried_out = intents.refund_intent
    monkeypatch.setattr(
        provider,
        "refund_intent",
        lambda reference, **known: carried_out(
            reference, **{**known, "key": str(uuid4())}
        ),
    )

    race(*deeds)

    assert StandinObject.objects.of("refund").count() > 1


def test_control_without_the_claim_the_job_runs_in_each(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deeds = workers_at_one_refund()
    monkeypatch.setattr(Job, "claim", lambda *_, **__: True)

    assert race(*deeds) == {True: 4}
