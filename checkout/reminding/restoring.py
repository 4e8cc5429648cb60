"""Putting what somebody was reminded of into the cart of the device they read it on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products.models import Variant
from checkout.cart.filling import NotAdded, add
from checkout.cart.models import Cart


@transaction.atomic
def restore(source: Cart, cart: Cart, *, now: datetime) -> list[str]:
    """Add to `cart` what of `source` it lacks; what is in it stays, nothing doubles.

    Returns a sentence for each thing that could not be had as it was. What was typed
    at the checkout is not taken along: the mail may have been passed on.
    """
    told: list[str] = []
    wanted = source.lines.values("variant")
    sold = {
        *Variant.objects.sellable().filter(pk__in=wanted).values_list("pk", flat=True)
    }
    for line in source.lines.select_related("variant__product").order_by("pk"):
        same = cart.lines.filter(variant=line.variant, personal_key=line.personal_key)
        own = same.first()
        lacking = line.quantity - (own.quantity if own else 0)
        if lacking <= 0:
            continue
        if line.variant_id not in sold:
            told.append(_("“%(title)s” is no longer sold.") % {"title": line.variant})
            continue
        try:
            added = add(
                cart, line.variant, quantity=lacking, personal=line.personal, now=now
            )
        except NotAdded as refusal:
            told.append(str(refusal))
        else:
            told += [f"{line.variant}: {added.shortage}"] if added.shortage else []
    if source.coupon_id and not (cart.coupon_id or cart.one_time_code_id):
        Cart.objects.filter(pk=cart.pk).update(coupon=source.coupon_id)
    return told
