"""The stand-in misbehaves as it is told, and keeps its promises while it does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import stripe
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from checkout.payments.models import ProviderEvent
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.stripe import client
from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.intents import make_intent, read_intent
from checkout.payments.providers.stripe.standin.knobs import Fault, still, turn
from checkout.payments.providers.stripe.testing import Post, confirm, make_card_payment
from checkout.payments.standin import knobs
from checkout.payments.standin.models import (
    StandinKnob,
    StandinObject,
)
from shop.jobs.models import Job

CREATE = "payment_intents.create"


def made() -> int:
    return StandinObject.objects.of("payment_intent").count()


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.ERROR, Fault.BUSY, Fault.LIMIT])
def test_a_call_that_goes_wrong_before_has_no_effect_and_may_be_repeated(
    standin: Post, fault: Fault
) -> None:
    payment = make_card_payment()
    turn(CREATE, fault, times=2)

    with pytest.raises(PaymentFailed) as refusal:
        make_intent(payment)

    assert refusal.value.retry
    assert made() == 0
    still()
    assert make_intent(payment).status == "requires_payment_method"
    assert made() == 1


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.ERROR])
def test_an_answer_that_is_lost_leaves_the_effect_to_be_found_by_its_key(
    standin: Post, fault: Fault
) -> None:
    payment = make_card_payment()
    turn(CREATE, fault, after=True, times=2)

    with pytest.raises(PaymentFailed) as refusal:
        make_intent(payment)

    still()
    intent = StandinObject.objects.of("payment_intent").get()
    assert refusal.value.retry
    assert make_intent(payment).id == intent.pk
    assert made() == 1


def test_a_lost_answer_is_lost_over_a_real_socket_too(
    live_server: LiveServer, settings: Settings
) -> None:
    settings.SITE_URL = live_server.url
    payment = make_card_payment()
    turn(CREATE, Fault.DROP, after=True, times=2)

    with pytest.raises(PaymentFailed) as refusal:
        make_intent(payment)

    assert isinstance(refusal.value.__cause__, stripe.APIConnectionError)
    assert made() == 1


def test_only_the_calls_that_are_named_go_wrong(standin: Post) -> None:
    knob = turn("refunds.*", Fault.ERROR, times=None)
    intent = make_intent(make_card_payment())
    confirm(intent.id)

    with pytest.raises(stripe.APIError):
        stripe_client().v1.refunds.create({"payment_intent": intent.id})

    assert read_intent(intent.id).status == "succeeded"
    knob.refresh_from_db()
    assert (knob.left, knob.taken) == (None, 2)
    still()
    refund = stripe_client().v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "succeeded"


def test_a_chance_of_nothing_never_happens_and_a_certain_one_always(
    standin: Post,
) -> None:
    turn("payment_intents.create", Fault.ERROR, times=None, chance=0)

    assert make_intent(make_card_payment()).id

    turn("payment_intents.create", Fault.ERROR, times=None, chance=100)
    with pytest.raises(PaymentFailed):
        make_intent(make_card_payment())


def test_a_delay_passes_before_the_answer(
    standin: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    turn(CREATE, Fault.DELAY, seconds=11)

    make_intent(make_card_payment())

    assert slept == [11]


@pytest.mark.django_db(transaction=True)
def test_a_call_waits_at_a_barrier_until_it_is_released(
    live_server: LiveServer, settings: Settings
) -> None:
    settings.SITE_URL = live_server.url
    payment = make_card_payment()
    knob = turn(CREATE, Fault.WAIT, after=True)
    client.http_client.cache_clear()
    answers: list[str] = []
    caller = threading.Thread(
        target=lambda: answers.append(make_intent(payment).status), daemon=True
    )

    caller.start()
    knob.wait_until_taken()
    time.sleep(0.05)
    stood = (made(), list(answers))
    knob.release()
    caller.join(10)

    assert stood == (1, [])
    assert answers == ["requires_payment_method"]


def test_a_webhook_can_be_late_and_so_come_out_of_order(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    turn("webhooks.charge.succeeded", Fault.DELAY, seconds=30)
    confirm(make_intent(make_card_payment()).id)

    run_jobs()

    kinds = [payload.partition('"type": "')[2][:24] for payload, _ in standin.sent]
    assert kinds == ["payment_intent.succeeded"]
    late = Job.objects.get(name="stripe_standin.send", status=Job.Status.WAITING)
    assert late.run_at > timezone.now() + timedelta(seconds=20)


def test_a_webhook_can_come_twice_be_forged_or_never_come(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    about = "webhooks.payment_intent.succeeded"
    for fault, deliveries, kept in [
        (Fault.REPEAT, 2, 1),
        (Fault.FORGE, 2, 1),
        (Fault.DROP, 0, 0),
    ]:
        standin.sent.clear()
        ProviderEvent.objects.all().delete()
        turn(about, fault)
        confirm(make_intent(make_card_payment()).id)
        run_jobs()

        sent = [one for one, _ in standin.sent if '"payment_intent.succeeded"' in one]
        assert (fault, len(sent)) == (fault, deliveries)
        assert ProviderEvent.objects.count() == kept


def test_a_webhook_whose_answer_is_lost_is_sent_again(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    turn("webhooks.payment_intent.succeeded", Fault.DROP, after=True)
    confirm(make_intent(make_card_payment()).id)

    run_jobs()
    Job.objects.filter(status=Job.Status.WAITING).update(run_at=timezone.now())
    run_jobs()

    sent = [one for one, _ in standin.sent if '"payment_intent.succeeded"' in one]
    assert len(sent) == 2
    assert ProviderEvent.objects.count() == 1


def test_the_bank_can_send_a_refund_back_once(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    turn("refunds.create", Fault.BOUNCE)
    intent = make_intent(make_card_payment())
    confirm(intent.id)
    refunds = stripe_client().v1.refunds
    refund = refunds.create({"payment_intent": intent.id, "amount": 4000})

    run_jobs()

    found = refunds.retrieve(refund.id)
    assert (refund.status, found.status) == ("succeeded", "failed")
    again = refunds.create({"payment_intent": intent.id})
    assert (again.amount, again.status) == (4990, "succeeded")


def test_two_who_meet_the_last_turn_of_a_knob_do_not_both_run_into_it(
    db: None,
) -> None:
    knob = turn(CREATE, Fault.ERROR)
    seen = StandinKnob.objects.get(pk=knob.pk)

    assert knobs.take(CREATE, [Fault.ERROR]) == [knob]
    assert not knobs._count(seen)
