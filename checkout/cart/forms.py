from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from catalog.products.models import PersonalField, Variant
from checkout.cart.filling import MAX_QUANTITY
from shop.languages.reading import CodeField, plain_digits

PREFIX = "personal_"
A_YEAR = timedelta(days=366)


class LineForm(forms.Form):
    """A variant to put into the cart, with what its buyer wants written or chosen."""

    variant = forms.ModelChoiceField(
        Variant.objects.sellable().select_related("product"),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose what to put into the cart."),
            "invalid_choice": _("This is no longer sold."),
        },
    )
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=MAX_QUANTITY, initial=1
    )

    def __init__(self, data: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.chosen = self._choose(data.get("variant"))
        product = self.chosen and self.chosen.product
        if product and product.kind in product.MADE_ON_DEMAND:
            for wish in product.personal_fields.order_by("position", "pk"):
                self.fields[f"{PREFIX}{wish.code}"] = _field_for(wish)

    def _choose(self, pk: Any) -> Variant | None:
        try:
            variant: Variant = self.fields["variant"].clean(pk)
        except forms.ValidationError:
            return None
        return variant

    @property
    def personal(self) -> dict[str, str]:
        """Code -> what was wanted, without what was left empty."""
        return {
            name.removeprefix(PREFIX): text
            for name, text in self.cleaned_data.items()
            if name.startswith(PREFIX) and text
        }


class DayToComeField(forms.CharField):
    """A day from today on, within a year, as 2026-12-24."""

    def clean(self, value: Any) -> str:
        text: str = plain_digits(super().clean(value))
        if not text:
            return ""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(
                _("Enter the day as year-month-day, like 2026-12-24.")
            ) from None
        if not localdate() <= day <= localdate() + A_YEAR:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return text


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(min_value=0, max_value=MAX_QUANTITY)


class CouponForm(forms.Form):
    code = CodeField(
        label=_("Coupon code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class CreditForm(forms.Form):
    """Which card or credit is to pay for a cart, or no longer."""

    gift_card = CodeField(
        label=_("Gift card code"),
        max_length=60,
        required=False,
        help_text=_("Several cards are possible, one after the other."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )
    own_credit = forms.BooleanField(required=False)
    leave = forms.CharField(required=False, max_length=20)

    @property
    def wish(self) -> dict[str, Any]:
        """As `change_credit` takes it."""
        given = self.cleaned_data
        return {
            "code": given.get("gift_card", ""),
            "own_credit": given.get("own_credit", False),
            "leave": given.get("leave", ""),
        }


def _field_for(wish: PersonalField) -> forms.Field:
    if wish.kind == PersonalField.Kind.CHOICE:
        options = [option.strip() for option in wish.choices.split("|")]
        return forms.ChoiceField(
            label=wish.label,
            required=wish.is_required,
            choices=[("", "")] + [(option, option) for option in options if option],
        )
    if wish.kind == PersonalField.Kind.EMAIL:
        return forms.EmailField(
            label=wish.label, required=wish.is_required, max_length=254
        )
    if wish.kind == PersonalField.Kind.DAY:
        return DayToComeField(label=wish.label, required=wish.is_required)
    return forms.CharField(
        label=wish.label, required=wish.is_required, max_length=wish.max_length
    )
