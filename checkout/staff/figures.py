"""What today brought, beside yesterday."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry
from shop.languages.writing import money_text, number_text
from shop.staff.desk import Figure, add_figures


def todays_figures() -> list[Figure]:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    return [_orders(today, yesterday), _takings(today, yesterday)]


def _orders(today: date, yesterday: date) -> Figure:
    placed = Order.objects.exclude(status=Order.Status.CANCELLED)
    count: dict[str, int] = placed.filter(placed_at__gte=_start(yesterday)).aggregate(
        today=Count("pk", filter=Q(placed_at__gte=_start(today))),
        yesterday=Count("pk", filter=Q(placed_at__lt=_start(today))),
    )
    language = get_language() or "en"
    return Figure(
        title=_("Orders today"),
        today=number_text(Decimal(count["today"]), language),
        yesterday=number_text(Decimal(count["yesterday"]), language),
    )


def _takings(today: date, yesterday: date) -> Figure:
    captured = LedgerEntry.objects.filter(
        kind=LedgerEntry.Kind.CAPTURED, at__gte=_start(yesterday)
    )
    sums = list(
        captured.values("payment__currency")
        .annotate(
            today=Sum("amount", filter=Q(at__gte=_start(today))),
            yesterday=Sum("amount", filter=Q(at__lt=_start(today))),
        )
        .order_by("payment__currency")
    )
    return Figure(
        title=_("Money received today"),
        today=_amounts(sums, "today"),
        yesterday=_amounts(sums, "yesterday"),
    )


def _amounts(sums: Iterable[Mapping[str, Any]], day: str) -> str:
    """One amount for each currency in which money came."""
    language = get_language() or "en"
    return " + ".join(
        money_text(each[day], each["payment__currency"], language)
        for each in sums
        if each[day]
    )


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


add_figures(permission="checkout.view_payment", measure=todays_figures)
