from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.stock.holding import release
from checkout.cart.filling import hold_lines, lock, room_for
from checkout.cart.models import Cart, CartLine
from shop.users.models import User


@transaction.atomic
def merge(guest: Cart, own: Cart | None, *, user: User, now: datetime) -> Cart | None:
    """One cart of what a customer chose before and after logging in.

    However many requests try at the same moment, it happens once.
    """
    unclaimed = Cart.objects.open().filter(pk=guest.pk, user=None)
    if own is None or not lock(own):
        if not unclaimed.update(user=user):
            return Cart.objects.open().filter(user=user).first()
        guest.user = user
        return guest

    lines = list(guest.lines.select_related("variant"))
    brought = [*guest.credits.values_list("account", flat=True)]
    if not unclaimed.delete()[0]:
        return own

    release(guest.token)
    for line in lines:
        _take_over(own, line, now)
    for account in brought:
        own.credits.get_or_create(account_id=account)
    if own.coupon is None and own.one_time_code is None:
        own.coupon, own.one_time_code = guest.coupon, guest.one_time_code
    own.refused_gifts = sorted({*own.refused_gifts, *guest.refused_gifts})
    own.country, own.currency = guest.country, guest.currency
    own.draft = {**own.draft, **guest.draft}
    own.save(
        update_fields=[
            "coupon",
            "one_time_code",
            "refused_gifts",
            "country",
            "currency",
            "draft",
            "updated_at",
        ]
    )
    hold_lines(own, now=now)
    return own


def _take_over(cart: Cart, line: CartLine, now: datetime) -> None:
    """Add a line of another cart: quantities add up to what is there, none shrinks."""
    same = cart.lines.filter(variant=line.variant, personal_key=line.personal_key)
    own = same.first()
    if own is None:
        line.pk, line.cart = None, cart
        line.save(force_insert=True)
        return
    room = max(room_for(cart, line.variant, now), line.quantity - own.quantity, 0)
    own.quantity += min(line.quantity, room)
    kept, brought = own.price_kept_at(now), line.price_kept_at(now)
    if brought is not None and (kept is None or brought < kept):
        own.kept_price, own.kept_until = brought, line.kept_until
    own.save(update_fields=["quantity", "kept_price", "kept_until"])
