"""The Quote: what a set of goods costs, the same on every page and paper.

Stages: listed -> offer -> discount -> shipping and fee -> VAT groups -> total ->
tender: what gift cards and store credit pay of it, which leaves the total as it is.
Gross stays as shown; VAT is taken out of the gross of each rate group and
allocated back to its lines, so net + VAT = gross for every line, group and whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shop.money.amounts import ZERO, Taxed, allocate, round_money

NO_VAT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """Goods to be priced. Prices are gross and per unit; `vat_rate` in percent.

    `price` is what one costs now, `regular` what it costs without the offer. A gift
    card is money for later: it has no VAT, no coupon lowers it, no parcel carries it
    and no credit buys it.
    """

    key: str
    quantity: int
    price: Decimal
    regular: Decimal
    vat_rate: Decimal
    is_gift_card: bool = False


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off the goods: a percentage or an amount, not both."""

    percent: Decimal = ZERO
    amount: Decimal = ZERO
    frees_delivery: bool = False


@dataclass(frozen=True, slots=True)
class Reduction:
    """What one offer takes off the items of a cart: `parts` of item key and amount.

    `delivery` is what it saves of the delivery; it takes nothing off the goods.
    """

    key: str
    name: str
    parts: tuple[tuple[str, Decimal], ...] = ()
    frees_delivery: bool = False
    delivery: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return sum((amount for _key, amount in self.parts), ZERO)

    def off(self, key: str) -> Decimal:
        return sum((amount for each, amount in self.parts if each == key), ZERO)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a quote: `taxed.gross` = price × quantity - discount.

    `offers` are what offers took off it, by name: a part of `discount`.
    """

    key: str
    quantity: int
    price: Decimal
    regular: Decimal
    discount: Decimal
    taxed: Taxed
    is_gift_card: bool = False
    offers: tuple[tuple[str, Decimal], ...] = ()

    @property
    def goods(self) -> Decimal:
        return self.price * self.quantity

    @property
    def saved(self) -> Decimal:
        """What the offer takes off the regular price of the line."""
        return (self.regular - self.price) * self.quantity


@dataclass(frozen=True, slots=True)
class Tender:
    """What one gift card or store credit pays of a quote, and what stays on it."""

    key: str
    amount: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """What everything costs. All amounts are gross in `currency` unless named."""

    currency: str
    lines: tuple[Line, ...]
    goods: Decimal
    discount: Decimal
    shipping: Decimal
    fee: Decimal
    vat_groups: tuple[Taxed, ...]
    is_reverse_charge: bool = False
    tenders: tuple[Tender, ...] = ()
    reductions: tuple[Reduction, ...] = ()

    @property
    def coupon_discount(self) -> Decimal:
        """What is off beside the offers."""
        by_offers = sum((each.amount for each in self.reductions), ZERO)
        return self.discount - by_offers

    @property
    def total(self) -> Decimal:
        return sum((group.gross for group in self.vat_groups), ZERO)

    @property
    def vat(self) -> Decimal:
        return sum((group.vat for group in self.vat_groups), ZERO)

    @property
    def net(self) -> Decimal:
        return self.total - self.vat

    @property
    def saved(self) -> Decimal:
        return sum((line.saved for line in self.lines), ZERO) + self.discount

    @property
    def gift_cards(self) -> Decimal:
        """What the gift cards among the goods cost."""
        return sum((line.goods for line in self.lines if line.is_gift_card), ZERO)

    @property
    def credit(self) -> Decimal:
        """What gift cards and store credit pay."""
        return sum((tender.amount for tender in self.tenders), ZERO)

    @property
    def to_pay(self) -> Decimal:
        """What is left to pay in another way."""
        return self.total - self.credit

    def line(self, key: str) -> Line:
        return next(line for line in self.lines if line.key == key)


def make_quote(  # noqa: PLR0913 - each stage brings its amount
    items: Sequence[Item],
    *,
    currency: str,
    discount: Discount | None = None,
    reductions: Sequence[Reduction] = (),
    shipping: Decimal = ZERO,
    fee: Decimal = ZERO,
    is_reverse_charge: bool = False,
) -> Quote:
    """Price `items` together: offers first, the coupon on what they leave.

    Shipping and fee are gross; they share the VAT of the goods in proportion to
    their value (ancillary supplies, CJEU C-349/96). With a reverse charge
    (Directive 2006/112/EC Art. 138, 196) the buyer pays net and owes the VAT.
    """
    if is_reverse_charge:
        return _quote_without_vat(
            items,
            currency=currency,
            discount=discount,
            reductions=reductions,
            shipping=shipping,
            fee=fee,
        )
    items = [_in_units(item, currency) for item in items]
    if not items or _is_delivery_free(discount, reductions):
        shipping = ZERO
    shipping = round_money(shipping, currency)
    fee = round_money(fee if items else ZERO, currency)
    goods = [item.price * item.quantity for item in items]
    by_offers = [_off(item.key, reductions) for item in items]
    # no coupon lowers a gift card
    left = [
        ZERO if item.is_gift_card else amount - part
        for item, amount, part in zip(items, goods, by_offers, strict=True)
    ]
    by_coupon = _share(_taken_off(sum(left, ZERO), discount, currency), left, currency)
    discounts = [a + b for a, b in zip(by_offers, by_coupon, strict=True)]
    gross = [amount - part for amount, part in zip(goods, discounts, strict=True)]
    groups, vats = _tax(items, gross, shipping + fee, currency)
    return Quote(
        currency=currency,
        lines=tuple(
            Line(
                key=item.key,
                quantity=item.quantity,
                price=item.price,
                regular=item.regular,
                discount=discounts[i],
                taxed=Taxed(gross[i], vats[i], item.vat_rate),
                is_gift_card=item.is_gift_card,
                offers=tuple(
                    (each.name, each.off(item.key))
                    for each in reductions
                    if each.off(item.key)
                ),
            )
            for i, item in enumerate(items)
        ),
        goods=sum(goods, ZERO),
        discount=sum(discounts, ZERO),
        shipping=shipping,
        fee=fee,
        vat_groups=groups,
        reductions=tuple(reductions),
    )


def with_fee(quote: Quote, fee: Decimal) -> Quote:
    """The same sale with another payment fee.

    Not for a reverse charge: its prices no longer tell how much VAT the fee holds.
    """
    assert not quote.is_reverse_charge or not fee
    items = [
        Item(
            key=line.key,
            quantity=line.quantity,
            price=line.price,
            regular=line.regular,
            vat_rate=line.taxed.rate,
            is_gift_card=line.is_gift_card,
        )
        for line in quote.lines
    ]
    again = make_quote(
        items,
        currency=quote.currency,
        discount=Discount(amount=quote.coupon_discount),
        reductions=quote.reductions,
        shipping=quote.shipping,
        fee=fee,
    )
    again = replace(again, is_reverse_charge=quote.is_reverse_charge)
    return with_credit(again, [(t.key, t.amount + t.left) for t in quote.tenders])


def with_credit(quote: Quote, purses: Sequence[tuple[str, Decimal]]) -> Quote:
    """The same sale, paid from `purses` (key and balance) as far as they reach, in
    their order. Gift cards among the goods are not paid with credit."""
    open_amount = quote.total - quote.gift_cards
    tenders = []
    for key, balance in purses:
        amount = max(min(balance, open_amount), ZERO)
        tenders.append(Tender(key, amount, balance - amount))
        open_amount -= amount
    return replace(quote, tenders=tuple(tenders))


def _in_units(item: Item, currency: str) -> Item:
    """With prices that can be paid: a table may know more decimals than a currency."""
    return replace(
        item,
        price=round_money(item.price, currency),
        regular=round_money(item.regular, currency),
    )


def _is_delivery_free(
    discount: Discount | None, reductions: Sequence[Reduction]
) -> bool:
    by_coupon = discount is not None and discount.frees_delivery
    return by_coupon or any(each.frees_delivery for each in reductions)


def _off(key: str, reductions: Sequence[Reduction]) -> Decimal:
    return sum((each.off(key) for each in reductions), ZERO)


def _taken_off(goods: Decimal, discount: Discount | None, currency: str) -> Decimal:
    if discount is None:
        return ZERO
    by_percent = goods * discount.percent / 100
    return min(round_money(by_percent + discount.amount, currency), goods)


def _share(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Allocate over weights; what is free shares evenly."""
    if not weights:
        return []
    if not sum(weights, ZERO):
        weights = [Decimal(1)] * len(weights)
    return allocate(amount, weights, currency)


