"""Counting the pieces that are sold at the price of a limited offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from catalog.offers.models import Offer, PieceSale
from shop.jobs.queue import enqueue
from shop.kept.generation import pages_changed


class PiecesGone(Exception):
    """Fewer pieces are left at this price than were wanted."""


@transaction.atomic
def claim_pieces(
    quantities: Mapping[int, int], *, reference: str, now: datetime
) -> None:
    """Sell so many pieces of each offer, or raising PiecesGone none.

    With the last piece the offer is over: the price goes back by itself.
    """
    for pk, quantity in sorted(quantities.items()):
        running = Offer.objects.running(now).filter(pk=pk, share__isnull=False)
        enough = running.filter(share_sold__lte=F("share") - quantity)
        if not enough.update(share_sold=F("share_sold") + quantity):
            raise PiecesGone
        PieceSale.objects.create(offer_id=pk, reference=reference, quantity=quantity)
        gone = Offer.objects.filter(pk=pk, gone_at=None, share_sold__gte=F("share"))
        if gone.update(gone_at=now):
            enqueue("shelf.offer", offer_id=pk)
        pages_changed()


@transaction.atomic
def release_pieces(reference: str) -> None:
    """Give back what an order had that came to nothing. What is gone stays gone."""
    sales = PieceSale.objects.filter(reference=reference).order_by("offer_id")
    for sale in sales.values("pk", "offer_id", "quantity"):
        if PieceSale.objects.filter(pk=sale["pk"]).delete()[0]:
            offer = Offer.objects.filter(Q(share_sold__gte=sale["quantity"]))
            offer.filter(pk=sale["offer_id"]).update(
                share_sold=F("share_sold") - sale["quantity"]
            )
            pages_changed()
