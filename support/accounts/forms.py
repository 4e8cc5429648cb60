from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from checkout.delivery.offering import countries_served
from shop.languages.reading import plain_digits
from shop.places.addresses import address_fields, postcode_problem
from shop.places.countries import COUNTRIES, named_in_order
from shop.users.models import Address, User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("name", "language")
        labels = {"language": _("Language of our mails")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
        }


class DeletionForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("Delete my account for good"),
        error_messages={"required": _("Tick this so that we know you mean it.")},
    )


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """An address as its country writes it; `country` decides what must be filled."""

    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )

    class Meta:
        model = Address
        fields = (
            "country",
            "name",
            "company",
            "street",
            "street2",
            "postcode",
            "city",
            "region",
            "phone",
            "is_default",
        )
        labels = {"is_default": _("Use this address first")}
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": hint})
            for name, hint in {
                "name": "name",
                "company": "organization",
                "street": "address-line1",
                "street2": "address-line2",
                "postcode": "postal-code",
                "city": "address-level2",
                "region": "address-level1",
                "phone": "tel",
            }.items()
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = _countries(kept=self.instance.country)
        self._ask_as_in(str(self["country"].value() or ""))

    def clean_postcode(self) -> str:
        return plain_digits(self.cleaned_data["postcode"])

    def clean_phone(self) -> str:
        return plain_digits(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "country" in typed and "postcode" in typed:
            problem = postcode_problem(typed["country"], typed["postcode"])
            if problem:
                self.add_error("postcode", problem)
        return typed

    def _ask_as_in(self, country: str) -> None:
        """What must be filled, and what it is called, where the address is."""
        self.fields["city"].required = False
        for asked in address_fields(country) if country in COUNTRIES else ():
            if asked.name in self.fields:
                self.fields[asked.name].required = asked.is_required
                self.fields[asked.name].label = asked.label


def _countries(*, kept: str) -> list[tuple[str, str]]:
    """Where we deliver, by name; an address elsewhere keeps its country."""
    language = get_language() or "en"
    codes = set(countries_served() or COUNTRIES) | ({kept} if kept else set())
    return named_in_order(codes, language)
