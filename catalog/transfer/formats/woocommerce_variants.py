"""What a WooCommerce product sells: itself or its variations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product as combinations

from catalog.transfer import reasons
from catalog.transfer.formats.woocommerce_cells import (
    attributes_of,
    pictures_of,
    prices_in,
)
from catalog.transfer.ledger import Ledger, parts_of, shared_out, stock_in
from catalog.transfer.records import (
    Backorders,
    Choice,
    PartRecord,
    PictureRecord,
    VariantRecord,
)
from catalog.transfer.rows import Row

BACKORDERS = {
    "0": Backorders.DENY,
    "no": Backorders.DENY,
    "1": Backorders.ALLOW,
    "yes": Backorders.ALLOW,
    "notify": Backorders.NOTIFY,
}
TAXED = {"taxable": "yes", "shipping": "", "none": ""}
IN_STOCK = {
    "1": "yes", "0": "", "yes": "yes", "no": "", "true": "yes", "false": "",
    "backorder": "yes",
}  # fmt: skip
# What the export repeats on every variation though only the parent decides it.
SAID_BY_PARENT = (
    "id", "type", "parent", "position", "visibility in catalog", "is featured?",
    "allow customer reviews?", "sold individually?",
)  # fmt: skip
SOLD_AS_VARIANT = (
    "in stock?", "backorders allowed?", "tax status", "tax class",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sold:
    sku: str = ""
    options: tuple[str, ...] = ()
    variants: tuple[VariantRecord, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()
    parts: tuple[PartRecord, ...] = ()


def sold_in(head: Row, variations: Sequence[Row], ledger: Ledger) -> Sold:
    if variations:
        return _Variations(head, ledger).sold(variations)
    types = parts_of(head.text("type").casefold(), ",")
    has_price = head.has("regular price") or head.has("sale price")
    if "grouped" in types or ("external" in types and not has_price):
        for column in SOLD_AS_VARIANT:
            head.raw(column)
        return Sold(sku=ledger.product_sku(head, "sku"))
    if "variable" in types:
        head.warn("type", reasons.NO_VARIATIONS, head.text("name"))
    variant = _variant(head, head, stock_in(head, "stock"))
    if not variant:
        return Sold()
    sku = head.text("sku") or ledger.made_up_sku(head, "sku", head.key, ())
    if not ledger.claim_sku(head, "sku", sku):
        return Sold()
    return Sold(sku=head.text("sku"), variants=(replace(variant, sku=sku),))


def _variant(row: Row, head: Row, stock: int | None) -> VariantRecord | None:
    """The variant a row describes, with neither SKU nor choices yet."""
    prices = prices_in(row)
    if not prices:
        return None
    is_in_stock = bool(row.word("in stock?", IN_STOCK, "yes"))
    if not is_in_stock and stock is None:
        row.warn("in stock?", reasons.NOT_IN_STOCK, row.text("in stock?"))
        stock = 0
    types = parts_of(row.text("type").casefold(), ",")
    return VariantRecord(
        line=row.line,
        sku="",
        price=prices.price,
        compare_at=prices.compare_at,
        sale_from=prices.sale_from,
        sale_until=prices.sale_until,
        is_sellable=prices.price > 0,
        stock=stock,
        tracks_stock=stock is not None,
        backorders=Backorders(
            row.word("backorders allowed?", BACKORDERS, Backorders.DENY),
        ),
        low_stock=row.whole("low stock amount"),
        gtin=row.gtin("gtin, upc, ean, or isbn"),
        weight_g=_measured(row, head, "weight"),
        length_mm=_measured(row, head, "length"),
        width_mm=_measured(row, head, "width"),
        height_mm=_measured(row, head, "height"),
        is_taxable=bool(row.word("tax status", TAXED, "yes")),
        tax_class=_tax_class(row, head),
        cost=row.amount("cost of goods"),
        ships="virtual" not in types,
    )


def _measured(row: Row, head: Row, column: str) -> int | None:
    """A measure of the row or, where it has none, of its parent."""
    owner = row if row.has(column) else head
    _, _, unit = owner.header(column).rpartition("(")
    unit = unit.rstrip(")")
    if column == "weight":
        return owner.grams(column, unit)
    return owner.millimetres(column, unit)


def _tax_class(row: Row, head: Row) -> str:
    tax_class = row.text("tax class")
    return head.text("tax class") if tax_class == "parent" else tax_class


@dataclass(slots=True)
class _Variations:
    """The variations of one product while their options are sorted out."""

    head: Row
    ledger: Ledger
    options: dict[str, str] = field(default_factory=dict)
    taken: dict[tuple[str, ...], int] = field(default_factory=dict)
    pictures: list[PictureRecord] = field(default_factory=list)

    def sold(self, variations: Sequence[Row]) -> Sold:
        for column in SOLD_AS_VARIANT:
            self.head.raw(column)
        sku = self.ledger.product_sku(self.head, "sku")
        rows = sorted(variations, key=_position)
        self._name_options(rows)
        self._take_exact(rows)
        stocks = self._stocks(rows)
        found = [
            variant
            for row in rows
            for variant in self._made_from(row, stocks[row.line])
        ]
        options = tuple(self.options.values())
        return Sold(sku, options, self._with_default(found), tuple(self.pictures))

    def _name_options(self, rows: Sequence[Row]) -> None:
        """Attributes that some variation names are options, the others describe."""
        named = {
            attribute.name.casefold()
            for row in rows
            for attribute in attributes_of(row)
        }
        for row in (self.head, *rows):
            for attribute in attributes_of(row):
                folded = attribute.name.casefold()
                column = attribute.column("name")
                if folded in named:
                    name = self.ledger.option(row, column, attribute.name)
                    self.options.setdefault(folded, name)

    def _take_exact(self, rows: Sequence[Row]) -> None:
        """What is sold by a variation of its own is not part of any “any”."""
        for row in rows:
            values = self._values(row)
            if all(len(some) == 1 for some in values):
                self.taken.setdefault(tuple(some[0] for some in values), row.line)

    def _values(self, row: Row) -> list[tuple[str, ...]]:
        """For each option what the row sells: one value, or all where it says none."""
        own = {a.name.casefold(): a for a in attributes_of(row)}
        every = {a.name.casefold(): a.values for a in attributes_of(self.head)}
        return [
            (own[folded].single,)
            if folded in own and own[folded].single
            else every.get(folded, ())
            for folded in self.options
        ]

    def _stocks(self, rows: Sequence[Row]) -> dict[int, int | None]:
        """The stock of each row; what they share with the parent is shared out."""
        shared = [row for row in rows if row.raw("stock").strip() == "parent"]
        stocks = {
            row.line: None if row in shared else stock_in(row, "stock") for row in rows
        }
        whole = stock_in(self.head, "stock") if shared else None
        if whole is not None:
            for row, share in zip(shared, shared_out(whole, len(shared)), strict=True):
                stocks[row.line] = share
            skus = ", ".join(row.text("sku") for row in shared)
            self.head.warn("stock", reasons.STOCK_SHARED_OUT, str(whole), skus=skus)
        return stocks

    def _made_from(self, row: Row, stock: int | None) -> Iterator[VariantRecord]:
        for column in SAID_BY_PARENT:
            row.raw(column)
        variant = _variant(row, self.head, stock)
        combos = self._combos(row)
        if not variant or not combos:
            return
        sku = row.text("sku")
        variant = replace(
            variant,
            title=row.text("name"),
            description=row.html("description"),
            is_sellable=variant.is_sellable
            and row.text("published") not in {"0", "-1"},
        )
        made = list(self._claimed(row, sku, combos))
        if len(combos) > 1:
            self._tell_expansion(row, made, stock)
        shares = shared_out(stock or 0, len(made)) if made else []
        skus = [sku for sku, _ in made]
        self.pictures.extend(pictures_of(row, *skus))
        for (made_sku, choices), share in zip(made, shares, strict=True):
            yield replace(
                variant,
                sku=made_sku,
                choices=choices,
                stock=None if stock is None else share,
            )

    def _combos(self, row: Row) -> list[tuple[str, ...]]:
        values = self._values(row)
        for name, some in zip(self.options.values(), values, strict=True):
            if not some:
                row.refuse("sku", reasons.MISSING_CHOICE, "", option=name)
        combos = [
            combo
            for combo in combinations(*values)
            if self.taken.setdefault(combo, row.line) == row.line
        ]
        if not combos and not row.is_refused:
            combo = next(combinations(*values))
            first = str(self.taken[combo])
            row.refuse("sku", reasons.REPEATED_CHOICES, " / ".join(combo), first=first)
        return combos

    def _claimed(
        self, row: Row, sku: str, combos: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[str, tuple[Choice, ...]]]:
        values = self._values(row)
        for combo in combos:
            named = zip(self.options.values(), combo, strict=True)
            choices = tuple(Choice(*pair) for pair in named)
            any_of = [
                value
                for value, some in zip(combo, values, strict=True)
                if len(some) > 1 and len(combos) > 1
            ]
            own = "-".join([sku, *(re.sub(r"[^\w.]+", "-", value) for value in any_of)])
            if not sku:
                own = self.ledger.made_up_sku(row, "sku", row.key, choices)
            if self.ledger.claim_sku(row, "sku", own):
                yield own, choices

    def _tell_expansion(
        self,
        row: Row,
        made: Sequence[tuple[str, tuple[Choice, ...]]],
        stock: int | None,
    ) -> None:
        values = self._values(row)
        names = zip(self.options.values(), values, strict=True)
        options = ", ".join(name for name, some in names if len(some) > 1)
        skus = ", ".join(sku for sku, _ in made)
        sku = row.text("sku")
        row.warn("sku", reasons.ANY_CHOICE_EXPANDED, sku, option=options, skus=skus)
        if stock:
            row.warn("stock", reasons.STOCK_SHARED_OUT, str(stock), skus=skus)

    def _with_default(
        self, found: Sequence[VariantRecord]
    ) -> tuple[VariantRecord, ...]:
        wanted = {
            (self.options[attribute.name.casefold()], default.casefold())
            for attribute in attributes_of(self.head)
            if attribute.name.casefold() in self.options
            and (default := self.head.text(attribute.column("default")))
        }
        for index, variant in enumerate(found):
            chosen = {(c.option, c.value.casefold()) for c in variant.choices}
            if wanted and wanted <= chosen:
                before, after = found[:index], found[index + 1 :]
                return (*before, replace(variant, is_default=True), *after)
        return tuple(found)


def _position(row: Row) -> Decimal:
    return row.number("position") or Decimal(0)
