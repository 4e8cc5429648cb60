"""The process is killed before and after every outside call and every commit.

Each moment gets an order of its own, whose process dies there. Then workers start
again, time passes, and nothing may be left that nobody will finish.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from catalog.products.models import Variant
from catalog.testing import make_variant
from checkout.flow.cancelling import cancel_order
from checkout.flow.expiring import find_unpaid_orders
from checkout.flow.tests.buyers import buy
from checkout.orders.models import Order
from checkout.payments import refunding
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.stripe.standin.events import sign
from checkout.payments.providers.stripe.testing import confirm, post_event
from checkout.payments.refunding import refund_order
from checkout.payments.standin.models import StandinObject
from checkout.testing import make_cart, make_shop, make_way
from races.crashing import survives
from races.truth import let_time_pass, make_card_order, what_is_wrong
from shop.jobs.models import Job
from shop.jobs.running import run

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Clock = Callable[..., None]
FAR = timedelta(days=1)
MANY = 100


@dataclass(frozen=True)
class Act:
    """What is prepared for each moment, and what the process that dies does with it."""

    prepare: Callable[[Variant], object]
    deed: Callable[..., object]
    least: int


def _a_cart(variant: Variant) -> object:
    make_way("card", provider="stripe")
    return make_cart(variant)


def _order_it(cart: object) -> None:
    answer = buy(Client(), cart, payment="card")  # type: ignore[arg-type]
    assert answer.status_code == 302, answer.content


def _order_at_the_door(cart: object) -> None:
    answer = buy(Client(), cart, payment="cod", total_seen="EUR 17.40")  # type: ignore[arg-type]
    assert answer.status_code == 302, answer.content


def _paid_at_stripe(variant: Variant) -> Order:
    order = make_card_order(variant)
    confirm(order.payments.get().reference)
    return order


def _come_back(order: Order) -> None:
    assert Client().get(f"{order.get_absolute_url()}payment/").status_code == 302


def _work() -> None:
    """Do what is due, and what comes of it; the post of the stand-in waits."""
    while jobs := Job.objects.due(timezone.now()).exclude(
        name__startswith="stripe_standin"
    ):
        for job in jobs:
            run(job.pk)


def _hear_of_it(order: Order) -> None:
    event = StandinObject.objects.of("event").get(
        data__type="payment_intent.succeeded",
        data__data__object__id=order.payments.get().reference,
    )
    payload = json.dumps(event.data)
    assert post_event(payload, sign(payload)) == 200
    _work()


def _paid(variant: Variant) -> Order:
    order = _paid_at_stripe(variant)
    _come_back(order)
    return order


def _refund_a_part(order: Order) -> None:
    refund_order(order, amount=order.shipping, reason="late", by="marta")
    _work()


def _cancel(order: Order) -> None:
    cancel_order(order, by="customer", reason="asked")
    _work()


def _overdue(variant: Variant) -> Order:
    order = make_card_order(variant)
    Payment.objects.filter(order=order).update(due_at=timezone.now())
    return order


def _end(order: Order) -> None:
    find_unpaid_orders()
    _work()


ACTS = {
    "ordering": Act(_a_cart, _order_it, least=8),
    "ordering at the door": Act(_a_cart, _order_at_the_door, least=6),
    "coming back": Act(_paid_at_stripe, _come_back, least=6),
    "hearing of it": Act(_paid_at_stripe, _hear_of_it, least=8),
    "refunding": Act(_paid, _refund_a_part, least=10),
    "cancelling unpaid": Act(make_card_order, _cancel, least=8),
    "cancelling paid": Act(_paid, _cancel, least=10),
    "expiring": Act(_overdue, _end, least=10),
}


def die_at_every_moment(act: Act) -> list[str]:
    """The moments, after a process has died at each of them."""
    make_shop()
    variant = make_variant(stock=200)
    put_off()
    for number in range(MANY):
        subject = act.prepare(variant)
        names = survives(number, partial(act.deed, subject))
        put_off()
        if names is not None:
            return names
    raise AssertionError("it never comes to an end")


def put_off() -> None:
    """The machine stands still for a day: nobody works at what was left behind."""
    soon = timezone.now() + FAR / 2
    waiting = Job.objects.filter(status=Job.Status.WAITING, run_at__lt=soon)
    waiting.update(run_at=F("run_at") + FAR)
    running = Job.objects.filter(status=Job.Status.RUNNING, locked_until__lt=soon)
    running.update(locked_until=F("locked_until") + FAR)
    Payment.objects.filter(due_at__lt=soon).update(due_at=F("due_at") + FAR)


def restart(move_clock: Clock) -> None:
    move_clock(days=1)
    let_time_pass(move_clock)


@pytest.mark.parametrize("name", ACTS)
def test_whenever_it_dies_the_shop_converges(
    served: str, move_clock: Clock, name: str
) -> None:
    moments = die_at_every_moment(ACTS[name])
    restart(move_clock)

    assert len(moments) >= ACTS[name].least, moments
    assert what_is_wrong() == []
    OUTCOMES[name](len(moments))


def _one_order_for_a_cart_at_most(moments: int) -> None:
    assert Order.objects.count() <= moments + 1


def _none_waits(moments: int) -> None:
    _one_order_for_a_cart_at_most(moments)
    confirmed = Order.objects.filter(status=Order.Status.CONFIRMED)
    assert confirmed.count() == Order.objects.count()


def _all_paid(moments: int) -> None:
    assert Order.objects.filter(status=Order.Status.CONFIRMED).count() == moments + 1


def _a_part_went_back(moments: int) -> None:
    _all_paid(moments)
    done = Refund.objects.filter(status=Refund.Status.DONE)
    # only who died before the very first commit has not begun it
    assert done.count() == Refund.objects.count() == moments


def _all_cancelled(moments: int) -> None:
    cancelled = Order.objects.filter(status=Order.Status.CANCELLED)
    assert cancelled.count() == moments + 1


def _all_but_one_cancelled(moments: int) -> None:
    assert Order.objects.filter(status=Order.Status.CANCELLED).count() == moments


OUTCOMES: dict[str, Callable[[int], None]] = {
    "ordering": _one_order_for_a_cart_at_most,
    "ordering at the door": _none_waits,
    "coming back": _all_paid,
    "hearing of it": _all_paid,
    "refunding": _a_part_went_back,
    "cancelling unpaid": _all_cancelled,
    "cancelling paid": _all_but_one_cancelled,
    "expiring": _all_cancelled,
}


def test_control_a_refund_without_its_job_is_never_given(
    served: str, move_clock: Clock
) -> None:
    with patch.object(refunding, "enqueue"):
        die_at_every_moment(ACTS["refunding"])
    restart(move_clock)

    assert [wrong for wrong in what_is_wrong() if "is begun" in wrong]
