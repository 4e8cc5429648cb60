"""Which automatic offers a cart gets: its goods, its shopper and its gifts for the
engine that decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Model

from catalog.offers.showing import ShownPrice
from catalog.products.models import Product, Variant
from checkout.cart.lines import variants_to_give
from checkout.cart.models import Cart, CartLine
from checkout.discounts.counting import Good, Rule
from checkout.discounts.engine import Decision, Shopper, Situation, Verdict, decide
from checkout.discounts.rules import cart_rules, rules_at
from checkout.discounts.shoppers import shopper_for, used_up
from checkout.discounts.words import Hint, hint_of
from checkout.totals.quote import Discount, Item
from shop.web.texts import in_language


@dataclass(frozen=True, slots=True)
class Gifts:
    """What offers could give away now: offer -> a variant that is there, its price."""

    variants: dict[int, Variant]
    prices: dict[int, ShownPrice]

    @property
    def worth(self) -> dict[int, Decimal]:
        return {pk: self.prices[pk].amount for pk in self.variants}


@dataclass(frozen=True, slots=True)
class RefusedGift:
    """A gift that is earned and not wanted, so that it can be brought back."""

    offer_id: int
    name: str


@dataclass(frozen=True, slots=True)
class CartOffers:
    """What offers do to a cart, and what they could do."""

    decision: Decision
    hints: tuple[Hint, ...]
    refused: tuple[RefusedGift, ...]

    @property
    def applied(self) -> list[Verdict]:
        return self.decision.applied

    def without(self, gone: Collection[int]) -> CartOffers:
        """When the gifts of these offers have run out."""
        verdicts = tuple(
            replace(each, reason="gift_gone") if each.rule.id in gone else each
            for each in self.decision.verdicts
        )
        return replace(
            self, decision=replace(self.decision, verdicts=verdicts, gifts=())
        )


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who a cart is priced for; by default whoever it belongs to. `shopper` is one
    that staff made up for the simulator, `owner` a customer who is signed in."""

    email: str = ""
    shopper: Shopper | None = None
    owner: int | None = None


NOBODY = Buyer()


def rules_for(cart: Cart, buyer: Buyer, now: datetime) -> list[Rule]:
    """The offers that may be about this cart: codes nobody typed open none. Staff
    are told of all."""
    if buyer.shopper is not None:
        return cart_rules()
    opened = offers_opened(cart, now)
    return [rule for rule in rules_at(now) if not rule.needs_code or rule.id in opened]


def offers_opened(cart: Cart, now: datetime) -> frozenset[int]:
    """The offer that the cart's one-time code is for, if the code holds."""
    code = cart.one_time_code
    if code is None or code.used_at or not code.batch.holds_at(now):
        return frozenset()
    offer = code.batch.offer_id
    return frozenset({offer}) if offer else frozenset()


def gift_variants(rules: Sequence[Rule]) -> list[Variant]:
    wanted = {rule.gift for rule in rules if rule.kind == "gift" and rule.gift}
    return variants_to_give(wanted) if wanted else []


def gifts_there(
    rules: Sequence[Rule],
    variants: Iterable[Variant],
    shown: dict[int, ShownPrice],
    left: dict[int, int | None],
) -> Gifts:
    """The gifts of which one is left beside what is in the cart."""
    by_pk = {
        variant.pk: variant
        for variant in variants
        if variant.pk in shown and left.get(variant.pk, 0) != 0
    }
    found = {
        rule.id: by_pk[rule.gift]
        for rule in rules
        if rule.kind == "gift" and rule.gift in by_pk
    }
    return Gifts(found, {pk: shown[variant.pk] for pk, variant in found.items()})


def gift_line(cart: Cart, variant: Variant) -> CartLine:
    """A line that is never stored: it comes and goes with the offer."""
    line = CartLine(cart=cart, variant=variant, quantity=1)
    line.picture = getattr(variant, "picture", None)  # type: ignore[attr-defined]
    return line


def decide_offers(  # noqa: PLR0913 - all that an offer may ask about
    cart: Cart,
    rules: Sequence[Rule],
    *,
    lines: Sequence[tuple[Item, Variant]],
    gifts: Gifts,
    buyer: Buyer,
    coupon: tuple[Discount | None, bool],
    delivery: Decimal,
    country: str,
    currency: str,
    now: datetime,
) -> CartOffers:
    goods = goods_of(rules, lines)
    shopper = buyer.shopper or shopper_for(
        rules,
        user_id=cart.user_id,
        email=_email(cart, rules, buyer),
        codes=offers_opened(cart, now),
    )
    situation = Situation(
        goods=goods,
        currency=currency,
        country=country,
        now=now,
        delivery=delivery,
        gifts=gifts.worth,
        refused_gifts=frozenset(cart.refused_gifts),
        used_up=used_up(rules),
        coupon=coupon[0],
        coupon_combines=coupon[1],
    )
    decision = decide(rules, situation, shopper)
    return CartOffers(decision, _hints(decision, currency), _refused(decision))


def goods_of(
    rules: Sequence[Rule], lines: Sequence[tuple[Item, Variant]]
) -> list[Good]:
    """The lines with the categories and tags that some offer asks about."""
    products = {variant.product_id for _item, variant in lines}
    categories = _pairs(
        Product.categories.through,
        "category_id",
        products if any(rule.categories for rule in rules) else (),
    )
    tags = _pairs(
        Product.tags.through,
        "tag_id",
        products if any(rule.tags for rule in rules) else (),
    )
    return [
        Good(
            key=item.key,
            product=variant.product_id,
            quantity=item.quantity,
            price=item.price,
            categories=frozenset(categories[variant.product_id]),
            tags=frozenset(tags[variant.product_id]),
        )
        for item, variant in lines
    ]


def _pairs(
    through: type[Model], column: str, products: Iterable[int]
) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    wanted = list(products)
    if wanted:
        rows = through._default_manager.filter(product__in=wanted)
        for product, thing in rows.values_list("product_id", column):
            found[product].add(thing)
    return found


def _email(cart: Cart, rules: Sequence[Rule], buyer: Buyer) -> str:
    """Asked for only where an offer counts its customers."""
    is_asked = any(
        rule.is_first_order_only or rule.limit_per_customer is not None
        for rule in rules
    )
    if not is_asked or buyer.email or cart.user is None:
        return buyer.email
    return cart.user.email


def _hints(decision: Decision, currency: str) -> tuple[Hint, ...]:
    named = {
        pk
        for verdict in decision.verdicts
        if verdict.gap
        for pk in (
            *verdict.gap.products,
            *(verdict.rule.rewards if verdict.gap.rewards else ()),
        )
    }
    products = Product.objects.filter(pk__in=named) if named else ()
    titles = {each.pk: in_language(each, "title")[0] for each in products}
    found = (hint_of(each, currency, titles) for each in decision.verdicts)
    return tuple(hint for hint in found if hint)


def _refused(decision: Decision) -> tuple[RefusedGift, ...]:
    return tuple(
        RefusedGift(verdict.rule.id, verdict.rule.name)
        for verdict in decision.verdicts
        if verdict.reason == "refused"
    )
