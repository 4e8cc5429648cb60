"""What each kind of offer counts in a cart, and what it takes off which lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from shop.money.amounts import ZERO, allocate, round_money
from shop.money.currencies import step

Parts = list[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Good:
    """A line of a cart as offers see it; `price` is what one costs on the shelf."""

    key: str
    product: int
    quantity: int
    price: Decimal
    categories: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()

    @property
    def value(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Step:
    """From so many pieces, or so much money, on: so many percent off."""

    start: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """An offer as the engine knows it. Without products, categories and tags it is
    about all goods; `rewards` are the products that are got for others."""

    id: int
    kind: str
    name: str = ""
    products: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()
    percent: Decimal = ZERO
    amount: Decimal = ZERO
    minimum: Decimal = ZERO
    buy: int = 0
    get: int = 0
    rewards: frozenset[int] = frozenset()
    steps: tuple[Step, ...] = ()
    gift: int | None = None
    currency: str = ""
    countries: frozenset[str] = frozenset()
    groups: frozenset[int] = frozenset()
    is_first_order_only: bool = False
    needs_code: bool = False
    usage_limit: int | None = None
    limit_per_customer: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    combines: bool = True

    def covers(self, good: Good) -> bool:
        if not (self.products or self.categories or self.tags):
            return True
        return (
            good.product in self.products
            or not self.categories.isdisjoint(good.categories)
            or not self.tags.isdisjoint(good.tags)
        )

    def runs_at(self, moment: datetime) -> bool:
        return (self.starts_at is None or self.starts_at <= moment) and (
            self.ends_at is None or moment < self.ends_at
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a cart is from more: so many of `wanted` are there. What is missing is
    `amount`, `pieces`, pieces of the `rewards`, or `products` of a set; `percent` is
    what the next step takes off."""

    reached: Decimal
    wanted: Decimal
    amount: Decimal = ZERO
    pieces: int = 0
    rewards: int = 0
    products: tuple[int, ...] = ()
    percent: Decimal = ZERO


@dataclass(slots=True)
class Left:
    """What is left to take off each line, while offers are applied one by one."""

    goods: dict[str, Good]
    values: dict[str, Decimal]
    currency: str

    @classmethod
    def of(cls, goods: Iterable[Good], currency: str) -> Left:
        by_key = {good.key: good for good in sorted(goods, key=lambda good: good.key)}
        values = {
            key: round_money(good.price, currency) * good.quantity
            for key, good in by_key.items()
        }
        return cls(by_key, values, currency)

    @property
    def total(self) -> Decimal:
        return sum(self.values.values(), ZERO)

    def of_one(self, key: str) -> Fraction:
        return Fraction(self.values[key]) / self.goods[key].quantity

    def of_some(self, key: str, pieces: int) -> Decimal:
        """What so many pieces of a line still cost, in whole coins; all of them cost
        all that is left."""
        exact = self.values[key] * pieces / self.goods[key].quantity
        return exact.quantize(step(self.currency), ROUND_DOWN)

    def take(self, parts: Parts) -> None:
        for key, amount in parts:
            self.values[key] -= amount
            assert self.values[key] >= 0, "more was taken off than a line costs"


@dataclass(frozen=True, slots=True)
class Counted:
    """What an offer finds in a cart. `reason` says why it does not apply; `picks` is
    how many pieces of which lines it is about, None for all of `keys`."""

    rule: Rule
    keys: tuple[str, ...] = ()
    reason: str = ""
    gap: Gap | None = None
    percent: Decimal = ZERO
    free: int = 0
    sets: int = 0

    def taken_from(self, left: Left) -> Parts:
        """What it takes off, line by line, never more than is left."""
        kind = self.rule.kind
        if self.reason or kind in {"gift", "free_delivery"}:
            return []
        if kind == "buy_get":
            return self._off_the_cheapest(left)
        if kind == "bundle":
            return self._off_the_sets(left)
        weights = {key: left.values[key] for key in sorted(self.keys)}
        total = sum(weights.values(), ZERO)
        wanted = self.rule.amount if kind == "amount" else total * self.percent / 100
        return _split(min(round_money(wanted, left.currency), total), weights, left)

    def _off_the_cheapest(self, left: Left) -> Parts:
        pieces, weights = self.free, {}
        for key in sorted(self.keys, key=lambda key: (left.of_one(key), key)):
            taken = min(pieces, left.goods[key].quantity)
            pieces -= taken
            if taken:
                weights[key] = left.of_some(key, taken)
        total = sum(weights.values(), ZERO)
        off = round_money(total * self.percent / 100, left.currency)
        return _split(off, weights, left)

    def _off_the_sets(self, left: Left) -> Parts:
        """The dearest pieces make up the sets, as long as a set is cheaper so."""
        columns = []
        for product in sorted(self.rule.products):
            lines = [key for key in self.keys if left.goods[key].product == product]
            by_price = sorted(lines, key=lambda key: (-left.of_one(key), key))
            pieces = (key for key in by_price for _ in range(left.goods[key].quantity))
            columns.append(
                [key for key, _ in zip(pieces, range(self.sets), strict=False)]
            )
        picked: dict[str, int] = {}
        count = 0
        for row in zip(*columns, strict=True):
            if sum((left.of_one(key) for key in row), Fraction()) <= self.rule.amount:
                break
            count += 1
            for key in row:
                picked[key] = picked.get(key, 0) + 1
        weights = {key: left.of_some(key, pieces) for key, pieces in picked.items()}
        price = round_money(self.rule.amount * count, left.currency)
        off = max(sum(weights.values(), ZERO) - price, ZERO)
        return _split(off, dict(sorted(weights.items())), left)


