"""What becomes of the goods of a parcel that came back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from catalog.stock.selling import take_in_again
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.carriers.protocol import Deed
from checkout.parcels.carriers.registry import who_can
from checkout.parcels.coming_back.models import CameBack
from checkout.parcels.models import Carrier, Parcel, ParcelLine
from checkout.parcels.sending import contents
from checkout.parcels.tracking import Sighting, record_sightings

Fate = CameBack.Fate


class AlreadySeenTo(Exception):
    """Somebody has decided what becomes of the parcel, or it is not back."""


@transaction.atomic
def see_to(parcel: Parcel, fate: str, *, by: str) -> CameBack:
    """Decide once what becomes of a parcel; that it is back may be said by this. What
    can be sold goes on the shelf.

    Raises AlreadySeenTo.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=parcel.order_id)
    if order.status != Order.Status.SENT:
        raise AlreadySeenTo(str(parcel))
    seen = Sighting("back-by-staff", Parcel.Status.RETURNED, timezone.now())
    parcel.refresh_from_db()
    if parcel.status in Parcel.TRAVELLING:
        record_sightings(parcel, [seen], by=by)
        parcel.refresh_from_db()
    if parcel.status != Parcel.Status.RETURNED:
        raise AlreadySeenTo(str(parcel))
    back, is_ours = CameBack.objects.get_or_create(
        parcel=parcel, defaults={"fate": fate, "by": by}
    )
    if not is_ours:
        raise AlreadySeenTo(str(parcel))
    if fate == Fate.RESTOCKED:
        take_in_again(contents(parcel), reference=order.number, by=by)
    return back


@transaction.atomic
def send_again(
    parcel: Parcel, *, carrier: Carrier | None, tracking_number: str, by: str
) -> Parcel:
    """The same goods go to the customer once more, under a new number.

    Raises AlreadySeenTo.
    """
    back = see_to(parcel, Fate.SENT_AGAIN, by=by)
    now = timezone.now()
    again = Parcel.objects.create(
        order_id=parcel.order_id,
        carrier=carrier,
        tracking_number=tracking_number.strip(),
        status=Parcel.Status.SENT,
        packed_at=now,
        sent_at=now,
        next_poll_at=now if who_can(Deed.TRACK, carrier) else None,
    )
    ParcelLine.objects.bulk_create(
        ParcelLine(
            parcel=again, order_line_id=line.order_line_id, quantity=line.quantity
        )
        for line in parcel.lines.order_by("pk")
    )
    back.replacement = again
    back.save(update_fields=["replacement"])
    again.order.record(OrderEvent.Kind.SENT, by=by, parcel=again.pk, is_again=True)
    return again
