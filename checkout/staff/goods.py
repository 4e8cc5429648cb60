"""Goods that staff type, and where and when they would be bought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
)

from catalog.pricing.lists import price_lists
from catalog.products.models import Variant
from checkout.cart.filling import MAX_QUANTITY
from checkout.delivery.offering import countries_served
from checkout.discounts.models import CustomerGroup
from shop.places.countries import named_in_order


class TryingForm(forms.Form):
    """What is tried out: which goods, by whom, where and when."""

    goods = forms.CharField(
        label=gettext_lazy("Goods"),
        help_text=gettext_lazy("one per line: SKU, then how many, like “MUG-OAT 2”"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        max_length=2000,
    )
    group = forms.ModelChoiceField(
        CustomerGroup.objects.order_by("name"),
        label=gettext_lazy("Customer group"),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), widget=UnfoldAdminSelectWidget
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), widget=UnfoldAdminSelectWidget
    )
    moment = forms.SplitDateTimeField(
        label=gettext_lazy("Moment"),
        required=False,
        help_text=gettext_lazy("empty: now"),
        widget=UnfoldAdminSplitDateTimeWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["country"].choices = named_in_order(  # type: ignore[attr-defined]
            countries_served(), language
        )
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (each.currency, each.currency) for each in price_lists()
        ]

    def clean_goods(self) -> list[tuple[Variant, int]]:
        return read_goods(self.cleaned_data["goods"])


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
