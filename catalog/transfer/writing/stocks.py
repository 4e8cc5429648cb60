"""What lies on the shelf."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.products.models import Product
from catalog.stock.bulk import Counted, count_all
from catalog.transfer import reasons
from catalog.transfer.records import Backorders, VariantRecord
from catalog.transfer.writing.desk import Article, Desk

MOST = 2_000_000_000


def write_stocks(articles: Sequence[Article], desk: Desk) -> None:
    """A variant whose stock is not counted there, or that may be sold without any,
    never runs out here. A bundle has the stock of its parts."""
    counts: dict[int, Counted] = {}
    owners: dict[int, tuple[Article, VariantRecord]] = {}
    for article in articles:
        for offer, variant in article.sold:
            if _has_stock(article.product, offer):
                owners[variant.pk] = (article, offer)
                counts[variant.pk] = _counted(offer)
    changed, promised = count_all(counts, by=desk.by)
    for variant_id in changed:
        owners[variant_id][0].is_changed = True
    for variant_id, sold in promised.items():
        article, offer = owners[variant_id]
        at, value = article.of(offer), str(offer.stock)
        desk.warn(at, "stock", reasons.STILL_PROMISED, value, sold=str(sold))


def _has_stock(product: Product, offer: VariantRecord) -> bool:
    if product.kind in Product.MADE_ON_DEMAND:
        return offer.stock is not None
    return product.kind != Product.Kind.BUNDLE


def _counted(offer: VariantRecord) -> Counted:
    runs_out = offer.tracks_stock and offer.backorders == Backorders.DENY
    on_hand = offer.stock
    if on_hand is None and runs_out:
        on_hand = 0
    return Counted(None if on_hand is None else min(max(on_hand, 0), MOST), runs_out)
