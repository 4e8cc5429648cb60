from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django import forms
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from shop.places.addresses import address_fields, postcode_problem
from shop.places.countries import country_name
from shop.places.vat_numbers import (
    VAT_NUMBER_COUNTRIES,
    BadVatNumber,
    check_vat_number,
)

BILLING = "billing_"
ADDRESS_KEYS = (
    "name",
    "company",
    "street",
    "street2",
    "postcode",
    "city",
    "district",
    "region",
    "country",
)

# asked in every country whose addresses know them; the rest only where required
_ALWAYS_ASKED = ("name", "street", "postcode", "city")

_QUIET = ("street2", "company", "vat_number")

_MISSING = {
    "name": lazy("Enter the full name."),
    "street": lazy("Enter the street and the number of the house."),
    "city": lazy("Enter the town or city."),
    "district": lazy("Enter the district."),
    "region": lazy("Enter the region."),
    "postcode": lazy("Enter the postcode."),
}

_AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "street": "address-line1",
    "street2": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "district": "address-level3",
    "region": "address-level1",
    "country": "country",
}

_LONGEST = {"postcode": 20, "city": 100, "region": 100, "district": 100, "street": 200}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form depends on: where the goods go, and what is offered there."""

    country: str
    billing_country: str
    countries: Sequence[str]
    billing_countries: Sequence[str]
    methods: Sequence[str]
    payments: Sequence[str]
    needs_phone: bool
    has_own_billing: bool


_EMAIL = {"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}


class CheckoutForm(forms.Form):
    """Everything a guest tells us to buy; which fields there are depends on `Asked`."""

    email = forms.EmailField(
        label=lazy("E-mail"),
        max_length=254,
        error_messages={
            "required": lazy("Enter your e-mail: the confirmation goes there."),
            "invalid": lazy("Check the e-mail. It should look like anna@example.com."),
        },
        widget=forms.EmailInput(attrs=_EMAIL),
    )
    note = forms.CharField(
        label=lazy("Note for us"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        asked: Asked,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.asked = asked
        self._add_address("", asked.country, asked.countries)
        if asked.has_own_billing:
            self._add_address(BILLING, asked.billing_country, asked.billing_countries)
        if asked.needs_phone:
            self.fields["phone"] = _phone_field()
        if self.vat_country in VAT_NUMBER_COUNTRIES:
            self.fields["vat_number"] = _vat_number_field()
        self.fields["method"] = _choice(
            asked.methods, lazy("Choose how it should be delivered.")
        )
        self.fields["payment"] = _choice(
            asked.payments, lazy("Choose how you want to pay.")
        )
        draft_url = reverse("checkout_draft")
        for field in self.fields.values():
            field.widget.attrs |= {"hx-post": draft_url, "hx-trigger": "change"}

    @property
    def vat_country(self) -> str:
        """The country in which a business customer would be registered."""
        asked = self.asked
        return asked.billing_country if asked.has_own_billing else asked.country

    @property
    def delivery_fields(self) -> list[forms.BoundField]:
        """What is asked openly about the address, in the country's order."""
        return [self[name] for name in self._names[""] if name not in _QUIET]

    @property
    def quiet_fields(self) -> list[forms.BoundField]:
        """What few need; it is folded away until it says something."""
        return [self[name] for name in _QUIET if name in self.fields]

    @property
    def has_quiet_words(self) -> bool:
        return any(field.value() or field.errors for field in self.quiet_fields)

    @property
    def billing_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._names.get(BILLING, ())]

    def address(self, prefix: str = "") -> dict[str, str]:
        """A cleaned address with all the keys of an order's."""
        return {key: self.cleaned_data.get(prefix + key, "") for key in ADDRESS_KEYS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for prefix in self._names:
            self._clean_postcode(prefix)
        number = cleaned.get("vat_number", "")
        if number:
            try:
                cleaned["vat_number"] = check_vat_number(self.vat_country, number)
            except BadVatNumber as problem:
                self.add_error("vat_number", str(problem))
        return cleaned

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        try:
            number = phonenumbers.parse(typed, self.asked.country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                _("Check the telephone number. Begin with + and the country's code.")
            )
        return typed

    def _clean_postcode(self, prefix: str) -> None:
        name = f"{prefix}postcode"
        if name not in self.fields or name in self.errors:
            return
        country = self.cleaned_data.get(f"{prefix}country", "")
        typed = self.cleaned_data.get(name, "")
        problem = postcode_problem(country, typed) if country else None
        if problem:
            self.add_error(name, problem)

    @property
    def _names(self) -> dict[str, list[str]]:
        """The names of the fields of each address, as they stand in the form."""
        prefixes = ["", BILLING] if self.asked.has_own_billing else [""]
        return {
            prefix: [
                name
                for name in self.fields
                if name.removeprefix(prefix) in ADDRESS_KEYS and name.startswith(prefix)
            ]
            for prefix in prefixes
        }

    def _add_address(self, prefix: str, country: str, countries: Iterable[str]) -> None:
        section = "billing" if prefix else "shipping"
        self.fields[f"{prefix}country"] = _country_field(countries, section)
        for asked in address_fields(country):
            if asked.name not in _ALWAYS_ASKED and not asked.is_required:
                continue
            self.fields[prefix + asked.name] = _address_field(
                asked.name, asked.label, section, is_required=asked.is_required
            )
        for name, label in (
            ("company", lazy("Company")),
            ("street2", lazy("Flat, floor, entrance")),
        ):
            if prefix + name not in self.fields:
                self.fields[prefix + name] = _address_field(
                    name, label, section, is_required=False
                )


def _address_field(
    name: str, label: Any, section: str, *, is_required: bool
) -> forms.CharField:
    attrs = {
        "autocomplete": f"{section} {_AUTOCOMPLETE[name]}",
        "autocapitalize": "characters" if name == "postcode" else "words",
        "autocorrect": "off",
        "spellcheck": "false",
    }
    return forms.CharField(
        label=label,
        max_length=_LONGEST.get(name, 150),
        required=is_required,
        error_messages={"required": _MISSING.get(name, lazy("Fill in this field."))},
        widget=forms.TextInput(attrs=attrs),
    )


def _country_field(countries: Iterable[str], section: str) -> forms.ChoiceField:
    language = get_language() or "en"
    names = sorted((country_name(code, language), code) for code in countries)
    return forms.ChoiceField(
        label=lazy("Country"),
        choices=[(code, name) for name, code in names],
        error_messages={
            "required": lazy("Choose the country."),
            "invalid_choice": lazy("We do not deliver to this country yet."),
        },
        widget=forms.Select(attrs={"autocomplete": f"{section} country"}),
    )


def _phone_field() -> forms.CharField:
    return forms.CharField(
        label=lazy("Telephone"),
        max_length=30,
        help_text=lazy(
            "The driver calls before delivering. We use it for nothing else."
        ),
        error_messages={
            "required": lazy(
                "Enter a telephone number: the driver calls before coming."
            )
        },
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "inputmode": "tel",
                "autocomplete": "shipping tel",
                "dir": "ltr",
            }
        ),
    )


def _vat_number_field() -> forms.CharField:
    return forms.CharField(
        label=lazy("VAT number"),
        max_length=30,
        required=False,
        help_text=lazy("For businesses. It begins with the letters of the country."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _choice(codes: Iterable[str], missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(code, code) for code in codes],
        error_messages={"required": missing, "invalid_choice": missing},
    )


class FindOrderForm(forms.Form):
    number = forms.CharField(
        label=pgettext_lazy("of an order", "Order number"),
        max_length=30,
        help_text=lazy("It stands in the confirmation we sent you, like K7M3-9QXT."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    email = forms.EmailField(
        label=lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs=_EMAIL),
    )
