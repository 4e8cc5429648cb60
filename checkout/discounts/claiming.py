"""Counting the uses of offers and codes inside the transaction that places an order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from checkout.discounts.models import CartOffer, OfferUse, OneTimeCode, Purchase


class OfferGone(Exception):
    """An offer that was shown does not hold any more: a sentence says which."""


class CodeUsed(Exception):
    """Somebody else was quicker with a one-time code: a sentence says so."""


@transaction.atomic
def claim_offers(
    offer_ids: Iterable[int], *, email: str, reference: str, now: datetime
) -> None:
    """Count a use of each by a customer; raises OfferGone and then counts nothing.

    The counter is raised first, in the order of the ids: its row lock makes two
    orders wait for each other.
    """
    email = email.strip().lower()
    for pk in sorted(offer_ids):
        free = Q(usage_limit=None) | Q(use_count__lt=F("usage_limit"))
        rows = CartOffer.objects.running(now).filter(free, pk=pk)
        is_counted = rows.update(use_count=F("use_count") + 1)
        offer = CartOffer.objects.filter(pk=pk).first()
        if offer is None or not is_counted or not _may_use(offer, email):
            raise OfferGone(
                _(
                    "The offer “%(name)s” does not hold any more. Nothing has been "
                    "ordered: look at the total and press the button again if you "
                    "agree."
                )
                % {"name": offer.name if offer else ""}
            )
        OfferUse.objects.create(offer=offer, email=email, reference=reference)


def release_offers(reference: str) -> None:
    """Give back the uses of an order that came to nothing."""
    uses = OfferUse.objects.filter(reference=reference)
    for use in uses.order_by("offer_id").values("pk", "offer_id"):
        if OfferUse.objects.filter(pk=use["pk"]).delete()[0]:
            counted = CartOffer.objects.filter(pk=use["offer_id"], use_count__gt=0)
            counted.update(use_count=F("use_count") - 1)


@transaction.atomic
def claim_code(code: OneTimeCode, *, now: datetime) -> None:
    """Use a one-time code. Raises CodeUsed when it was used before."""
    rows = OneTimeCode.objects.filter(pk=code.pk, used_at=None, batch__is_active=True)
    if not rows.update(used_at=now):
        raise CodeUsed(
            _("The code “%(code)s” has been used. Each of these codes counts once.")
            % {"code": code.code}
        )


def release_code(code: OneTimeCode) -> None:
    OneTimeCode.objects.filter(pk=code.pk).update(used_at=None)


def remember_purchase(email: str, *, reference: str) -> None:
    Purchase.objects.create(email=email.strip().lower(), reference=reference)


def forget_purchase(reference: str) -> None:
    Purchase.objects.filter(reference=reference).delete()


def _may_use(offer: CartOffer, email: str) -> bool:
    """Asked under the lock of the counter."""
    if offer.is_first_order_only and Purchase.objects.filter(email=email).exists():
        return False
    limit = offer.limit_per_customer
    uses = OfferUse.objects.filter(offer=offer, email=email)
    return limit is None or uses.count() < limit
