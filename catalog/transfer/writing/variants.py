"""The rows of variants: by SKU, and never two that a buyer could not tell apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from catalog.products.models import Variant
from catalog.transfer import reasons
from catalog.transfer.records import VariantRecord
from catalog.transfer.writing.categories import differs
from catalog.transfer.writing.desk import Article, At, Desk
from catalog.transfer.writing.names import cut
from catalog.transfer.writing.rows import new

LONGEST_NAME = 200
LARGEST_CONTENT = Decimal(10) ** 7
MEASURES = ("weight_g", "length_mm", "width_mm", "height_mm")
Unit = Variant.Unit
# What a unit of content is to the four that unit prices are worked out for.
UNITS = {
    "ml": (Unit.MILLILITRE, "1"), "cl": (Unit.MILLILITRE, "10"),
    "dl": (Unit.MILLILITRE, "100"), "l": (Unit.MILLILITRE, "1000"),
    "g": (Unit.GRAM, "1"), "kg": (Unit.GRAM, "1000"),
    "cm": (Unit.METRE, "0.01"), "m": (Unit.METRE, "1"), "pc": (Unit.PIECE, "1"),
    "pcs": (Unit.PIECE, "1"), "piece": (Unit.PIECE, "1"), "pieces": (Unit.PIECE, "1"),
}  # fmt: skip


def write_variants(articles: Sequence[Article], desk: Desk) -> None:
    standing = _standing(articles)
    fresh: list[Variant] = []
    changed: list[Variant] = []
    fields: set[str] = set()
    for article in articles:
        known = standing[article.product.pk] if not article.is_new else {}
        for position, offer in enumerate(article.offered):
            wanted = _wanted(offer, position, article, desk)
            row = known.get(offer.sku)
            if row is None:
                row = new(Variant, product=article.product, sku=offer.sku, **wanted)
                fresh.append(row)
            elif names := [n for n, value in wanted.items() if differs(row, n, value)]:
                for name in names:
                    setattr(row, name, wanted[name])
                changed.append(row)
                fields.update(names)
            article.variants[offer.sku] = row
        _tell_others(article, known, desk)
    _choose_defaults(articles, standing)
    Variant.objects.bulk_create(fresh)
    if changed:
        Variant.objects.bulk_update(changed, sorted(fields))
    touched = {row.product_id for row in (*fresh, *changed)}
    for article in articles:
        article.is_changed |= article.product.pk in touched


def _standing(articles: Sequence[Article]) -> defaultdict[int, dict[str, Variant]]:
    """Product -> its variants by SKU."""
    ids = [article.product.pk for article in articles if not article.is_new]
    found: defaultdict[int, dict[str, Variant]] = defaultdict(dict)
    for row in Variant.objects.filter(product__in=ids).order_by("position", "pk"):
        found[row.product_id][row.sku] = row
    return found


def _wanted(
    offer: VariantRecord, position: int, article: Article, desk: Desk
) -> dict[str, object]:
    at = article.of(offer)
    wanted: dict[str, object] = {"position": position, "is_active": offer.is_sellable}
    if name := _name(offer, desk):
        wanted["name"] = cut(name, LONGEST_NAME)
    if offer.gtin:
        wanted["gtin"] = offer.gtin
    for measure in MEASURES:
        if value := getattr(offer, measure):
            wanted[measure] = value
    if offer.content_quantity:
        wanted |= _content(offer.content_quantity, offer.content_unit, desk, at)
    _tell_left_out(offer, desk)
    return wanted


def _name(offer: VariantRecord, desk: Desk) -> str:
    """What tells it apart; other shops repeat the product's title here."""
    chosen = " / ".join(choice.value for choice in offer.choices)
    return (offer.title or chosen) if desk.is_own else (chosen or offer.title)


def _content(quantity: Decimal, unit: str, desk: Desk, at: At) -> dict[str, object]:
    if unit.casefold() not in UNITS or quantity >= LARGEST_CONTENT:
        desk.warn(at, "content", reasons.UNKNOWN_CONTENT_UNIT, f"{quantity:f} {unit}")
        return {}
    own, factor = UNITS[unit.casefold()]
    exact = quantity * Decimal(factor)
    rounded = exact.quantize(Decimal("0.001"), ROUND_HALF_UP)
    if not 0 < rounded < LARGEST_CONTENT:
        desk.warn(at, "content", reasons.UNKNOWN_CONTENT_UNIT, f"{quantity:f} {unit}")
        return {}
    return {"content_quantity": rounded, "content_unit": own}


def _tell_left_out(offer: VariantRecord, desk: Desk) -> None:
    things: dict[str, object] = {
        "low_stock": offer.low_stock,
        "mpn": offer.mpn,
        "cost": offer.cost,
        "ships": "" if offer.ships else "no",
        "variant_description": offer.description,
    }
    for column, value in things.items():
        if value not in {"", None}:
            desk.left_out.note(offer.line, column, value)


def _tell_others(article: Article, known: Iterable[str], desk: Desk) -> None:
    """Variants that the file does not mention stay on sale: it may be a part of it."""
    mentioned = {variant.sku for variant in article.record.variants}
    for sku in known:
        if sku not in mentioned and mentioned:
            desk.warn(article.at, "sku", reasons.NOT_IN_FILE, sku)


def _choose_defaults(
    articles: Sequence[Article], standing: defaultdict[int, dict[str, Variant]]
) -> None:
    """The variant that the file shows first, else the one that is, else the first."""
    leaves: list[int] = []
    comes: list[int] = []
    for article in articles:
        rows = standing[article.product.pk] if not article.is_new else {}
        present = next((row for row in rows.values() if row.is_default), None)
        flagged = next((each.sku for each in article.offered if each.is_default), None)
        chosen = article.variants[flagged] if flagged else present
        if chosen is None and article.offered:
            chosen = article.variants[article.offered[0].sku]
        if chosen is None or chosen is present:
            continue
        if present is not None:
            present.is_default = False
            leaves.append(present.pk)
        chosen.is_default = True
        if chosen.pk:
            comes.append(chosen.pk)
        article.is_changed = True
    # in this order: a product never has two
    if leaves:
        Variant.objects.filter(pk__in=leaves).update(is_default=False)
    if comes:
        Variant.objects.filter(pk__in=comes).update(is_default=True)
