"""Forms of the rows of a product, with what the database would refuse in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from catalog.pricing.lists import price_lists
from catalog.pricing.models import PriceList
from catalog.pricing.prices import set_price
from catalog.products.models import PersonalField
from shop.money.amounts import round_money


def price_name(price_list: PriceList) -> str:
    return f"price_{price_list.pk}"


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]
    """A variant with its price in every list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # the formset has fetched them with the variants
        prices = self.instance.prices.all() if self.instance.pk else ()
        known = {price.price_list_id: price.amount for price in prices}
        for price_list in price_lists():
            if price_list.pk in known and price_name(price_list) in self.fields:
                amount = round_money(known[price_list.pk], price_list.currency)
                self.initial[price_name(price_list)] = amount

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for price_list in price_lists():
            name = price_name(price_list)
            was, amount = self.initial.get(name), given.get(name)
            if was is not None and amount is None and name not in self.errors:
                self.add_error(
                    name,
                    _("A price can change but not vanish: take the variant off sale."),
                )
        return given

    def save_prices(self, *, by: str) -> None:
        for price_list in price_lists():
            amount = self.cleaned_data.get(price_name(price_list))
            if amount is not None:
                set_price(self.instance, price_list=price_list, amount=amount, by=by)


def variant_form_with_prices() -> type[VariantForm]:
    """The form with a field for every price list there is."""
    fields = {
        price_name(each): forms.DecimalField(
            label=f"{each.currency}",
            required=False,
            min_value=Decimal("0.001"),
            max_digits=14,
            decimal_places=3,
            widget=UnfoldAdminDecimalFieldWidget(),
        )
        for each in price_lists()
    }
    return type("VariantFormWithPrices", (VariantForm,), fields)


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    """`Picture.clean` re-encodes a new file, or refuses it with a sentence."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file and not self.instance.source_url:
            raise ValidationError(_("Choose a file."))
        return file


class SpecificationForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        attribute, choice = given.get("attribute"), given.get("choice")
        if attribute and choice and choice.attribute_id != attribute.pk:
            self.add_error("choice", _("That is a choice of another attribute."))
        return given


class PersonalFieldForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_choice = given.get("kind") == PersonalField.Kind.CHOICE
        if is_choice and not given.get("choices_en"):
            self.add_error("choices_en", _("What can be chosen? Part it by |."))
        return given