def count(rule: Rule, goods: Sequence[Good]) -> Counted:
    """What the offer finds, by the prices before any offer."""
    found = [good for good in goods if rule.covers(good)]
    keys = tuple(good.key for good in found)
    if not found:
        return Counted(rule, reason="no_goods")
    if rule.kind == "bundle":
        return _bundle(rule, found, keys)
    value = sum((good.value for good in found), ZERO)
    if value < rule.minimum:
        gap = Gap(value, rule.minimum, amount=rule.minimum - value)
        return Counted(rule, reason="sum", gap=gap)
    return _by_kind(rule, goods, keys, value)


def _by_kind(
    rule: Rule, goods: Sequence[Good], keys: tuple[str, ...], value: Decimal
) -> Counted:
    pieces = sum(good.quantity for good in goods if rule.covers(good))
    match rule.kind:
        case "buy_get":
            return _rewards(rule, goods) if rule.rewards else _same(rule, keys, pieces)
        case "tier_quantity":
            return _steps(rule, keys, Decimal(pieces))
        case "tier_sum":
            return _steps(rule, keys, value)
        case _:
            return Counted(rule, keys, percent=rule.percent)


def _same(rule: Rule, keys: tuple[str, ...], pieces: int) -> Counted:
    """The cheapest of the goods themselves."""
    group = rule.buy + rule.get
    sets, rest = divmod(pieces, group)
    gap = (
        Gap(Decimal(rest), Decimal(group), pieces=group - rest)
        if rest or not sets
        else None
    )
    if not sets:
        return Counted(rule, reason="pieces", gap=gap)
    return Counted(rule, keys, percent=rule.percent, free=sets * rule.get, gap=gap)


def _rewards(rule: Rule, goods: Sequence[Good]) -> Counted:
    """Other products for those that were bought."""
    bought = sum(
        good.quantity
        for good in goods
        if rule.covers(good) and good.product not in rule.rewards
    )
    rewards = [good for good in goods if good.product in rule.rewards]
    sets, rest = divmod(bought, rule.buy)
    earned = sets * rule.get
    there = sum(good.quantity for good in rewards)
    if not sets:
        short = Gap(Decimal(rest), Decimal(rule.buy), pieces=rule.buy - rest)
        return Counted(rule, reason="pieces" if bought else "no_goods", gap=short)
    gap = (
        Gap(Decimal(there), Decimal(earned), rewards=earned - there)
        if there < earned
        else None
    )
    if not there:
        return Counted(rule, reason="rewards", gap=gap)
    keys = tuple(good.key for good in rewards)
    return Counted(rule, keys, percent=rule.percent, free=min(earned, there), gap=gap)


def _steps(rule: Rule, keys: tuple[str, ...], reached: Decimal) -> Counted:
    done = [each for each in rule.steps if each.start <= reached]
    ahead = next((each for each in rule.steps if each.start > reached), None)
    gap = None
    if ahead is not None:
        missing = ahead.start - reached
        is_sum = rule.kind == "tier_sum"
        gap = Gap(
            reached,
            ahead.start,
            amount=missing if is_sum else ZERO,
            pieces=0 if is_sum else int(missing),
            percent=ahead.percent,
        )
    if not done:
        return Counted(rule, reason="sum" if gap and gap.amount else "pieces", gap=gap)
    percent = max(each.percent for each in done)
    return Counted(rule, keys, percent=percent, gap=gap)


def _bundle(rule: Rule, found: Sequence[Good], keys: tuple[str, ...]) -> Counted:
    there = {
        product: sum(good.quantity for good in found if good.product == product)
        for product in rule.products
    }
    sets = min(there.values(), default=0)
    missing = tuple(sorted(product for product, pieces in there.items() if not pieces))
    if not sets:
        total = Decimal(len(there))
        gap = Gap(total - len(missing), total, products=missing)
        return Counted(rule, reason="set", gap=gap)
    return Counted(rule, keys, sets=sets)


def _split(amount: Decimal, weights: dict[str, Decimal], left: Left) -> Parts:
    if not amount or not sum(weights.values(), ZERO):
        return []
    shares = allocate(amount, list(weights.values()), left.currency)
    pairs = zip(weights, shares, strict=True)
    return [(key, share) for key, share in pairs if share]
