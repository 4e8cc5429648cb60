"""How late an order is, and whose fault that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from checkout.compensation.models import Disruption, Fault
from checkout.orders.models import Order
from checkout.parcels.carriers.registry import tracker_of
from checkout.parcels.models import Parcel


@dataclass(frozen=True, slots=True)
class Delay:
    """`arrived_on` is None while it has not."""

    days: int
    fault: Fault
    arrived_on: date | None


def delay_of(order: Order, *, today: date) -> Delay | None:
    """How late an order is by `today`; None when it is not, or nobody can tell."""
    if not order.method_code:
        return None
    parcels = sorted(order.parcels.all(), key=lambda parcel: parcel.pk)
    if any(parcel.status in Parcel.TURNED_BACK for parcel in parcels):
        return None
    arrived_on = _arrived_on(order, parcels)
    if arrived_on is None and not _is_known_to_be_missing(order, parcels):
        return None
    days = ((arrived_on or today) - order.promised_until).days
    if days < 1:
        return None
    return Delay(days, _fault(order, parcels), arrived_on)


def disruption_of(order: Order, delay: Delay) -> Disruption | None:
    """The weather or strike that the carrier could not help."""
    if delay.fault != Fault.CARRIER:
        return None
    return (
        Disruption.objects.filter(
            Q(carrier_code="") | Q(carrier_code=order.carrier_code),
            Q(country="") | Q(country=order.country),
            first_day__lte=order.promised_until,
            last_day__gte=order.promised_until,
        )
        .order_by("pk")
        .first()
    )


def _arrived_on(order: Order, parcels: Sequence[Parcel]) -> date | None:
    """The day on which the last parcel came."""
    if order.status != Order.Status.DELIVERED:
        return None
    moments = [parcel.delivered_at for parcel in parcels if parcel.delivered_at]
    return localdate(max(moments)) if moments else None


def _is_known_to_be_missing(order: Order, parcels: Sequence[Parcel]) -> bool:
    """A carrier that tells us nothing may have delivered it long ago."""
    if order.status not in Order.NOT_ARRIVED:
        return False
    if order.status != Order.Status.SENT:
        return True
    waiting = [p for p in parcels if p.status != Parcel.Status.DELIVERED]
    return any(
        parcel.status == Parcel.Status.LOST or tracker_of(parcel.carrier)
        for parcel in waiting
    )


def _fault(order: Order, parcels: Sequence[Parcel]) -> Fault:
    """Ours when a parcel has not left, or left after the day that was planned."""
    if not parcels or order.status in (Order.Status.CONFIRMED, Order.Status.PACKED):
        return Fault.SHOP
    planned = order.promise_inputs.get("leaves")
    if not planned:
        return Fault.CARRIER
    day = date.fromisoformat(planned)
    sent = [localdate(parcel.sent_at) for parcel in parcels if parcel.sent_at]
    left_late = len(sent) < len(parcels) or max(sent) > day
    return Fault.SHOP if left_late else Fault.CARRIER
