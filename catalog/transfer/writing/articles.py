"""Which product of the shop a record is about, and which of its variants are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from catalog.products.models import Product, Variant
from catalog.transfer import reasons
from catalog.transfer.records import ProductRecord, VariantRecord
from catalog.transfer.writing.desk import Article, Desk
from catalog.transfer.writing.names import Address, address_of
from catalog.transfer.writing.rows import new

LONGEST_KEY = 250
LONGEST_SKU = 100
LONGEST_SLUG = 200


def articles_of(records: Sequence[ProductRecord], desk: Desk) -> list[Article]:
    """The records that can be taken, each with its product, new or known."""
    addresses = {record.key: address_of(record.key, desk.source) for record in records}
    standing = products_at(addresses.values(), desk)
    owners = _owners(records)
    articles = []
    for record in records:
        address = addresses[record.key]
        known = standing.get(address)
        article = Article(
            record=record,
            address=address,
            product=known
            or new(Product, source=address.source, source_key=address.key),
            is_new=known is None,
        )
        _take_variants(article, owners, desk)
        if not article.is_refused:
            articles.append(article)
    _give_slugs([article for article in articles if article.is_new])
    return articles


def products_at(addresses: Iterable[Address], desk: Desk) -> dict[Address, Product]:
    """The products at these addresses; those made in this shop are known to our own
    format by their slug."""
    wanted = list(addresses)
    by_source: dict[str, list[str]] = defaultdict(list)
    for address in wanted:
        by_source[address.source].append(address.key)
    found: dict[Address, Product] = {}
    for source, keys in by_source.items():
        rows = Product.objects.filter(source=source, source_key__in=keys)
        found |= {Address(source, row.source_key): row for row in rows.order_by("pk")}
    if desk.is_own:
        slugs = [each.key for each in wanted if each not in found]
        rows = Product.objects.filter(source="", slug__in=slugs)
        found |= {Address(desk.source, row.slug): row for row in rows.order_by("pk")}
    return found


def _owners(records: Iterable[ProductRecord]) -> dict[str, tuple[int, str]]:
    """SKU -> product that has it in this shop, and how that is called."""
    skus = {variant.sku for record in records for variant in record.variants}
    rows = Variant.objects.filter(sku__in=skus)
    return {
        sku: (product, title)
        for sku, product, title in rows.values_list(
            "sku", "product_id", "product__title"
        )
    }


def _take_variants(
    article: Article, owners: dict[str, tuple[int, str]], desk: Desk
) -> None:
    record = article.record
    if len(record.key) > LONGEST_KEY:
        length = str(LONGEST_KEY)
        desk.refuse(article.at, "key", reasons.TOO_LONG, record.key, length=length)
        article.is_refused = True
        return
    article.offered = [
        variant
        for variant in record.variants
        if _is_free(variant, article, owners, desk)
    ]
    if record.variants and not article.offered and article.is_new:
        desk.refuse(article.at, "sku", reasons.NOTHING_TO_SELL)
        article.is_refused = True


def _is_free(
    variant: VariantRecord,
    article: Article,
    owners: dict[str, tuple[int, str]],
    desk: Desk,
) -> bool:
    at = article.of(variant)
    if len(variant.sku) > LONGEST_SKU:
        length = str(LONGEST_SKU)
        desk.refuse(at, "sku", reasons.TOO_LONG, variant.sku, length=length)
        return False
    owner, title = owners.get(variant.sku, (article.product.pk, ""))
    if owner != article.product.pk:
        desk.refuse(at, "sku", reasons.SKU_TAKEN, variant.sku, other=title)
        return False
    return True


def _give_slugs(articles: Sequence[Article]) -> None:
    """Each its own wish, where it is free; else with its key behind, which is."""
    pending = list(articles)
    taken: set[str] = set()
    number = 0
    while pending:
        wishes = [_wish(article, number) for article in pending]
        rows = Product.objects.filter(slug__in=wishes)
        taken |= set(rows.values_list("slug", flat=True))
        left = []
        for article, slug in zip(pending, wishes, strict=True):
            if slug in taken:
                left.append(article)
            else:
                article.product.slug = slug
                taken.add(slug)
        pending, number = left, number + 1


def _wish(article: Article, number: int) -> str:
    record = article.record
    stem = slugify(record.slug or record.title, allow_unicode=True)
    key = slugify(record.key, allow_unicode=True)
    if number == 0 and stem:
        return stem[:LONGEST_SLUG]
    end = key if number < 2 else f"{key}-{number}"
    end = end[-LONGEST_SLUG // 2 :].strip("-")
    return "-".join(filter(None, [stem[: LONGEST_SLUG // 2 - 1].strip("-"), end]))
