"""Making good: broken promises are found and paid for before anybody writes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from checkout.compensation.giving import give
from checkout.compensation.lateness import (
    Delay,
    delay_of,
    disruption_of,
)
from checkout.compensation.models import (
    Breach,
    Compensation,
    CompensationRule,
    Excuse,
)
from checkout.compensation.tiers import Lateness, best_of
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.payments.parts.models import RefundedPart
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job, reader
from shop.money.amounts import ZERO

# older promises are history: an import, a restored backup, a rule made today
LOOK_BACK = timedelta(days=60)
# what came in the evening is often told in the morning
MORNING = time(9)


@reader
def notice_broken_promises() -> None:
    """Plan to make good every promise that is broken, or broken worse than before."""
    now = timezone.localtime()
    for pk in _to_look_at(now).order_by("pk").values_list("pk", flat=True)[:200]:
        enqueue("promise.make_good", key=f"late-{pk}-{now:%Y%m%d}", order_id=pk)


def _to_look_at(now: datetime) -> QuerySet[Order]:
    today = now.date()
    recent = Order.objects.filter(
        promised_until__gte=today - LOOK_BACK, promised_until__lt=today, excuse=None
    ).exclude(method_code="")
    seen_today = Breach.objects.filter(order=OuterRef("pk"), looked_at_on__gte=today)
    settled = Breach.objects.filter(order=OuterRef("pk"), arrived_on__isnull=False)
    came_late = Parcel.objects.filter(
        order=OuterRef("pk"),
        delivered_at__date__gt=F("order__promised_until"),
    )
    arrived = Q(status=Order.Status.DELIVERED) & Exists(came_late) & ~Exists(settled)
    missing = Q(status__in=Order.NOT_ARRIVED) & ~Exists(seen_today)
    return recent.filter(arrived | missing if now.time() >= MORNING else arrived)


@job("promise.make_good", attempts=FOR_EVER)
@transaction.atomic
def make_good(*, order_id: int) -> None:
    """Give what the rules give for an order's lateness, less what was given before.

    All who do this for one order wait for each other; each step is given once.
    """
    today = localdate()
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if Excuse.objects.filter(order=order).exists():
        return
    delay = delay_of(order, today=today)
    if delay is None:
        return
    breach = _note(order, delay, today)
    if breach.disruption_id:
        return
    rules = list(CompensationRule.objects.filter(is_active=True).order_by("pk"))
    rule, due = best_of(rules, lateness(order, breach))
    missing = due - _given(breach)
    if rule is None or missing <= 0:
        return
    if breach.compensations.filter(step=rule.days_late).exists():
        return
    give(breach, order, rule, missing)


def lateness(order: Order, breach: Breach) -> Lateness:
    """What came back already is not late: its price is given for no second time."""
    parts = RefundedPart.objects.filter(order=order, what=RefundedPart.What.DELIVERY)
    is_ours = breach.compensations.filter(way=Compensation.Way.REFUND).exists()
    has_gone_back = parts.exists() and not is_ours
    return Lateness(
        days=breach.days_late,
        fault=breach.fault,
        promised_until=breach.promised_until,
        country=order.country,
        currency=order.currency,
        goods=order.goods - order.discount,
        delivery=ZERO if has_gone_back else order.shipping,
    )


def _note(order: Order, delay: Delay, today: date) -> Breach:
    """The one breach of the order, as bad as it ever was."""
    breach, is_new = Breach.objects.get_or_create(
        order=order,
        defaults={
            "fault": delay.fault,
            "promised_until": order.promised_until,
            "days_late": delay.days,
            "arrived_on": delay.arrived_on,
            "disruption": disruption_of(order, delay),
            "looked_at_on": today,
        },
    )
    if not is_new:
        breach.days_late = max(breach.days_late, delay.days)
        breach.arrived_on = delay.arrived_on
        breach.looked_at_on = today
        if not breach.compensations.exists():
            breach.fault = delay.fault
            breach.disruption = disruption_of(order, delay)
        breach.save(
            update_fields=[
                "days_late",
                "arrived_on",
                "looked_at_on",
                "fault",
                "disruption",
            ]
        )
    return breach


def _given(breach: Breach) -> Decimal:
    amounts = breach.compensations.values_list("amount", flat=True)
    return sum(amounts, ZERO)
