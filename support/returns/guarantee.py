"""How long we answer for faults: two years from delivery, one more after a repair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max
from django.utils.translation import get_language

from checkout.orders.models import Order
from checkout.parcels.models import ParcelLine
from shop.kept.generation import kept
from support.returns.deadlines import day_there
from support.returns.models import GuaranteeNotice, Return, ReturnLine
from support.returns.windows import arrived_at

YEARS, YEARS_AFTER_REPAIR = 2, 1


def years_later(day: date, years: int) -> date:
    """The same day years later; of the 29th of February, the last of that month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def guarantee_ends(order: Order) -> dict[int, date]:
    """Order line -> last day of its legal guarantee, of what has arrived."""
    arrived = dict(
        ParcelLine.objects.filter(
            order_line__order=order, parcel__delivered_at__isnull=False
        )
        .values_list("order_line")
        .annotate(at=Max("parcel__delivered_at"))
        .order_by("order_line")
    )
    lines = order.lines.filter(is_gift_card=False).values_list("pk", flat=True)
    if not arrived and (moment := arrived_at(order)):
        arrived = dict.fromkeys(lines, moment)
    repaired = set(
        ReturnLine.objects.filter(
            parent__order=order,
            parent__wish=Return.Wish.REPAIR,
            parent__status=Return.Status.SETTLED,
            line__in=arrived,
        ).values_list("line", flat=True)
    )
    return {
        pk: years_later(
            day_there(moment, order.country),
            YEARS + (YEARS_AFTER_REPAIR if pk in repaired else 0),
        )
        for pk, moment in arrived.items()
    }


def is_under_guarantee(order: Order, lines: Iterable[int], *, today: date) -> bool:
    ends = guarantee_ends(order)
    return all(pk not in ends or today <= ends[pk] for pk in lines)


def notice_url() -> str:
    """Where the official notice lies in the page's language; "" where none does."""
    language = get_language() or "en"
    return kept(f"guarantee-notice:{language}", lambda: _notice(language))


def _notice(language: str) -> str:
    notice = GuaranteeNotice.objects.filter(language=language).first()
    return notice.file.url if notice else ""
