"""What is said of a product: the table of specifications and the names of options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.storefront.choosing import OptionName
from shop.languages.writing import listed, measure_text

# a row of catalog.storefront.reading
Fact = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SpecGroup:
    name: str
    rows: Sequence[tuple[str, str]]


def specification_table(facts: Iterable[Fact]) -> list[SpecGroup]:
    """Facts by their groups; what variants differ by is said once for all of them."""
    groups: dict[str, dict[str, list[str]]] = {}
    for fact in facts:
        values = groups.setdefault(fact["group_name"], {}).setdefault(
            fact["attribute_name"], []
        )
        value = _value(fact)
        if value and value not in values:
            values.append(value)
    language = get_language() or "en"
    return [
        SpecGroup(
            name, [(label, listed(all_of, language)) for label, all_of in rows.items()]
        )
        for name, rows in groups.items()
    ]


def options_of(facts: Iterable[Fact], variant_id: int) -> dict[str, str]:
    """Option -> choice, for what tells a variant apart."""
    return {
        fact["code"]: fact["choice_code"]
        for fact in facts
        if fact["variant_id"] == variant_id
        and fact["is_option"]
        and fact["choice_code"]
    }


def chosen_names(facts: Iterable[Fact], variant_id: int) -> dict[str, str]:
    """Option -> the name of a variant's choice."""
    return {
        fact["code"]: fact["choice_name"]
        for fact in facts
        if fact["variant_id"] == variant_id and fact["is_option"]
    }


def option_names(facts: Iterable[Fact]) -> dict[tuple[str, str], list[OptionName]]:
    """(option, its name) -> its choices, in the order of the specifications."""
    names: dict[tuple[str, str], dict[str, OptionName]] = {}
    for fact in facts:
        if fact["variant_id"] and fact["is_option"] and fact["choice_code"]:
            option = fact["code"], fact["attribute_name"]
            names.setdefault(option, {})[fact["choice_code"]] = OptionName(
                code=fact["choice_code"],
                name=fact["choice_name"],
                position=fact["choice_position"],
                swatch=fact["swatch"],
            )
    return {option: list(choices.values()) for option, choices in names.items()}


def _value(fact: Fact) -> str:
    if fact["choice_code"]:
        return str(fact["choice_name"])
    if fact["measure"] is not None:
        number = Decimal(fact["measure"]).normalize()
        return measure_text(number, fact["unit"], get_language() or "en")
    if fact["boolean"] is not None:
        return _("yes") if fact["boolean"] else _("no")
    return str(fact["words"])
