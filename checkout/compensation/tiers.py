"""What the rules give for a lateness: numbers only, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from shop.money.amounts import ZERO, round_money


class Rule(Protocol):
    """What is read of a rule (`CompensationRule` is one)."""

    days_late: int
    fault: str
    goods_from: Decimal
    countries: list[str]
    currency: str
    measure: str
    value: Decimal
    cap: Decimal | None
    since: date
    is_active: bool


_RuleT = TypeVar("_RuleT", bound=Rule)


@dataclass(frozen=True, slots=True)
class Lateness:
    """A broken promise as the rules see it."""

    days: int
    fault: str
    promised_until: date
    country: str
    currency: str
    goods: Decimal
    delivery: Decimal


def fits(rule: Rule, late: Lateness) -> bool:
    return (
        rule.is_active
        and rule.days_late <= late.days
        and rule.fault in ("", late.fault)
        and rule.currency == late.currency
        and rule.goods_from <= late.goods
        and rule.since <= late.promised_until
        and (not rule.countries or late.country in rule.countries)
    )


def given_by(rule: Rule, late: Lateness) -> Decimal:
    """What a rule that fits gives, never more than its cap."""
    bases = {"delivery": late.delivery, "goods": late.goods}
    amount = rule.value
    if rule.measure in bases:
        amount = bases[rule.measure] * rule.value / 100
    if rule.cap is not None:
        amount = min(amount, rule.cap)
    return max(round_money(amount, late.currency), ZERO)


def best_of(rules: Iterable[_RuleT], late: Lateness) -> tuple[_RuleT | None, Decimal]:
    """The rule that gives most, and what it gives in all; of equals the one that
    begins with the least lateness."""
    offered = [(rule, given_by(rule, late)) for rule in rules if fits(rule, late)]
    offered = [(rule, amount) for rule, amount in offered if amount > 0]
    if not offered:
        return None, ZERO
    return max(offered, key=lambda each: (each[1], -each[0].days_late))
