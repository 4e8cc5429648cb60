from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.offers.rules import Rule, rules
from catalog.pricing.models import PriceList
from catalog.products.models import Product
from catalog.storefront.cards import Card, cards_of, for_cards
from catalog.storefront.scopes import in_offer, reduced_products

IN_A_ROW = 4
WELL_RATED = 4


@dataclass(frozen=True, slots=True)
class FrontPage:
    on_offer: Sequence[Card]
    new: Sequence[Card]
    well_rated: Sequence[Card]
    offers: Sequence[Rule]
    deals: Sequence[Card] = ()
    deal: Rule | None = None

    @property
    def newest_offer(self) -> Rule | None:
        """The one that the front page shows large: it takes a picture."""
        shown = (offer for offer in reversed(self.offers) if offer.scene)
        return next(shown, None)


def front_page(*, price_list: PriceList, now: datetime) -> FrontPage:
    """What the shop shows first; everything on it can be bought."""
    available = Product.objects.published().filter(is_available=True)
    new = available.order_by("-created_at", "-pk")
    on_offer = new.filter(pk__in=reduced_products(price_list))
    rated = available.filter(rating__gte=WELL_RATED).order_by(
        "-rating", "-review_count", "-pk"
    )
    deal = deal_of_the_day(now)
    dealt = new.filter(pk__in=in_offer(deal).products) if deal else new.none()
    rows = [list(for_cards(row)[:IN_A_ROW]) for row in (on_offer, new, rated, dealt)]
    distinct = {product.pk: product for row in rows for product in row}
    cards = dict(
        zip(
            distinct,
            cards_of(list(distinct.values()), price_list=price_list, now=now),
            strict=True,
        )
    )
    shown = [[cards[product.pk] for product in row] for row in rows]
    return FrontPage(
        on_offer=shown[0],
        new=shown[1],
        well_rated=shown[2],
        offers=running_offers(now),
        deals=shown[3],
        deal=deal,
    )


def deal_of_the_day(now: datetime) -> Rule | None:
    """Of several the one that ends first."""
    deals = [rule for rule in running_offers(now) if rule.is_deal and rule.ends_at]
    return min(deals, key=_end, default=None)


def _end(rule: Rule) -> tuple[datetime, int]:
    assert rule.ends_at is not None, "a deal of the day ends"
    return rule.ends_at, rule.id


def running_offers(now: datetime) -> list[Rule]:
    return [rule for rule in rules() if rule.runs_at(now)]
