"""The fields of the checkout form, with what browsers and buyers need to know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy

from shop.languages.reading import CodeField
from shop.places.addresses import address_fields
from shop.places.countries import named_in_order

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
ALWAYS_ASKED = ("name", "street", "postcode", "city")

QUIET = ("street2", "company", "vat_number")

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

EMAIL = {"autocomplete": "email"}
CODE = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "autocorrect": "off",
    "spellcheck": "false",
    "dir": "ltr",
}


def address_field(
    name: str, label: Any, section: str, *, is_required: bool
) -> forms.CharField:
    kind = CodeField if name == "postcode" else forms.CharField
    return kind(
        label=label,
        max_length=_LONGEST.get(name, 150),
        required=is_required,
        error_messages={"required": _MISSING.get(name, lazy("Fill in this field."))},
        widget=forms.TextInput(
            attrs={"autocomplete": f"{section} {_AUTOCOMPLETE[name]}"}
        ),
    )


def fields_of_address(
    country: str, section: str, *, prefix: str = ""
) -> dict[str, forms.CharField]:
    """What is asked of an address in a country, beside the country."""
    fields = {
        prefix + asked.name: address_field(
            asked.name, asked.label, section, is_required=asked.is_required
        )
        for asked in address_fields(country)
        if asked.name in ALWAYS_ASKED or asked.is_required
    }
    for name, label in (
        ("company", lazy("Company")),
        ("street2", lazy("Flat, floor, entrance")),
    ):
        if prefix + name not in fields:
            fields[prefix + name] = address_field(
                name, label, section, is_required=False
            )
    return fields


def country_field(countries: Iterable[str], section: str) -> forms.ChoiceField:
    language = get_language() or "en"
    return forms.ChoiceField(
        label=lazy("Country"),
        choices=named_in_order(countries, language),
        error_messages={
            "required": lazy("Choose the country."),
            "invalid_choice": lazy("We do not deliver to this country yet."),
        },
        widget=forms.Select(attrs={"autocomplete": f"{section} country"}),
    )


def phone_field() -> forms.CharField:
    return CodeField(
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
        widget=forms.TextInput(attrs={"autocomplete": "shipping tel"}),
    )


def instructions_field() -> forms.CharField:
    return forms.CharField(
        label=lazy("Instructions for the delivery"),
        max_length=300,
        required=False,
        help_text=lazy("Like the code of the door, or a neighbour who is at home."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def vat_number_field() -> forms.CharField:
    return CodeField(
        label=lazy("VAT number"),
        max_length=30,
        required=False,
        help_text=lazy("For businesses. It begins with the letters of the country."),
        widget=forms.TextInput(attrs=CODE),
    )


def choice(codes: Iterable[str], missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(code, code) for code in codes],
        error_messages={"required": missing, "invalid_choice": missing},
    )
