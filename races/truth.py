"""Whether what we believe is what is, once everybody has had time to find out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.db.models import Q

from catalog.products.models import Variant
from checkout.flow.auditing import audit_books
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Payment, ProviderEvent, Refund
from checkout.payments.providers.paypal.currencies import from_paypal
from checkout.payments.providers.paypal.orders import TAKEN
from checkout.payments.providers.stripe.currencies import from_stripe
from checkout.payments.standin.models import StandinObject
from checkout.testing import make_order, make_shop, make_way
from shop.jobs.models import Job
from shop.jobs.running import read_all_news, run_due

REMOTE = ("stripe", "paypal")
# the pauses of the jobs that ask, begin, close and give back all fit in between
LATER: tuple[dict[str, float], ...] = (
    {},
    {"minutes": 3},
    {"minutes": 15},
    {"minutes": 75},
    {"hours": 3},
)


def make_card_order(*variants: Variant) -> Order:
    """An order whose card payment has begun at the stand-in."""
    make_shop()
    make_way("card", provider="stripe")
    return make_order(*variants, payment_code="card")


def make_paypal_order(*variants: Variant) -> Order:
    """An order that PayPal waits for its buyer with."""
    make_shop()
    make_way("paypal", provider="paypal")
    return make_order(*variants, payment_code="paypal")


def let_time_pass(move_clock: Callable[..., None]) -> None:
    """Do what workers and the clock do in the next hours."""
    for pause in LATER:
        move_clock(**pause)
        for _ in range(20):
            read_all_news()
            if not run_due():
                break


def what_is_wrong() -> list[str]:
    """Faults in the books, things nobody will finish, money we know nothing of."""
    return [
        *(f"{fault.subject}: {fault.sentence}" for fault in audit_books()),
        *_unfinished(),
        *unlike_stripe(),
        *unlike_paypal(),
    ]


def _unfinished() -> Iterator[str]:
    in_trouble = Q(status=Job.Status.RUNNING) | ~Q(last_error="")
    for job in Job.objects.exclude(status=Job.Status.DONE).filter(in_trouble):
        yield f"{job.name} is {job.status}: {job.last_error}"
    for payment in Payment.objects.filter(
        provider__in=REMOTE, status__in=Payment.IN_PROGRESS
    ):
        yield f"{payment} is {payment.status}"
    for refund in Refund.objects.filter(
        payment__provider__in=REMOTE, status=Refund.Status.BEGUN
    ):
        yield f"refund of {refund} is {refund.status}"
    for event in ProviderEvent.objects.filter(settled_at=None):
        yield f"{event} is not settled"
    for order in Order.objects.filter(status=Order.Status.PLACED):
        yield f"{order} waits for ever"


def unlike_stripe(*, is_open_allowed: bool = False) -> list[str]:
    """Where Stripe and we do not know the same money, or it waits for nobody."""
    return [*_differences(is_open_allowed)]


def _differences(is_open_allowed: bool) -> Iterator[str]:
    for intent in StandinObject.objects.of("payment_intent"):
        is_closed = intent.data["status"] in {"succeeded", "canceled"}
        if not (is_closed or is_open_allowed):
            yield f"{intent} is {intent.data['status']}"
        there = _kept_by_stripe(intent)
        here = _kept_by_us(intent.pk)
        if there != here:
            yield f"{intent}: Stripe has {there} for us, our books say {here}"


def _kept_by_stripe(intent: StandinObject) -> Decimal:
    charges = StandinObject.objects.of("charge").filter(
        data__payment_intent=intent.pk, data__paid=True
    )
    kept = sum(
        charge.data["amount_captured"] - charge.data["amount_refunded"]
        for charge in charges
    )
    return from_stripe(kept, intent.data["currency"])


def unlike_paypal() -> list[str]:
    """Where PayPal and we do not know the same money."""
    return [
        f"{order}: PayPal has {there} for us, our books say {here}"
        for order in StandinObject.objects.of("paypal_order")
        if (there := _kept_by_paypal(order)) != (here := _kept_by_us(order.pk))
    ]


def _kept_by_paypal(order: StandinObject) -> Decimal:
    captures = StandinObject.objects.of("paypal_capture").filter(
        hidden__order=order.pk, data__status__in=TAKEN
    )
    refunds = StandinObject.objects.of("paypal_refund").filter(
        hidden__capture__in=[capture.pk for capture in captures]
    )
    return _sum_of(captures) - _sum_of(refunds)


def _sum_of(movements: Iterable[StandinObject]) -> Decimal:
    amounts = (from_paypal(movement.data["amount"]) for movement in movements)
    return sum(amounts, Decimal(0))


def _kept_by_us(reference: str) -> Decimal:
    kept = Decimal(0)
    for entry in LedgerEntry.objects.filter(payment__reference=reference):
        if entry.kind == LedgerEntry.Kind.CAPTURED:
            kept += entry.amount
        elif entry.kind == LedgerEntry.Kind.REFUNDED:
            kept -= entry.amount
    return kept
