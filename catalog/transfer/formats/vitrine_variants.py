"""The variants in our own CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from catalog.transfer import reasons
from catalog.transfer.formats.vitrine_lists import prices_in, specifications_in
from catalog.transfer.ledger import (
    Ledger,
    compare_at_in,
    price_in,
    stock_in,
    without_repeated_choices,
)
from catalog.transfer.packing import unpack
from catalog.transfer.records import Backorders, Choice, VariantRecord
from catalog.transfer.rows import Row, parse_number

POLICIES = {policy.value: policy for policy in Backorders}
CONTENT = re.compile(r"([\d.,]+)\s*(\w+)")


def variants_in(
    rows: Sequence[Row], options: tuple[str, ...], ledger: Ledger
) -> list[VariantRecord]:
    found = []
    for row in rows:
        is_variant = row.has("sku") or row.has("price") or row.has("choices")
        if is_variant and (variant := _variant(row, options, ledger)):
            found.append((row, variant))
    if not options:
        # told apart by their titles, as far as the shop needs it
        return [variant for _, variant in found]
    return without_repeated_choices(found, "choices")


def _variant(
    row: Row, options: tuple[str, ...], ledger: Ledger
) -> VariantRecord | None:
    values = _values(row, options)
    price = price_in(row, "price")
    if price is None or values is None:
        return None
    choices = tuple(map(Choice, options, values))
    sku = row.text("sku") or ledger.made_up_sku(row, "sku", row.key, choices)
    if not ledger.claim_sku(row, "sku", sku):
        return None
    stock = stock_in(row, "stock")
    quantity, unit = _content(row)
    return VariantRecord(
        line=row.line,
        sku=sku,
        price=price,
        choices=choices,
        compare_at=compare_at_in(row, "compare_at_price", price),
        currency=row.currency("currency"),
        other_prices=prices_in(row),
        sale_from=row.moment("sale_from"),
        sale_until=row.moment("sale_until", ends_day=True),
        is_sellable=row.flag("sellable", default=True),
        is_default=row.flag("default", default=False),
        stock=stock,
        tracks_stock=row.flag("tracks_stock", default=stock is not None),
        backorders=Backorders(row.word("backorders", POLICIES, Backorders.DENY)),
        low_stock=row.whole("low_stock"),
        gtin=row.gtin("gtin"),
        mpn=row.text("mpn"),
        weight_g=row.grams("weight_g", "g"),
        length_mm=row.millimetres("length_mm", "mm"),
        width_mm=row.millimetres("width_mm", "mm"),
        height_mm=row.millimetres("height_mm", "mm"),
        content_quantity=quantity,
        content_unit=unit,
        is_taxable=row.flag("taxable", default=True),
        tax_class=row.text("tax_class"),
        cost=row.amount("cost"),
        ships=row.flag("ships", default=True),
        title=row.text("variant_title"),
        description=row.html("variant_description"),
        specifications=specifications_in(row, "variant_specifications"),
    )


def _values(row: Row, options: tuple[str, ...]) -> list[str] | None:
    chosen = unpack(row.text("choices"))
    values = chosen[0] if chosen else []
    if len(values) == len(options) and all(values) and len(chosen) <= 1:
        return values
    row.refuse(
        "choices",
        reasons.CHOICES_DO_NOT_FIT,
        " | ".join(values),
        options=" | ".join(options),
    )
    return None


def _content(row: Row) -> tuple[Decimal | None, str]:
    text = row.text("content")
    match = CONTENT.fullmatch(text)
    quantity = parse_number(match[1]) if match else None
    if match and quantity:
        return quantity, match[2]
    if text:
        row.warn("content", reasons.BAD_NUMBER, text)
    return None, ""
