"""Goods that staff type: a SKU and how many on each line."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from catalog.products.models import Variant
from checkout.cart.filling import MAX_QUANTITY


def read_goods(text: str) -> list[tuple[Variant, int]]:
    """Raises ValidationError for what we do not sell, or in such a number."""
    return [_line(line) for line in text.splitlines() if line.strip()]


def _line(text: str) -> tuple[Variant, int]:
    words = text.replace("×", " ").split()
    count = words[-1] if len(words) > 1 and words[-1].isdecimal() else ""
    sku = " ".join(words[:-1] if count else words)
    variant = Variant.objects.select_related("product").filter(sku__iexact=sku).first()
    if variant is None:
        raise forms.ValidationError(
            _("We know nothing with the SKU %(sku)s.") % {"sku": sku}
        )
    quantity = int(count or 1)
    if not 1 <= quantity <= MAX_QUANTITY:
        raise forms.ValidationError(
            _("Between 1 and %(most)d pieces of each.") % {"most": MAX_QUANTITY}
        )
    return variant, quantity
