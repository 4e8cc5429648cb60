from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from checkout.flow.fields import (
    ADDRESS_KEYS,
    BILLING,
    CODE,
    EMAIL,
    QUIET,
    address_field,
    choice,
    country_field,
    fields_of_address,
    instructions_field,
    phone_field,
    vat_number_field,
)
from shop.languages.reading import CodeField
from shop.places.addresses import postcode_problem
from shop.places.vat_numbers import (
    VAT_NUMBER_COUNTRIES,
    BadVatNumber,
    check_vat_number,
)

Address = Mapping[str, str]


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
    needs_parcel: bool = True
    is_covered: bool = False
    # the pick-up points there are, None where it comes to the door
    points: Sequence[str] | None = None
    days: Sequence[str] = ()


class CheckoutForm(forms.Form):
    """Everything a guest tells us to buy; which fields there are depends on `Asked`."""

    email = forms.EmailField(
        label=lazy("E-mail"),
        max_length=254,
        error_messages={
            "required": lazy("Enter your e-mail: the confirmation goes there."),
            "invalid": lazy("Check the e-mail. It should look like anna@example.com."),
        },
        widget=forms.EmailInput(attrs=EMAIL),
    )
    keep = forms.BooleanField(
        label=lazy("Keep this way of paying for next time"), required=False
    )
    remind = forms.BooleanField(required=False)
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
            self.fields["phone"] = phone_field()
        if self.vat_country in VAT_NUMBER_COUNTRIES:
            self.fields["vat_number"] = vat_number_field()
        if asked.needs_parcel:
            self.fields["method"] = choice(
                asked.methods, lazy("Choose how it should be delivered.")
            )
            self._add_where_and_when()
        if not asked.is_covered:
            self.fields["payment"] = choice(
                asked.payments, lazy("Choose how you want to pay.")
            )
        draft_url = reverse("checkout_draft")
        for field in self.fields.values():
            field.widget.attrs |= {
                "data-hx-post": draft_url,
                "data-hx-trigger": "change",
            }

    @property
    def vat_country(self) -> str:
        """The country in which a business customer would be registered."""
        asked = self.asked
        return asked.billing_country if asked.has_own_billing else asked.country

    @property
    def delivery_fields(self) -> list[forms.BoundField]:
        """What is asked openly about the address, in the country's order."""
        return [self[name] for name in self._names[""] if name not in QUIET]

    @property
    def quiet_fields(self) -> list[forms.BoundField]:
        """What few need; it is folded away until it says something."""
        return [self[name] for name in QUIET if name in self.fields]

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

    def _add_where_and_when(self) -> None:
        asked = self.asked
        if asked.points is not None:
            self.fields["point"] = choice(
                asked.points, lazy("Choose where you want to collect it.")
            )
        else:
            self.fields["instructions"] = instructions_field()
        if asked.days:
            self.fields["day"] = choice(
                asked.days, lazy("Choose the day on which it should come.")
            )

    def _add_address(self, prefix: str, country: str, countries: Iterable[str]) -> None:
        section = "billing" if prefix else "shipping"
        self.fields[f"{prefix}country"] = country_field(countries, section)
        if not prefix and not self.asked.needs_parcel:
            # gift cards come by mail: no more is asked than who buys, and where
            self.fields["name"] = address_field(
                "name", lazy("Full name"), "billing", is_required=True
            )
            return
        self.fields |= fields_of_address(country, section, prefix=prefix)


class ReaddressForm(forms.Form):
    """Where an order shall go instead, in the same country."""

    def __init__(self, data: Mapping[str, str] | None, *, address: Address) -> None:
        super().__init__(data, initial=dict(address))
        self.country = address["country"]
        self.fields |= fields_of_address(self.country, "shipping")

    def clean_postcode(self) -> str:
        typed: str = self.cleaned_data["postcode"]
        problem = postcode_problem(self.country, typed)
        if problem:
            raise forms.ValidationError(problem)
        return typed

    def address(self) -> dict[str, str]:
        """With all the keys of an order's."""
        given = self.cleaned_data | {"country": self.country}
        return {key: given.get(key, "") for key in ADDRESS_KEYS}


class FindOrderForm(forms.Form):
    number = CodeField(
        label=pgettext_lazy("of an order", "Order number"),
        max_length=30,
        help_text=lazy("It stands in the confirmation we sent you, like K7M3-9QXT."),
        widget=forms.TextInput(attrs=CODE),
    )
    email = forms.EmailField(
        label=lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs=EMAIL),
    )