def _tax(
    items: Sequence[Item], gross: Sequence[Decimal], extras: Decimal, currency: str
) -> tuple[tuple[Taxed, ...], list[Decimal]]:
    """The VAT groups, highest rate first, and the VAT of each item.

    `extras` (shipping and fee) are spread over the groups by value.
    """
    members: defaultdict[Decimal, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        members[item.vat_rate].append(i)
    rates = sorted(members, reverse=True)
    values = [sum((gross[i] for i in members[rate]), ZERO) for rate in rates]
    # a gift card is no supply (Directive 2006/112/EC Art. 30b) and has no part in
    # what is supplied beside the goods
    supplied = [
        sum((gross[i] for i in members[rate] if not items[i].is_gift_card), ZERO)
        for rate in rates
    ]
    groups: list[Taxed] = []
    vats = [ZERO] * len(items)
    for rate, value, extra in zip(
        rates, values, _share(extras, supplied, currency), strict=True
    ):
        group = Taxed.from_gross(value + extra, rate, currency)
        parts = _share(group.vat, [*(gross[i] for i in members[rate]), extra], currency)
        for i, vat in zip(members[rate], parts, strict=False):
            vats[i] = vat
        groups.append(group)
    return tuple(groups), vats


def _quote_without_vat(
    items: Sequence[Item],
    *,
    currency: str,
    discount: Discount | None,
    reductions: Sequence[Reduction],
    shipping: Decimal,
    fee: Decimal,
) -> Quote:
    """The same sale at net prices: what belongs to the whole order loses VAT in the
    proportion in which the goods lose it."""

    def net(amount: Decimal, rate: Decimal) -> Decimal:
        return Taxed.from_gross(amount, rate, currency).net

    bare = [
        replace(
            item,
            price=net(item.price, item.vat_rate),
            regular=net(item.regular, item.vat_rate),
            vat_rate=NO_VAT,
        )
        for item in items
    ]
    gross_value = _goods_of(items)
    net_value = _goods_of(bare)
    share = net_value / gross_value if gross_value else Decimal(1)
    quote = make_quote(
        bare,
        currency=currency,
        discount=discount
        and replace(discount, amount=round_money(discount.amount * share, currency)),
        reductions=_without_vat(reductions, items, bare, currency),
        shipping=round_money(shipping * share, currency),
        fee=round_money(fee * share, currency),
    )
    return replace(quote, is_reverse_charge=True)


def _goods_of(items: Sequence[Item]) -> Decimal:
    """What they cost, without gift cards."""
    return sum(
        (item.price * item.quantity for item in items if not item.is_gift_card), ZERO
    )


def _without_vat(
    reductions: Sequence[Reduction],
    items: Sequence[Item],
    bare: Sequence[Item],
    currency: str,
) -> list[Reduction]:
    """What offers take off at net prices: never more than is left of an item."""
    rates = {item.key: item.vat_rate for item in items}
    left = {item.key: item.price * item.quantity for item in bare}
    found = []
    for each in reductions:
        parts = []
        for key, amount in each.parts:
            net = Taxed.from_gross(amount, rates[key], currency).net
            parts.append((key, min(net, left[key])))
            left[key] -= parts[-1][1]
        found.append(replace(each, parts=tuple(parts)))
    return found
