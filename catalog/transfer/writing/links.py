"""What products are joined with, once the whole file is in: parts and companions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.products.models import BundlePart, Product, Variant
from catalog.transfer import reasons
from catalog.transfer.models import ImportLink
from catalog.transfer.records import Kind
from catalog.transfer.writing.articles import products_at
from catalog.transfer.writing.desk import Article, At, Desk
from catalog.transfer.writing.names import address_of
from catalog.transfer.writing.placing import join

MOST_PARTS = 32767


def links_of(articles: Iterable[Article], desk: Desk) -> list[ImportLink]:
    """What is to be joined later, as rows that are not saved."""
    found = []
    for article in articles:
        record = article.record
        parts, related = list(record.parts), list(record.related)
        if record.kind != Kind.BUNDLE and parts:
            # no other kind has parts here: a page leads to them instead
            named = ", ".join(part.sku for part in parts)
            if not desk.is_own:
                desk.warn(article.at, "kind", reasons.GROUPED_TO_PAGE, named)
            related = list(dict.fromkeys([part.sku for part in parts] + related))
            parts = []
        if parts or related:
            found.append(
                ImportLink(
                    product=article.product,
                    line=record.line,
                    parts=[
                        [part.sku, min(part.quantity, MOST_PARTS)] for part in parts
                    ],
                    related=related,
                    is_unchanged=not article.is_changed,
                )
            )
    return found


@dataclass(slots=True)
class Targets:
    """What the names in links mean: variants by SKU, products by SKU or key."""

    variants: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)


def write_links(links: Sequence[ImportLink], desk: Desk) -> set[int]:
    """Join the products; returns those that this changed."""
    names = {name for link in links for name in link.related}
    names |= {sku for link in links for sku, _ in link.parts}
    targets = targets_of(names, desk)
    related: dict[int, set[int]] = {}
    parts: dict[int, dict[int, int]] = {}
    for link in links:
        at = At(link.line, str(link.product))
        own = link.product_id
        if link.related:
            found = _found(
                link.related, targets.products, reasons.UNKNOWN_LINK, at, desk
            )
            related[own] = set(found) - {own}
        if link.parts:
            named = dict(link.parts)
            known = _found(named, targets.variants, reasons.UNKNOWN_PART, at, desk)
            bought = {pk: named[sku] for pk, sku in known.items()}
            if bought:
                parts[own] = bought
    through = Product.related.through
    return join(through, "from_product", "to_product", related) | _write_parts(parts)


def targets_of(names: Iterable[str], desk: Desk) -> Targets:
    wanted = sorted(set(names))
    targets = Targets()
    rows = Variant.objects.filter(sku__in=wanted)
    for sku, pk, product in rows.values_list("sku", "pk", "product_id"):
        targets.variants[sku] = pk
        targets.products[sku] = product
    addresses = {name: address_of(name, desk.source) for name in wanted}
    keyed = products_at(addresses.values(), desk)
    for name, address in addresses.items():
        if address in keyed:
            product_id = keyed[address].pk
            # our own format names products by their key, others by SKU first
            if desk.is_own or name not in targets.products:
                targets.products[name] = product_id
    return targets


def _found(
    names: Iterable[str], known: dict[str, int], reason: str, at: At, desk: Desk
) -> dict[int, str]:
    found = {}
    for name in names:
        if name in known:
            found[known[name]] = name
        else:
            desk.warn(at, "related", reason, name)
    return found


def _write_parts(wanted: dict[int, dict[int, int]]) -> set[int]:
    standing: dict[int, dict[int, BundlePart]] = {bundle: {} for bundle in wanted}
    for row in BundlePart.objects.filter(bundle__in=wanted).order_by("pk"):
        standing[row.bundle_id][row.variant_id] = row
    changed = {
        bundle
        for bundle, parts in wanted.items()
        if parts != {pk: row.quantity for pk, row in standing[bundle].items()}
    }
    for bundle in changed:
        BundlePart.objects.filter(bundle=bundle).delete()
    BundlePart.objects.bulk_create(
        BundlePart(bundle_id=bundle, variant_id=variant, quantity=quantity)
        for bundle in sorted(changed)
        for variant, quantity in wanted[bundle].items()
    )
    return changed
