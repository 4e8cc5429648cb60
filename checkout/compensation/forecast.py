"""What the rules would have cost in the last days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import F, Max
from django.utils.timezone import localdate

from checkout.compensation.lateness import delay_of
from checkout.compensation.models import CompensationRule
from checkout.compensation.tiers import Lateness, best_of
from checkout.orders.models import Order
from shop.money.amounts import ZERO

PERIOD = timedelta(days=30)
# enough to judge by, and quickly counted
MOST = 500


@dataclass(frozen=True, slots=True)
class Cost:
    orders: int
    amount: Decimal


def cost_of_last_month(rules: Iterable[CompensationRule]) -> dict[int, Cost]:
    """By rule: how many late orders of the last 30 days it would have been the best
    for, and for how much. Weather and strikes are left out of account."""
    found: dict[int, list[Decimal]] = {rule.pk: [] for rule in rules}
    known = [_for_all_days(rule) for rule in rules]
    for late in _late_orders():
        rule, amount = best_of(known, late)
        if rule is not None:
            found[rule.pk].append(amount)
    return {pk: Cost(len(all_), sum(all_, ZERO)) for pk, all_ in found.items()}


def _for_all_days(rule: CompensationRule) -> CompensationRule:
    """The rule as if it had been there all the time."""
    rule.since = localdate() - 2 * PERIOD
    return rule


def _late_orders() -> Iterable[Lateness]:
    today = localdate()
    late = (
        Order.objects.filter(
            status=Order.Status.DELIVERED,
            promised_until__gte=today - PERIOD,
            promised_until__lt=today,
        )
        .exclude(method_code="")
        .annotate(arrived_at=Max("parcels__delivered_at"))
        .filter(arrived_at__date__gt=F("promised_until"))
    )
    for order in late.prefetch_related("parcels__carrier").order_by("-pk")[:MOST]:
        delay = delay_of(order, today=today)
        if delay is not None:
            yield Lateness(
                days=delay.days,
                fault=delay.fault,
                promised_until=order.promised_until,
                country=order.country,
                currency=order.currency,
                goods=order.goods - order.discount,
                delivery=order.shipping,
            )
