"""What happens to a parcel becomes news of its order, each once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from checkout.orders.models import OrderEvent
from checkout.parcels.models import Parcel, ParcelNews

Kind = OrderEvent.Kind
STATIONS = {
    Parcel.Status.OUT_FOR_DELIVERY: Kind.OUT_FOR_DELIVERY,
    Parcel.Status.AT_PICKUP: Kind.AT_PICKUP,
    Parcel.Status.LOST: Kind.PARCEL_LOST,
    Parcel.Status.RETURNING: Kind.RETURNING,
    # where nobody said that it had turned round
    Parcel.Status.RETURNED: Kind.RETURNING,
}


@transaction.atomic
def tell(parcel: Parcel, kind: Kind, *, by: str, **data: Any) -> bool:
    """Record news of a parcel, however many notice it; False if it was told before."""
    _news, is_first = ParcelNews.objects.get_or_create(parcel=parcel, kind=kind)
    if is_first:
        parcel.order.record(kind, by=by, parcel=parcel.pk, **data)
    return is_first
