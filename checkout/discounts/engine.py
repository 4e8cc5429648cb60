"""Which offers a cart gets and what each takes off: pure numbers, no database.

Offers that combine are applied one after another, the highest priority first, each
on what the others leave; whether one applies is decided by the prices before. One
that does not combine stands alone against all that do: the shopper gets what saves
more. Nothing depends on the order of the lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from checkout.discounts.counting import Counted, Gap, Good, Left, Rule, count
from checkout.totals.quote import Discount, Reduction
from shop.money.amounts import ZERO, round_money

__all__ = ["Decision", "Gap", "Good", "Rule", "Shopper", "Situation", "Verdict"]


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who buys, as far as offers ask. `has_had` are offers used as often as this
    customer may, `codes` those that a one-time code opens."""

    groups: frozenset[int] = frozenset()
    has_ordered: bool = False
    has_had: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """What is bought, where and when. `gifts` are worth so much to those offers whose
    gift is there; `coupon` is what a valid coupon would take off."""

    goods: Sequence[Good]
    currency: str
    country: str
    now: datetime
    delivery: Decimal = ZERO
    gifts: Mapping[int, Decimal] = field(default_factory=dict)
    refused_gifts: frozenset[int] = frozenset()
    used_up: frozenset[int] = frozenset()
    coupon: Discount | None = None
    coupon_combines: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an offer applies, and why. `reason` is "" when it does; `saves` counts
    the delivery and the gift, too; `gap` is what more would bring more."""

    rule: Rule
    reason: str
    saves: Decimal = ZERO
    gap: Gap | None = None

    @property
    def applies(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Decision:
    reductions: tuple[Reduction, ...]
    gifts: tuple[Rule, ...]
    verdicts: tuple[Verdict, ...]
    does_coupon_count: bool

    @property
    def applied(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.applies]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a set of offers does together."""

    applied: tuple[tuple[Rule, Reduction, Decimal], ...]
    saves: Decimal
    with_coupon: bool


def decide(rules: Sequence[Rule], situation: Situation, shopper: Shopper) -> Decision:
    """What the shopper gets, with a verdict on every offer."""
    ranked = sorted(rules, key=lambda rule: (-rule.priority, rule.id))
    judged = {rule.id: _judge(rule, situation, shopper) for rule in ranked}
    eligible = [rule for rule in ranked if not judged[rule.id].reason]
    best = _best(eligible, situation)
    got = {rule.id: saves for rule, _reduction, saves in best.applied}
    verdicts = [_final(judged[rule.id], best, got, situation) for rule in ranked]
    return Decision(
        reductions=tuple(
            reduction
            for _rule, reduction, _saves in best.applied
            if reduction.parts or reduction.frees_delivery
        ),
        gifts=tuple(rule for rule, *_ in best.applied if rule.kind == "gift"),
        verdicts=tuple(verdicts),
        does_coupon_count=best.with_coupon,
    )


def _judge(rule: Rule, situation: Situation, shopper: Shopper) -> Verdict:
    """Whether the offer could apply if it were alone."""
    if reason := _barred(rule, situation, shopper):
        return Verdict(rule, reason)
    counted = count(rule, situation.goods)
    if counted.reason:
        return Verdict(rule, counted.reason, gap=counted.gap)
    if rule.kind == "gift":
        if rule.id in situation.refused_gifts:
            return Verdict(rule, "refused")
        if rule.id not in situation.gifts:
            return Verdict(rule, "gift_gone")
    return Verdict(rule, "", gap=counted.gap)


def _barred(rule: Rule, situation: Situation, shopper: Shopper) -> str:
    """Why the offer is not for this shopper, here and now; "" when it is."""
    conditions = (
        ("not_yet", rule.starts_at is None or rule.starts_at <= situation.now),
        ("over", rule.ends_at is None or situation.now < rule.ends_at),
        ("code", not rule.needs_code or rule.id in shopper.codes),
        ("currency", rule.currency in {"", situation.currency}),
        ("country", not rule.countries or situation.country in rule.countries),
        ("group", not rule.groups or not rule.groups.isdisjoint(shopper.groups)),
        ("first_order", not rule.is_first_order_only or not shopper.has_ordered),
        ("used_up", rule.id not in situation.used_up),
        ("has_had", rule.id not in shopper.has_had),
    )
    return next((reason for reason, is_met in conditions if not is_met), "")


def _best(eligible: Sequence[Rule], situation: Situation) -> _Outcome:
    """The first of those that save most: what combines comes before what does not."""
    together = [rule for rule in eligible if rule.combines]
    coupon = situation.coupon
    outcomes = [
        _outcome(together, situation, with_coupon=situation.coupon_combines),
        *(
            _outcome([rule], situation, with_coupon=False)
            for rule in eligible
            if not rule.combines
        ),
    ]
    if coupon is not None and not situation.coupon_combines:
        outcomes.append(_outcome([], situation, with_coupon=True))
    return max(outcomes, key=lambda outcome: outcome.saves)


def _outcome(
    rules: Sequence[Rule], situation: Situation, *, with_coupon: bool
) -> _Outcome:
    left = Left.of(situation.goods, situation.currency)
    delivery = situation.delivery
    applied: list[tuple[Rule, Reduction, Decimal]] = []
    for rule in rules:
        parts = count(rule, situation.goods).taken_from(left)
        left.take(parts)
        frees = rule.kind == "free_delivery" and bool(delivery)
        saves = sum((amount for _key, amount in parts), ZERO)
        if frees:
            saves, delivery = saves + delivery, ZERO
        if rule.kind == "gift":
            saves += situation.gifts.get(rule.id, ZERO)
        if saves or rule.kind == "gift":
            reduction = Reduction(
                key=str(rule.id),
                name=rule.name,
                parts=tuple(parts),
                frees_delivery=frees,
                delivery=situation.delivery if frees else ZERO,
            )
            applied.append((rule, reduction, saves))
    saved = sum((saves for *_, saves in applied), ZERO)
    coupon = situation.coupon if with_coupon else None
    if coupon is not None:
        saved += _worth(coupon, left.total, delivery, situation.currency)
    return _Outcome(tuple(applied), saved, with_coupon=coupon is not None)


def _worth(coupon: Discount, goods: Decimal, delivery: Decimal, cur: str) -> Decimal:
    off = round_money(goods * coupon.percent / 100 + coupon.amount, cur)
    return min(off, goods) + (delivery if coupon.frees_delivery else ZERO)


def _final(
    verdict: Verdict, best: _Outcome, got: Mapping[int, Decimal], situation: Situation
) -> Verdict:
    """The verdict once it is known what the shopper gets."""
    rule = verdict.rule
    if verdict.reason:
        return verdict
    if rule.id in got:
        return replace(verdict, saves=got[rule.id])
    alone = _outcome([rule], situation, with_coupon=False)
    is_rival = not rule.combines or any(not each.combines for each, *_ in best.applied)
    beaten = is_rival or (best.with_coupon and not situation.coupon_combines)
    reason = "others_save_more" if alone.saves and beaten else "nothing_left"
    return replace(verdict, reason=reason)


def counted_of(rule: Rule, goods: Sequence[Good]) -> Counted:
    """What of the goods an offer counts, for those who explain it."""
    return count(rule, goods)
