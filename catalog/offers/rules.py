"""The offers of the shop, few enough to be kept in the cache with their scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname, resolution_order

from catalog.categories.models import Category
from catalog.offers.models import Offer
from shop.kept.generation import kept
from shop.web.scenes import Scene, scene_of

# longer than any run of offers that the 30 days before it can matter for
REMEMBERED = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Rule:
    """An offer as prices need it: `categories` with everything below them. Names and
    descriptions are kept in every language."""

    id: int
    slug: str
    names: dict[str, str]
    descriptions: dict[str, str]
    scene: Scene | None
    kind: str
    value: Decimal
    price_list_id: int | None
    starts_at: datetime
    ends_at: datetime | None
    products: frozenset[int]
    categories: frozenset[int]
    tags: frozenset[int]
    is_deal: bool = False
    share: int | None = None
    share_left: int | None = None

    @property
    def name(self) -> str:
        return _shown(self.names)

    @property
    def description(self) -> str:
        return _shown(self.descriptions)

    def runs_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (
            self.ends_at is None or moment < self.ends_at
        )

    def covers(
        self, product_id: int, *, categories: Iterable[int], tags: Iterable[int]
    ) -> bool:
        return (
            product_id in self.products
            or not self.categories.isdisjoint(categories)
            or not self.tags.isdisjoint(tags)
        )


def _shown(texts: dict[str, str]) -> str:
    """The one in the language of the page, else in one that stands in for it."""
    tried = (texts[code] for code in resolution_order(get_language() or "en"))
    return next((text for text in tried if text), "")


def rules() -> list[Rule]:
    """Offers that run, ran in the last year or will run."""
    return kept("offers", _read)


def _read() -> list[Rule]:
    remembered = Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now() - REMEMBERED)
    offers = Offer.objects.filter(remembered, is_active=True).order_by(
        "starts_at", "pk"
    )
    rows = list(offers)
    products = _scope(Offer.products.through, "product_id", rows)
    categories = _scope(Offer.categories.through, "category_id", rows)
    tags = _scope(Offer.tags.through, "tag_id", rows)
    below = categories_below(set().union(*categories.values()))
    return [
        Rule(
            id=offer.pk,
            slug=offer.slug,
            names=_in_every_language(offer, "name"),
            descriptions=_in_every_language(offer, "description"),
            scene=scene_of(
                offer.picture, width=offer.picture_width, height=offer.picture_height
            ),
            kind=offer.kind,
            value=offer.value,
            price_list_id=offer.price_list_id,
            starts_at=offer.starts_at,
            ends_at=min(
                (each for each in (offer.ends_at, offer.gone_at) if each), default=None
            ),
            products=frozenset(products[offer.pk]),
            categories=frozenset().union(*(below[pk] for pk in categories[offer.pk])),
            tags=frozenset(tags[offer.pk]),
            is_deal=offer.is_deal,
            share=offer.share,
            share_left=None if offer.share is None else offer.share - offer.share_sold,
        )
        for offer in rows
    ]


def _in_every_language(offer: Offer, field: str) -> dict[str, str]:
    return {
        code: getattr(offer, build_localized_fieldname(field, code)) or ""
        for code, _ in settings.LANGUAGES
    }


def _scope(
    through: type[Model], column: str, offers: list[Offer]
) -> defaultdict[int, set[int]]:
    """Offer -> ids of what it was given."""
    pairs = through._default_manager.filter(offer__in=[each.pk for each in offers])
    found: defaultdict[int, set[int]] = defaultdict(set)
    for offer, thing in pairs.values_list("offer_id", column):
        found[offer].add(thing)
    return found


def categories_below(roots: set[int]) -> defaultdict[int, set[int]]:
    """Category -> itself and everything below it."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    if not roots:
        return found
    for pk, path in Category.objects.values_list("pk", "path"):
        for ancestor in path.split("/"):
            if ancestor and int(ancestor) in roots:
                found[int(ancestor)].add(pk)
    return found
