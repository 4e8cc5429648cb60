"""What a dry run remembers instead of writing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.transfer import reasons
from catalog.transfer.records import Item, Kind, Problem, ProductRecord
from catalog.transfer.writing.desk import Desk
from catalog.transfer.writing.links import targets_of

SHOWN = 8
SHOWN_VARIANTS = 6


@dataclass(slots=True)
class Rehearsal:
    """The names of a file, those its products want to be joined with, and the first
    products as they would become."""

    names: set[str] = field(default_factory=set)
    wanted: list[tuple[str, int, str, str]] = field(default_factory=list)
    preview: list[dict[str, object]] = field(default_factory=list)

    def note(self, item: Item) -> None:
        if not isinstance(item, ProductRecord):
            return
        self.names.add(item.key)
        self.names.update(variant.sku for variant in item.variants)
        is_bundle = item.kind == Kind.BUNDLE
        reason = reasons.UNKNOWN_PART if is_bundle else reasons.UNKNOWN_LINK
        for part in item.parts:
            self.wanted.append((part.sku, item.line, item.key, reason))
        for name in item.related:
            self.wanted.append((name, item.line, item.key, reasons.UNKNOWN_LINK))
        if len(self.preview) < SHOWN:
            self.preview.append(shown(item))

    def unknown(self, desk: Desk) -> Iterator[Problem]:
        """Links that would lead nowhere."""
        elsewhere = {name for name, *_ in self.wanted if name not in self.names}
        targets = targets_of(elsewhere, desk)
        for name, line, key, reason in self.wanted:
            if name in elsewhere and name not in targets.products:
                yield Problem(line, "related", name, reason, is_fatal=False, key=key)


def shown(record: ProductRecord) -> dict[str, object]:
    """A product as the preview shows it."""
    variants = [
        {
            "sku": variant.sku,
            "name": " / ".join(choice.value for choice in variant.choices),
            "price": f"{variant.price:f}",
            "currency": variant.currency,
            "stock": variant.stock if variant.tracks_stock else None,
        }
        for variant in record.variants[:SHOWN_VARIANTS]
    ]
    return {
        "title": record.title,
        "category": " › ".join(record.categories[0]) if record.categories else "",  # noqa: RUF001
        "is_published": record.is_published and record.is_listed,
        "pictures": len(record.pictures),
        "variants": variants,
        "more_variants": max(len(record.variants) - SHOWN_VARIANTS, 0),
    }
