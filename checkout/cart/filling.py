"""Putting goods into a cart and taking them out, with their stock and price kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.lists import price_list_for
from catalog.products.models import Variant
from catalog.stock.availability import available
from catalog.stock.holding import hold
from checkout.cart.models import Cart, CartLine
from shop.languages.writing import Counted

KEPT_FOR = timedelta(minutes=30)
MAX_QUANTITY = 999


class NotAdded(Exception):
    """Nothing was put into the cart: one sentence that says why, for the buyer."""


@dataclass(frozen=True, slots=True)
class Added:
    """What has come into the cart: maybe fewer than were wanted."""

    line: CartLine
    variant: Variant
    quantity: int
    wanted: int
    price: Decimal

    @property
    def shortage(self) -> str:
        """That there were fewer than wanted, for the buyer."""
        if self.quantity == self.wanted:
            return ""
        return ngettext(
            "There was only %(count)s left.",
            "There were only %(count)s left.",
            self.quantity,
        ) % {"count": Counted(self.quantity, get_language() or "en")}


@transaction.atomic
def add(
    cart: Cart,
    variant: Variant,
    *,
    quantity: int,
    personal: Mapping[str, str] | None = None,
    now: datetime,
) -> Added:
    """Put `quantity` of `variant` into the cart, as many as there are.

    Raises NotAdded when it cannot be bought, or none is left.
    """
    if not lock(cart):
        raise NotAdded(_("This cart has just been ordered. Try again."))
    price = _price_now(cart, variant, now)
    if price is None:
        raise NotAdded(_("“%(title)s” is not sold there.") % {"title": variant})
    room = room_for(cart, variant, now)
    if room <= 0:
        raise NotAdded(_none_left(cart, variant))

    taken = min(quantity, room)
    line, is_new = cart.lines.get_or_create(
        variant=variant,
        personal_key=_digest(personal or {}),
        defaults={"quantity": taken, "personal": dict(personal or {})},
    )
    if not is_new:
        line.quantity += taken
    _keep(line, price, now)
    hold_lines(cart, now=now)
    cart.save(update_fields=["updated_at"])
    return Added(line, variant, taken, quantity, price)


@transaction.atomic
def set_quantity(line: CartLine, quantity: int, *, now: datetime) -> int:
    """Want `quantity` of a line, or as many as there are; with 0 it is removed.

    Returns how many it has become.
    """
    cart, variant = line.cart, line.variant
    if not lock(cart):
        return line.quantity
    line.refresh_from_db(fields=["quantity"])
    quantity = min(quantity, line.quantity + room_for(cart, variant, now))
    if quantity <= 0:
        line.delete()
    else:
        line.quantity = quantity
        _keep(line, _price_now(cart, variant, now), now)
    hold_lines(cart, now=now, let_go=[variant.pk])
    cart.save(update_fields=["updated_at"])
    return max(quantity, 0)


def lock(cart: Cart) -> bool:
    """Let nobody else change the cart before this transaction ends; False when it
    has been ordered or merged meanwhile."""
    rows = Cart.objects.open().select_for_update().filter(pk=cart.pk)
    return rows.values_list("pk", flat=True).first() is not None


def room_for(cart: Cart, variant: Variant, now: datetime) -> int:
    """How many more of `variant` the cart can take."""
    inside = cart.lines.filter(variant=variant).aggregate(sum=Sum("quantity"))["sum"]
    free = available([variant], now=now, holder=cart.token).get(variant.pk, 0)
    return (MAX_QUANTITY if free is None else min(free, MAX_QUANTITY)) - (inside or 0)


def hold_lines(cart: Cart, *, now: datetime, let_go: Iterable[int] = ()) -> None:
    """Keep the stock of what is in the cart, and none of the variants `let_go` that
    are no longer in it. Bundles and their parts share stock, so all go together."""
    wanted = dict.fromkeys(let_go, 0)
    for variant, quantity in cart.lines.values_list("variant", "quantity"):
        wanted[variant] = wanted.get(variant, 0) + quantity
    hold(cart.token, wanted, now=now, until=now + KEPT_FOR)


def _keep(line: CartLine, price: Decimal | None, now: datetime) -> None:
    """Keep today's price with the stock, unless a lower one is being kept already."""
    kept = line.price_kept_at(now)
    if price is not None and (kept is None or price < kept):
        line.kept_price = price
    line.kept_until = now + KEPT_FOR
    line.risen_from = None
    line.save(update_fields=["quantity", "kept_price", "kept_until", "risen_from"])


def _price_now(cart: Cart, variant: Variant, now: datetime) -> Decimal | None:
    price_list = price_list_for(cart.country, cart.currency)
    shown = shown_prices([variant], price_list=price_list, now=now).get(variant.pk)
    return price_to_keep(shown) if shown else None


def price_to_keep(shown: ShownPrice) -> Decimal:
    """What is kept with the goods: of limited pieces nobody keeps the price, they
    are had by who orders first."""
    return shown.amount if shown.share is None else shown.regular


def _none_left(cart: Cart, variant: Variant) -> str:
    if cart.lines.filter(variant=variant).exists():
        return _("All there is of “%(title)s” is in your cart.") % {"title": variant}
    return _("“%(title)s” is sold out.") % {"title": variant}


def _digest(personal: Mapping[str, str]) -> str:
    if not personal:
        return ""
    text = json.dumps(dict(personal), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
