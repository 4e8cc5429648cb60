from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checkout.cart.models import CartLine


def problem_of(line: CartLine, *, is_sold: bool, left: int | None) -> str:
    """Why a line cannot be ordered as it is, for the buyer; "" when it can."""
    title = str(line.variant)
    if not is_sold:
        return _("“%(title)s” is no longer sold.") % {"title": title}
    if left == 0:
        return _("“%(title)s” is sold out.") % {"title": title}
    if left is not None and left < line.quantity:
        return ngettext(
            "Only %(left)s of “%(title)s” is left.",
            "Only %(left)s of “%(title)s” are left.",
            left,
        ) % {"left": left, "title": title}
    return ""


def few_at_this_price(line: CartLine, left: int) -> str:
    """That a limited offer has fewer pieces than are wanted."""
    title = str(line.variant)
    if left <= 0:
        return _("“%(title)s”: no more are left at this price.") % {"title": title}
    return ngettext(
        "Only %(left)s of “%(title)s” is left at this price.",
        "Only %(left)s of “%(title)s” are left at this price.",
        left,
    ) % {"left": left, "title": title}
