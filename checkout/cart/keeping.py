from __future__ import annotations

from datetime import datetime

from django.db import transaction

from checkout.cart.filling import KEPT_FOR, hold_lines, lock, price_to_keep
from checkout.cart.models import CartLine
from checkout.cart.pricing import PricedCart


def keep_on(priced: PricedCart, *, now: datetime) -> None:
    """Go on keeping the goods and prices of a shopper who is still here.

    A price that has risen since it was kept stays known until the line is changed.
    """
    lines = [each for each in priced.lines if each.is_sellable]
    fresh_until = now + KEPT_FOR / 2
    if all(_is_kept(each.line, fresh_until) for each in lines):
        return
    with transaction.atomic():
        if not lock(priced.cart):
            return
        hold_lines(priced.cart, now=now)
        for each in lines:
            assert each.shown is not None, "only what is sold is kept"
            limited = each.shown.share is not None
            each.line.kept_price = price_to_keep(each.shown) if limited else each.price
            each.line.risen_from = each.risen_from
            each.line.kept_until = now + KEPT_FOR
        CartLine.objects.bulk_update(
            [each.line for each in lines], ["kept_price", "risen_from", "kept_until"]
        )
        priced.cart.save(update_fields=["updated_at"])


def _is_kept(line: CartLine, until: datetime) -> bool:
    is_priced = line.kept_price is not None
    return is_priced and line.kept_until is not None and line.kept_until > until
