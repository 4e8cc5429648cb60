"""The cart offers of the shop, few enough to be kept in the cache with their scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname, resolution_order

from catalog.offers.rules import categories_below
from checkout.discounts.counting import Rule, Step
from checkout.discounts.models import CartOffer
from shop.kept.generation import kept
from shop.money.amounts import ZERO


@dataclass(frozen=True, slots=True)
class _Kept:
    rule: Rule
    names: dict[str, str]

    @property
    def named(self) -> Rule:
        """With the name in the language of the page, else in one that stands in."""
        tried = (self.names[code] for code in resolution_order(get_language() or "en"))
        return replace(self.rule, name=next((name for name in tried if name), ""))


def cart_rules() -> list[Rule]:
    """Offers that are switched on and not over, named for the reader."""
    return [each.named for each in kept("cart_offers", _read)]


def rules_at(now: datetime) -> list[Rule]:
    return [rule for rule in cart_rules() if rule.runs_at(now)]


def rule_of(offer: CartOffer) -> Rule:
    """An offer as it would run, also one that is switched off."""
    return _rules([offer])[0].named


def _read() -> list[_Kept]:
    now = timezone.now()
    offers = CartOffer.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), is_active=True
    )
    return _rules(list(offers.order_by("pk")))


def _rules(offers: Sequence[CartOffer]) -> list[_Kept]:
    products = _pairs(CartOffer.products.through, "product_id", offers)
    categories = _pairs(CartOffer.categories.through, "category_id", offers)
    tags = _pairs(CartOffer.tags.through, "tag_id", offers)
    rewards = _pairs(CartOffer.reward_products.through, "product_id", offers)
    groups = _pairs(CartOffer.groups.through, "customergroup_id", offers)
    below = categories_below(set().union(*categories.values()))
    return [
        _Kept(
            Rule(
                id=offer.pk,
                kind=offer.kind,
                products=frozenset(products[offer.pk]),
                categories=frozenset().union(
                    *(below[pk] for pk in categories[offer.pk])
                ),
                tags=frozenset(tags[offer.pk]),
                percent=offer.percent or ZERO,
                amount=offer.amount or ZERO,
                minimum=offer.minimum,
                buy=offer.buy_quantity or 0,
                get=offer.get_quantity or 0,
                rewards=frozenset(rewards[offer.pk]),
                steps=tuple(Step(Decimal(a), Decimal(b)) for a, b in offer.steps),
                gift=offer.gift_id,
                currency=offer.currency,
                countries=frozenset(offer.countries),
                groups=frozenset(groups[offer.pk]),
                is_first_order_only=offer.is_first_order_only,
                needs_code=offer.needs_code,
                usage_limit=offer.usage_limit,
                limit_per_customer=offer.limit_per_customer,
                starts_at=offer.starts_at,
                ends_at=offer.ends_at,
                priority=offer.priority,
                combines=offer.combines,
            ),
            _names(offer),
        )
        for offer in offers
    ]


def _names(offer: CartOffer) -> dict[str, str]:
    return {
        code: getattr(offer, build_localized_fieldname("name", code)) or ""
        for code, _ in settings.LANGUAGES
    }


def _pairs(
    through: type[Model], column: str, offers: Sequence[CartOffer]
) -> defaultdict[int, set[int]]:
    """Offer -> ids of what it was given."""
    rows = through._default_manager.filter(cartoffer__in=[each.pk for each in offers])
    found: defaultdict[int, set[int]] = defaultdict(set)
    for offer, thing in rows.values_list("cartoffer_id", column):
        found[offer].add(thing)
    return found
