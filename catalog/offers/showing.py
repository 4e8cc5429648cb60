"""The price a variant is shown at, and what may be announced about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.db.models import F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.offers.reductions import (
    WINDOW,
    Change,
    Charged,
    Reduction,
    best_of,
    lowest_before,
    reduction_began,
)
from catalog.offers.rules import Rule, rules
from catalog.pricing.models import Price, PriceChange, PriceList
from catalog.products.models import Product, Variant
from shop.money.amounts import round_money


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """What one costs now. `lowest_before` is the price a reduction is announced
    from, and None when nothing is off; `regular` is the price without the offer."""

    variant_id: int
    currency: str
    amount: Decimal
    regular: Decimal
    lowest_before: Decimal | None = None
    offer_name: str = ""
    offer_slug: str = ""
    ends_at: datetime | None = None
    offer_id: int | None = None
    is_deal: bool = False
    # of how many pieces at this price so many are left; None: no limit
    share: int | None = None
    share_left: int | None = None

    @property
    def is_reduced(self) -> bool:
        """Whether a reduction may be announced at all."""
        return self.lowest_before is not None and self.amount < self.lowest_before

    @property
    def prior(self) -> Decimal:
        """The price to cross out; the price itself when none may be."""
        if self.lowest_before is None:
            return self.amount
        return max(self.lowest_before, self.amount)

    @property
    def percent_off(self) -> int:
        """In whole percent of the prior price, never promising too much."""
        off = (self.prior - self.amount) * 100 / self.prior
        return int(off.quantize(Decimal(1), ROUND_DOWN))


@dataclass(slots=True)
class _Listed:
    product_id: int
    amount: Decimal
    is_gift_card: bool
    categories: set[int] = field(default_factory=set)
    tags: set[int] = field(default_factory=set)


def shown_prices(
    variants: Iterable[Variant], *, price_list: PriceList, now: datetime
) -> dict[int, ShownPrice]:
    """Variant -> its price now; one that is missing is not sold in this list."""
    offers = [each for each in rules() if each.price_list_id in {None, price_list.pk}]
    if not any(offer.runs_at(now) for offer in offers):
        offers = []
    currency = price_list.currency
    listed = _listed([variant.pk for variant in variants], price_list, offers)
    off: dict[int, list[Reduction]] = {}
    charged: dict[int, Charged] = {}
    for pk, entry in listed.items():
        off[pk] = [
            _reduction(offer, currency)
            for offer in offers
            # money is not sold below its worth
            if not entry.is_gift_card
            and offer.covers(
                entry.product_id, categories=entry.categories, tags=entry.tags
            )
        ]
        charged[pk] = best_of(entry.amount, off[pk], now)

    history = _history([pk for pk in listed if charged[pk].reduction], price_list, off)
    by_id = {offer.id: offer for offer in offers}
    return {
        pk: ShownPrice(pk, currency, entry.amount, entry.amount)
        if (reduction := charged[pk].reduction) is None
        else ShownPrice(
            variant_id=pk,
            currency=currency,
            amount=charged[pk].amount,
            regular=entry.amount,
            lowest_before=_prior(history[pk], off[pk], now),
            offer_name=by_id[reduction.offer_id].name,
            offer_slug=by_id[reduction.offer_id].slug,
            ends_at=reduction.ends_at,
            offer_id=reduction.offer_id,
            is_deal=by_id[reduction.offer_id].is_deal,
            share=by_id[reduction.offer_id].share,
            share_left=by_id[reduction.offer_id].share_left,
        )
        for pk, entry in listed.items()
    }


def _listed(
    variant_ids: Sequence[int], price_list: PriceList, offers: Sequence[Rule]
) -> dict[int, _Listed]:
    """Prices before offers, with what decides which offers apply, in one query."""
    nothing = Value(None, output_field=IntegerField(null=True))
    rows = Price.objects.filter(variant__in=variant_ids, price_list=price_list.pk)
    by_category = any(offer.categories for offer in offers)
    by_tag = any(offer.tags for offer in offers)
    listed: dict[int, _Listed] = {}
    for pk, amount, product, kind, category, tag in rows.values_list(
        "variant_id",
        "amount",
        "variant__product_id",
        "variant__product__kind",
        F("variant__product__categories") if by_category else nothing,
        F("variant__product__tags") if by_tag else nothing,
    ):
        if pk not in listed:
            listed[pk] = _Listed(
                product_id=product,
                amount=round_money(amount, price_list.currency),
                is_gift_card=kind == Product.Kind.GIFT_CARD,
            )
        listed[pk].categories.add(category)
        listed[pk].tags.add(tag)
    return listed


def _reduction(offer: Rule, currency: str) -> Reduction:
    return Reduction(
        offer_id=offer.id,
        kind=offer.kind,
        value=offer.value,
        currency=currency,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
    )


def _history(
    variant_ids: Sequence[int], price_list: PriceList, off: dict[int, list[Reduction]]
) -> defaultdict[int, list[Change]]:
    """Each variant's prices since 30 days before its first reduction, with the one
    carried into these days."""
    found: defaultdict[int, list[Change]] = defaultdict(list)
    if not variant_ids:
        return found
    opens = min(each.starts_at for pk in variant_ids for each in off[pk]) - WINDOW
    changes = PriceChange.objects.filter(variant__in=variant_ids, price_list=price_list)
    carried = PriceChange.objects.filter(
        variant=OuterRef("variant"), price_list=price_list, at__lte=opens
    ).order_by("-at")
    since = changes.filter(
        at__gte=Coalesce(Subquery(carried.values("at")[:1]), opens)
    ).order_by("at", "pk")
    for pk, at, amount in since.values_list("variant_id", "at", "amount"):
        found[pk].append(Change(at, round_money(amount, price_list.currency)))
    return found


def _prior(
    changes: Sequence[Change], reductions: Sequence[Reduction], now: datetime
) -> Decimal | None:
    began = reduction_began(changes, reductions, now)
    return None if began is None else lowest_before(changes, reductions, began)
