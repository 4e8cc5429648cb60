from __future__ import annotations

from checkout.cart.models import Cart
from checkout.discounts.models import CartOffer


def want_gift(cart: Cart, offer_id: int, *, is_wanted: bool) -> None:
    """Remember whether the shopper wants what an offer gives away."""
    refused = {*cart.refused_gifts} - {offer_id}
    gifts = CartOffer.objects.filter(pk=offer_id, kind=CartOffer.Kind.GIFT)
    if not is_wanted and gifts.exists():
        refused.add(offer_id)
    cart.refused_gifts = sorted(refused)
    cart.save(update_fields=["refused_gifts", "updated_at"])
