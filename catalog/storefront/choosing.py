"""Choosing a variant by its options: pure logic over what the variants are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# option -> code of the choice
Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OptionName:
    """How a choice is shown; `position` orders it among its kind."""

    code: str
    name: str
    position: int
    swatch: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant as choosing sees it."""

    sku: str
    name: str
    options: Options
    can_be_bought: bool


@dataclass(frozen=True, slots=True)
class OptionChoice:
    """One answer to one question, and the variant it leads to.

    `changes_more` where the other options cannot stay as they are.
    """

    name: OptionName
    sku: str
    is_chosen: bool
    can_be_bought: bool
    changes_more: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    code: str
    name: str
    choices: Sequence[OptionChoice]

    @property
    def chosen(self) -> OptionName | None:
        return next((each.name for each in self.choices if each.is_chosen), None)


def shown_first(
    candidates: Sequence[Candidate], *, wanted: str, default: str
) -> Candidate | None:
    """The variant asked for, else the default one, else one that can be bought."""
    by_sku = {candidate.sku: candidate for candidate in candidates}
    if wanted in by_sku:
        return by_sku[wanted]
    usual = by_sku.get(default)
    if usual and usual.can_be_bought:
        return usual
    buyable = (each for each in candidates if each.can_be_bought)
    return next(buyable, usual or next(iter(candidates), None))


def option_group(
    code: str,
    name: str,
    *,
    names: Sequence[OptionName],
    candidates: Sequence[Candidate],
    chosen: Candidate,
) -> OptionGroup:
    """The answers to one question, each leading to the nearest variant that has it."""
    choices = []
    for each in sorted(names, key=lambda choice: (choice.position, choice.name)):
        having = [one for one in candidates if one.options.get(code) == each.code]
        if having:
            choices.append(_choice(code, each, having, chosen))
    return OptionGroup(code, name, choices)


def _choice(
    code: str, name: OptionName, having: Sequence[Candidate], chosen: Candidate
) -> OptionChoice:
    kept = {key: value for key, value in chosen.options.items() if key != code}

    def nearness(candidate: Candidate) -> tuple[int, bool]:
        same = sum(candidate.options.get(key) == value for key, value in kept.items())
        return same, candidate.can_be_bought

    nearest = max(having, key=nearness)
    return OptionChoice(
        name=name,
        sku=nearest.sku,
        is_chosen=chosen.options.get(code) == name.code,
        can_be_bought=nearest.can_be_bought,
        changes_more=nearness(nearest)[0] < len(kept),
    )


def plain_group(
    name: str, *, candidates: Sequence[Candidate], chosen: Candidate
) -> OptionGroup:
    """For variants that no options tell apart: one question, which one."""
    choices = [
        OptionChoice(
            name=OptionName(each.sku, each.name or each.sku, position),
            sku=each.sku,
            is_chosen=each is chosen,
            can_be_bought=each.can_be_bought,
            changes_more=False,
        )
        for position, each in enumerate(candidates)
    ]
    return OptionGroup("variant", name, choices)
