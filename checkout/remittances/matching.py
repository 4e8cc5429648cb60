"""Which payment at a door a carrier's money is for, and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.payments.models import LedgerEntry, Payment
from checkout.payments.providers.registry import PROVIDERS, provider_called
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.reading import Remittance

Doubt = CarrierRemittance.Doubt
# how many numbers are asked for at once
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Match:
    """What a remittance is for; certain where there is no doubt."""

    parcel: Parcel | None
    payment: Payment | None
    doubt: str = ""


def paid_at_the_door() -> list[str]:
    """The codes of the providers whose money a carrier collects."""
    return [code for code in PROVIDERS if provider_called(code).is_paid_on_delivery]


def parcels_called(found: Iterable[Remittance]) -> dict[str, list[Parcel]]:
    """Tracking number, bare -> the parcels that carry it."""
    spelt = sorted({way for each in found for way in _spellings(each.tracking_number)})
    parcels: dict[str, list[Parcel]] = defaultdict(list)
    for start in range(0, len(spelt), AT_ONCE):
        rows = Parcel.objects.filter(tracking_number__in=spelt[start : start + AT_ONCE])
        for parcel in rows.order_by("pk"):
            parcels[bare(parcel.tracking_number)].append(parcel)
    return parcels


def bare(number: str) -> str:
    return "".join(number.split()).upper()


def match(found: Remittance, parcels: Mapping[str, list[Parcel]]) -> Match:
    """By the number of the parcel and the amount; a number that we do not know may
    still stand beside that of an order. Best called in a transaction: it locks the
    order, so that what it finds stays true."""
    named = parcels.get(bare(found.tracking_number), [])
    if len({parcel.order_id for parcel in named}) > 1:
        return Match(None, None, Doubt.SEVERAL)
    parcel = named[0] if named else None
    payment = payment_of(_order_of(parcel, found))
    if parcel is None:
        return Match(None, payment, Doubt.UNKNOWN)
    if payment is None:
        return Match(parcel, None, Doubt.OTHER_WAY)
    return Match(parcel, payment, _doubt(found, payment))


def payment_of(order: Order | None) -> Payment | None:
    """The newest payment of an order that was to be made at the door."""
    if order is None:
        return None
    payments = order.payments.filter(provider__in=paid_at_the_door())
    payment = payments.order_by("-pk").first()
    if payment is not None:
        payment.order = order
    return payment


def _spellings(number: str) -> set[str]:
    together = "".join(number.split())
    return {number, together, together.upper(), together.lower()} - {""}


def _order_of(parcel: Parcel | None, found: Remittance) -> Order | None:
    orders = Order.objects.select_for_update(no_key=True)
    if parcel is not None:
        return orders.get(pk=parcel.order_id)
    if found.order_number:
        return orders.filter(number__iexact=found.order_number).first()
    return None


def _doubt(found: Remittance, payment: Payment) -> str:
    owed = payment.due - payment.balance(LedgerEntry.Kind.REMITTED)
    doubts = (
        (found.amount < 0, Doubt.TAKEN_BACK),
        (found.currency not in ("", payment.currency), Doubt.CURRENCY),
        (owed <= 0, Doubt.AGAIN),
        (payment.order.status != Order.Status.DELIVERED, Doubt.NOT_DELIVERED),
        (found.amount < owed, Doubt.TOO_LITTLE),
        (found.amount > owed, Doubt.TOO_MUCH),
    )
    return next((str(doubt) for holds, doubt in doubts if holds), "")
