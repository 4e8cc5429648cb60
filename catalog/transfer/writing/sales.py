"""Sales with dates as offers: the regular price stands, the offer takes off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from catalog.offers.models import Offer
from catalog.transfer import reasons
from catalog.transfer.records import VariantRecord
from catalog.transfer.writing.desk import Article, Desk
from shop.money.amounts import round_money

# The offers an import made, and may end, are known by the beginning of their slug.
SLUG = "sale-"
LONGEST_SLUG = 150


@dataclass(frozen=True, slots=True)
class Sale:
    price_list: int
    price: Decimal
    since: datetime | None
    until: datetime | None

    def is_told_by(self, offer: Offer) -> bool:
        return (
            (offer.price_list_id, offer.value, offer.ends_at)
            == (self.price_list, self.price, self.until)
        ) and self.since in {None, offer.starts_at}


def has_dates(offer: VariantRecord) -> bool:
    return offer.sale_from is not None or offer.sale_until is not None


def write_sales(articles: Sequence[Article], desk: Desk) -> None:
    """Make the offers that are missing; end those the file knows no longer."""
    ids = [article.product.pk for article in articles if not article.is_new]
    rows = Offer.objects.filter(slug__startswith=SLUG, products__in=ids, is_active=True)
    standing: defaultdict[int, list[Offer]] = defaultdict(list)
    for row in rows.order_by("pk").prefetch_related("products"):
        for product in row.products.all():
            standing[product.pk].append(row)
    for article in articles:
        wanted = _sale_of(article, desk)
        known = standing[article.product.pk] if not article.is_new else []
        for offer in known:
            if not (wanted and wanted.is_told_by(offer)) and _end(offer, desk.now):
                article.is_changed = True
        if wanted and not any(wanted.is_told_by(offer) for offer in known):
            _begin(article, wanted, desk.now)
            article.is_changed = True


def _sale_of(article: Article, desk: Desk) -> Sale | None:
    sales = {
        _sale(offer, desk): offer for offer in article.offered if offer.is_sellable
    }
    dated = {sale: offer for sale, offer in sales.items() if sale}
    if not dated:
        return None
    sale, offer = next(iter(dated.items()))
    if sale.until and sale.until <= max(desk.now, sale.since or desk.now):
        reason = reasons.SALE_OVER
    elif len(sales) > 1:
        reason = reasons.SALE_OF_SOME
    else:
        return sale
    desk.warn(article.of(offer), "sale_until", reason, f"{sale.price:f}")
    return None


def _sale(offer: VariantRecord, desk: Desk) -> Sale | None:
    price_list = desk.known.price_list(offer.currency)
    if not has_dates(offer) or not offer.compare_at or price_list is None:
        return None
    price = round_money(offer.price, price_list.currency)
    if not price or offer.price >= offer.compare_at:
        return None
    return Sale(price_list.pk, price, offer.sale_from, offer.sale_until)


def _begin(article: Article, sale: Sale, now: datetime) -> None:
    slug = f"{SLUG}{article.product.slug}"[: LONGEST_SLUG - 20]
    since = sale.since or now
    taken = Offer.objects.filter(slug__startswith=slug)
    made = Offer(
        name=gettext("Sale"),
        slug=f"{slug}-{taken.count() + 1}",
        kind=Offer.Kind.PRICE,
        value=sale.price,
        price_list_id=sale.price_list,
        starts_at=since,
        ends_at=sale.until,
    )
    made.save()
    made.products.set([article.product])


def _end(offer: Offer, now: datetime) -> bool:
    if offer.ends_at and offer.ends_at <= now:
        return False
    if offer.starts_at >= now:
        offer.is_active = False
    else:
        offer.ends_at = now
    offer.save(update_fields=["is_active", "ends_at"])
    return True
