"""From a carrier's file to booked money, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from checkout.parcels.models import Parcel
from checkout.payments.models import Payment
from checkout.payments.settling import settle_remittance
from checkout.remittances.matching import Match, match, parcels_called
from checkout.remittances.models import CarrierRemittance
from checkout.remittances.reading import Remittance

Status = CarrierRemittance.Status


class AlreadyDecided(Exception):
    """Somebody has booked this money or set it aside."""


class NotToBook(Exception):
    """The carrier takes money back: it counts for no order."""


@dataclass(slots=True)
class Summary:
    """How many rows of a file were booked, wait for people, were known."""

    booked: int = 0
    to_decide: int = 0
    known: int = 0


def take_in(found: list[Remittance], *, by: str) -> Summary:
    """Book what is certain, propose what is not, pass over what was taken in before."""
    summary = Summary()
    parcels = parcels_called(found)
    for each in found:
        row, is_new = _take_in(each, parcels, by=by)
        if not is_new:
            summary.known += 1
        elif row.status == Status.BOOKED:
            summary.booked += 1
        else:
            summary.to_decide += 1
    return summary


@transaction.atomic
def book(row: CarrierRemittance, payment: Payment, *, by: str) -> None:
    """Say which payment a carrier's money is for; what is beyond it stays noted as the
    carrier's.

    Raises AlreadyDecided and NotToBook.
    """
    if row.amount <= 0:
        raise NotToBook
    waiting = CarrierRemittance.objects.to_decide().filter(pk=row.pk)
    if not waiting.update(status=Status.BOOKED, payment=payment, decided_by=by):
        raise AlreadyDecided
    ours = settle_remittance(payment, amount=row.amount, movement=row.key, by=by)
    row.status, row.payment = Status.BOOKED, payment
    row.surplus = row.amount - ours
    row.currency = row.currency or payment.currency
    row.save(update_fields=["surplus", "currency"])


def set_aside(row: CarrierRemittance, *, note: str, by: str) -> None:
    """Money that counts for no order. Raises AlreadyDecided."""
    waiting = CarrierRemittance.objects.to_decide().filter(pk=row.pk)
    if not waiting.update(status=Status.SET_ASIDE, note=note, decided_by=by):
        raise AlreadyDecided


@transaction.atomic
def _take_in(
    found: Remittance, parcels: Mapping[str, list[Parcel]], *, by: str
) -> tuple[CarrierRemittance, bool]:
    row, is_new = CarrierRemittance.objects.get_or_create(
        key=found.key,
        defaults={
            "tracking_number": found.tracking_number,
            "order_number": found.order_number,
            "remitted_on": found.remitted_on,
            "amount": found.amount,
            "currency": found.currency,
        },
    )
    if is_new:
        _propose(row, match(found, parcels))
        if row.payment and not row.doubt:
            book(row, row.payment, by=by)
    return row, is_new


def _propose(row: CarrierRemittance, proposal: Match) -> None:
    row.parcel, row.payment = proposal.parcel, proposal.payment
    row.doubt = proposal.doubt
    row.save(update_fields=["parcel", "payment", "doubt"])
