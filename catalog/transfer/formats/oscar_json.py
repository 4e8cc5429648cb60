"""Oscar's products as Django's dumpdata writes them: a list of rows of its tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from catalog.transfer import reasons
from catalog.transfer.ledger import (
    Ledger,
    price_in,
    stock_in,
    without_repeated_choices,
)
from catalog.transfer.records import (
    Choice,
    Item,
    Kind,
    PictureRecord,
    Problem,
    ProductRecord,
    Specification,
    VariantRecord,
)
from catalog.transfer.rows import Row
from catalog.transfer.sources import Source

START = 4096
PRODUCT = "catalogue.product"
ATTRIBUTE = "catalogue.productattribute"
OPTION = "catalogue.attributeoption"
MARK = f'"{PRODUCT}"'
STEP = 4
READ = {
    PRODUCT, ATTRIBUTE, OPTION, "catalogue.productclass", "catalogue.category",
    "catalogue.productcategory", "catalogue.productattributevalue",
    "catalogue.attributeoptiongroup", "catalogue.productimage", "partner.partner",
    "partner.stockrecord",
}  # fmt: skip
VALUES = ("value_text", "value_integer", "value_float", "value_date", "value_boolean")


class OscarJson:
    title = "Oscar JSON"

    def recognises(self, source: Source) -> bool:
        with source.open() as text:
            start = text.read(START).lstrip()
            if not start.startswith("[") or '"model"' not in start:
                return False
            return f'"{PRODUCT}"' in start or any(
                f'"{PRODUCT}"' in line for line in text
            )

    def read(self, source: Source) -> Iterator[Item]:
        yield from source.encoding_problems()
        dump = _Dump()
        try:
            with source.open() as text:
                dump.load(text.read())
        except _Broken as broken:
            details = {"error": broken.error}
            yield Problem(broken.line, "", "", reasons.BROKEN_JSON, True, "", details)
        yield from _Reading(dump).items()


@dataclass(frozen=True, slots=True)
class _Object:
    line: int
    pk: object
    fields: dict[str, Any]

    def get(self, name: str) -> Any:
        return self.fields.get(name)


class _Broken(Exception):
    def __init__(self, line: int, error: str) -> None:
        super().__init__(error)
        self.line, self.error = line, error


@dataclass(slots=True)
class _Dump:
    """The objects of the file by model and key."""

    models: defaultdict[str, dict[object, _Object]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def load(self, text: str) -> None:
        decoder = json.JSONDecoder(parse_float=Decimal)
        at, line = text.index("[") + 1, 1
        counted = 0
        while True:
            while at < len(text) and (text[at].isspace() or text[at] == ","):
                at += 1
            line, counted = line + text.count("\n", counted, at), at
            if at >= len(text) or text[at] == "]":
                return
            try:
                thing, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                raise _Broken(line, str(error)) from error
            self._keep(thing, line)

    def _keep(self, thing: object, line: int) -> None:
        fields = thing.get("fields") if isinstance(thing, dict) else None
        if not isinstance(thing, dict) or not isinstance(fields, dict):
            raise _Broken(line, "it is no row of a table")
        model = str(thing.get("model", "")).casefold()
        key = _hashable(thing.get("pk"))
        self.models[model][key] = _Object(line, key, fields)

    def of(self, model: str) -> list[_Object]:
        return list(self.models[model].values())

    def one(self, model: str, pk: object) -> _Object | None:
        return self.models[model].get(_hashable(pk))

    def by(self, model: str, name: str) -> defaultdict[object, list[_Object]]:
        found: defaultdict[object, list[_Object]] = defaultdict(list)
        for each in self.of(model):
            found[_hashable(each.get(name))].append(each)
        return found


def _hashable(pk: object) -> object:
    return json.dumps(pk, default=str) if isinstance(pk, list | dict) else pk


class _Reading:
    def __init__(self, dump: _Dump) -> None:
        self.dump = dump
        self.ledger = Ledger()
        self.children = dump.by(PRODUCT, "parent")
        self.records = dump.by("partner.stockrecord", "product")
        self.places = dump.by("catalogue.productcategory", "product")
        self.values = dump.by("catalogue.productattributevalue", "product")
        self.pictures = dump.by("catalogue.productimage", "product")

    def items(self) -> Iterator[Item]:
        for product in self.dump.of(PRODUCT):
            if product.get("parent") is None:
                yield from self.product(product)
        for model, objects in sorted(self.dump.models.items()):
            if model not in READ and objects:
                details = {"count": str(len(objects))}
                line = next(iter(objects.values())).line
                reason = reasons.NOT_CARRIED
                yield Problem(line, model, "", reason, False, "", details)

    def product(self, product: _Object) -> Iterator[Item]:
        head = _row(product, "title", "slug", "description", "date_created")
        children = self.children[product.pk]
        sold = [(self.sold_row(child), child) for child in children or [product]]
        head.key = head.text("slug") or f"product-{product.pk}"
        if not children:
            head.key = sold[0][0].text("partner_sku") or head.key
        title = head.text("title")
        if not title:
            head.refuse("title", reasons.NO_TITLE, "")
        variants = self.variants(sold, product, is_alone=not children) if title else ()
        if title and not variants and children:
            head.refuse("price", reasons.NOTHING_TO_SELL, "")
        record = self.record(head, product, variants) if variants else None
        for row in (head, *(row for row, _ in sold)):
            yield from row.problems
        if record:
            yield record

    def sold_row(self, product: _Object) -> Row:
        """What a product is sold by: as Oscar does, its first stock record."""
        records = self.records[product.pk]
        first = records[0].fields if records else {}
        fields = {**first, "upc": product.get("upc")}
        if "price" not in fields:
            fields["price"] = first.get("price_excl_tax")
        names = ("partner_sku", "price", "price_currency", "num_in_stock", "upc")
        row = _row(_Object(product.line, product.pk, fields), *names)
        row.key = row.text("partner_sku") or str(product.get("slug") or product.pk)
        for other in records[1:]:
            price = str(other.get("price") or "")
            sku = str(other.get("partner_sku") or "")
            row.warn("partner_sku", reasons.OTHER_SUPPLIER, sku, price=price)
        return row

    def variants(
        self, sold: list[tuple[Row, _Object]], parent: _Object, *, is_alone: bool
    ) -> tuple[VariantRecord, ...]:
        found = []
        for row, product in sold:
            choices = () if is_alone else self.choices(row, product)
            if variant := self.variant(row, parent, choices):
                found.append((row, variant))
        return tuple(without_repeated_choices(found, "attributes"))

    def choices(self, row: Row, product: _Object) -> tuple[Choice, ...]:
        return tuple(
            Choice(self.ledger.option(row, "attributes", said.name), said.value)
            for said in self.said(product)
        )

    def said(self, product: _Object) -> Iterator[Specification]:
        """The attributes of a product and what they are."""
        for value in self.values[product.pk]:
            attribute = self.dump.one(
                "catalogue.productattribute", value.get("attribute")
            )
            option = self.dump.one(
                "catalogue.attributeoption", value.get("value_option")
            )
            texts = [value.get(name) for name in VALUES]
            text = option.get("option") if option else next(filter(_is_said, texts), "")
            if attribute and _is_said(text):
                yield Specification(str(attribute.get("name")), _text(text))

    def variant(
        self, row: Row, parent: _Object, choices: tuple[Choice, ...]
    ) -> VariantRecord | None:
        price = price_in(row, "price")
        if price is None:
            return None
        sku = row.text("partner_sku")
        sku = sku or self.ledger.made_up_sku(row, "partner_sku", row.key, choices)
        if not self.ledger.claim_sku(row, "partner_sku", sku):
            return None
        kind = self.dump.one("catalogue.productclass", parent.get("product_class"))
        return VariantRecord(
            line=row.line,
            sku=sku,
            price=price,
            choices=choices,
            currency=row.currency("price_currency"),
            is_sellable=price > 0,
            stock=stock_in(row, "num_in_stock"),
            tracks_stock=kind is None or bool(kind.get("track_stock")),
            gtin=row.gtin("upc"),
            ships=kind is None or bool(kind.get("requires_shipping")),
        )

    def record(
        self, head: Row, product: _Object, variants: tuple[VariantRecord, ...]
    ) -> ProductRecord:
        options = dict.fromkeys(c.option for each in variants for c in each.choices)
        kind = self.dump.one("catalogue.productclass", product.get("product_class"))
        said = [] if options else list(self.said(product))
        if kind and kind.get("name"):
            said.insert(0, Specification("Product type", str(kind.get("name"))))
        return ProductRecord(
            line=product.line,
            key=head.key,
            title=head.text("title"),
            slug=head.text("slug"),
            sku=variants[0].sku if len(variants) == 1 else "",
            description=head.html("description"),
            categories=tuple(self.categories(product)),
            is_published=product.get("is_public") is not False,
            kind=Kind.OPTIONS if options else Kind.SIMPLE,
            options=tuple(options),
            variants=variants,
            pictures=tuple(
                PictureRecord(
                    str(each.get("original")), _text(each.get("caption")), place
                )
                for place, each in enumerate(self.pictures[product.pk])
                if each.get("original")
            ),
            specifications=tuple(said),
            created=head.moment("date_created"),
        )

    def shown(self, product: _Object) -> Iterator[PictureRecord]:
        for place, each in enumerate(self.pictures[product.pk]):
            if source := _text(each.get("original")):
                yield PictureRecord(source, _text(each.get("caption")), place)

    def categories(self, product: _Object) -> Iterator[tuple[str, ...]]:
        """Oscar writes a category's place as four digits for every level."""
        names = {
            str(each.get("path")): str(each.get("name"))
            for each in self.dump.of("catalogue.category")
        }
        for place in self.places[product.pk]:
            category = self.dump.one("catalogue.category", place.get("category"))
            path = str(category.get("path")) if category else ""
            ends = range(STEP, len(path) + 1, STEP)
            if found := tuple(filter(None, (names.get(path[:end]) for end in ends))):
                yield found


def _is_said(value: object) -> bool:
    return value is not None and value != ""


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _row(thing: _Object, *names: str) -> Row:
    return Row(thing.line, {name: _text(thing.get(name)) for name in names})
