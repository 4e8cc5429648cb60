"""WooCommerce's products in WordPress's XML, told as the rows of its CSV.

WordPress does not write units: measures are told and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalog.transfer import reasons
from catalog.transfer.formats.php import php_values
from catalog.transfer.formats.woocommerce import read_table
from catalog.transfer.formats.wordpress import BrokenXml, Entry, entries
from catalog.transfer.records import Item, Problem
from catalog.transfer.rows import Row
from catalog.transfer.sources import Source, Table

START = 1 << 16
SOLD = {"product", "product_variation"}
# Its own bookkeeping, and what the row says in another cell.
SILENT = {
    "_price", "_product_version", "_edit_lock", "_edit_last", "_wp_old_slug",
    "_variation_description", "_product_attributes", "_default_attributes",
    "_downloadable_files", "_downloadable", "_virtual", "_thumbnail_id",
    "_product_image_gallery", "_children", "_upsell_ids", "_crosssell_ids",
    "_manage_stock", "_stock", "_stock_status", "_sale_price_dates_from",
    "_sale_price_dates_to", "_wc_average_rating", "_wc_rating_count",
    "_wc_review_count", "total_sales", "_download_limit", "_download_expiry",
}  # fmt: skip
CELLS = {
    "_sku": "sku", "_regular_price": "regular price", "_sale_price": "sale price",
    "_tax_status": "tax status", "_tax_class": "tax class",
    "_low_stock_amount": "low stock amount", "_backorders": "backorders allowed?",
    "_sold_individually": "sold individually?", "_weight": "weight (no unit)",
    "_length": "length (no unit)", "_width": "width (no unit)",
    "_height": "height (no unit)", "_purchase_note": "purchase note",
    "_product_url": "external url", "_button_text": "button text",
    "_global_unique_id": "gtin, upc, ean, or isbn",
}  # fmt: skip
EXTRAS = ("downloadable", "virtual")
IN_STOCK = {"outofstock": "0", "onbackorder": "backorder"}


class WooCommerceXml:
    title = "WooCommerce XML"

    def recognises(self, source: Source) -> bool:
        if not source.header or not source.header[0].startswith("<"):
            return False
        with source.open() as text:
            start = text.read(START)
        return "<wp:wxr_version>" in start

    def read(self, source: Source) -> Iterator[Item]:
        return read_table(_Items(source))


@dataclass(slots=True)
class _Items(Table):
    """The products of the file as rows; other items are counted."""

    skus: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    terms: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    others: dict[str, list[int]] = field(default_factory=dict)
    broken: BrokenXml | None = None

    def header_problems(self) -> Iterator[Problem]:
        for name, lines in sorted(self.others.items()):
            details = {"count": str(len(lines))}
            reason = reasons.NOT_CARRIED
            yield Problem(lines[0], name, "", reason, is_fatal=False, details=details)

    def rows(self) -> Iterator[Row | Problem]:
        if not self.skus and self.broken is None:
            self._survey()
        try:
            for entry in entries(self.source.path):
                if entry.type in SOLD:
                    yield Row(entry.line, _cells(entry, self))
        except BrokenXml as broken:
            yield Problem(
                broken.line,
                "",
                "",
                reasons.BROKEN_XML,
                True,
                "",
                {"error": str(broken)},
            )

    def _survey(self) -> None:
        """Note what items call each other by, which is nowhere else."""
        try:
            for entry in entries(self.source.path):
                if entry.type in SOLD:
                    self.skus[entry.id] = entry.meta.get("_sku", "")
                    for taxonomy, slug, name in entry.terms:
                        self.terms.setdefault((taxonomy, slug), ("", name))
                elif entry.type == "attachment":
                    url = entry.texts.get("wp:attachment_url", "")
                    self.pictures[entry.id] = url.replace(",", "%2C")
                elif code := entry.texts.get("wp:term_slug"):
                    taxonomy = entry.texts.get("wp:term_taxonomy", "")
                    parent = entry.texts.get("wp:term_parent", "")
                    name = entry.texts.get("wp:term_name", code)
                    self.terms[taxonomy, code] = (parent, name)
                elif entry.type:
                    self.others.setdefault(entry.type, []).append(entry.line)
        except BrokenXml as broken:
            self.broken = broken

    def called(self, ids: list[str]) -> str:
        """Products by their SKU, in a cell."""
        return ", ".join(filter(None, (self.skus.get(each) for each in ids)))

    def category(self, slug: str, name: str) -> str:
        """The path of a category, as far as the file tells it."""
        path, seen = [name], {slug}
        parent = self.terms.get(("product_cat", slug), ("", ""))[0]
        while parent and parent not in seen:
            seen.add(parent)
            above, title = self.terms.get(("product_cat", parent), ("", parent))
            path.insert(0, title)
            parent = above
        return " > ".join(path)


def _cells(entry: Entry, items: _Items) -> dict[str, str]:
    is_variation = entry.type == "product_variation"
    cells = {CELLS[key]: value for key, value in entry.meta.items() if key in CELLS}
    cells |= {
        "id": entry.id,
        "type": _type(entry),
        "name": entry.texts.get("title", ""),
        "published": "1" if entry.texts.get("wp:status") == "publish" else "0",
        "description": entry.meta.get("_variation_description", "")
        if is_variation
        else entry.texts.get("content:encoded", ""),
        "images": ", ".join(_pictures(entry, items)),
        "position": entry.texts.get("wp:menu_order", ""),
    }
    cells |= _stock(entry) | _attributes(entry, items)
    cells |= _of_variation(entry) if is_variation else _of_product(entry, items)
    for key, value in entry.meta.items():
        if key not in CELLS and key not in SILENT and not key.startswith("attribute_"):
            cells[f"meta: {key}"] = value
    return cells


def _type(entry: Entry) -> str:
    kinds = list(entry.under("product_type")) or ["simple"]
    words = ["variation"] if entry.type == "product_variation" else kinds[:1]
    words += [
        name
        for name in ("downloadable", "virtual")
        if entry.meta.get(f"_{name}") == "yes"
    ]
    return ", ".join(words)


def _pictures(entry: Entry, items: _Items) -> list[str]:
    gallery = entry.meta.get("_product_image_gallery", "").split(",")
    ids = [entry.meta.get("_thumbnail_id", ""), *gallery]
    found = (items.pictures.get(each.strip()) for each in ids)
    return list(dict.fromkeys(filter(None, found)))


def _stock(entry: Entry) -> dict[str, str]:
    is_counted = entry.meta.get("_manage_stock") == "yes"
    return {
        "in stock?": IN_STOCK.get(entry.meta.get("_stock_status", ""), "1"),
        "stock": entry.meta.get("_stock", "") if is_counted else "",
        "date sale price starts": _moment(entry.meta.get("_sale_price_dates_from", "")),
        "date sale price ends": _moment(entry.meta.get("_sale_price_dates_to", "")),
    }


def _moment(seconds: str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return seconds


def _of_variation(entry: Entry) -> dict[str, str]:
    return {"parent": f"id:{entry.texts.get('wp:post_parent', '')}"}


def _of_product(entry: Entry, items: _Items) -> dict[str, str]:
    hidden = entry.under("product_visibility")
    unlisted = {"exclude-from-catalog", "exclude-from-search"} & hidden.keys()
    categories = [
        items.category(slug, name).replace(",", "\\,")
        for slug, name in entry.under("product_cat").items()
    ]
    cells = {
        "slug": entry.texts.get("wp:post_name", ""),
        "created": _created(entry),
        "short description": entry.texts.get("excerpt:encoded", ""),
        "is featured?": "1" if "featured" in hidden else "0",
        "visibility in catalog": "hidden" if unlisted else "visible",
        "allow customer reviews?": "1"
        if entry.texts.get("wp:comment_status") == "open"
        else "0",
        "categories": ", ".join(categories),
        "tags": ", ".join(entry.under("product_tag").values()),
        "grouped products": items.called(_ids(entry, "_children")),
        "upsells": items.called(_ids(entry, "_upsell_ids")),
        "cross-sells": items.called(_ids(entry, "_crosssell_ids")),
    }
    files = php_values(entry.meta.get("_downloadable_files", "")).values()
    for number, file in enumerate(files, start=1):
        if isinstance(file, dict):
            cells[f"download {number} name"] = str(file.get("name", ""))
            cells[f"download {number} url"] = str(file.get("file", ""))
    for key in ("_download_limit", "_download_expiry"):
        if (value := entry.meta.get(key, "")) not in {"", "0", "-1"}:
            cells[f"meta: {key}"] = value
    return cells


def _created(entry: Entry) -> str:
    """In UTC; a draft has no date yet."""
    written = entry.texts.get("wp:post_date_gmt", "")
    return "" if written.startswith("0000") else written


def _ids(entry: Entry, key: str) -> list[str]:
    return [str(value) for value in php_values(entry.meta.get(key, "")).values()]


def _attributes(entry: Entry, items: _Items) -> dict[str, str]:
    if entry.type == "product_variation":
        return _chosen(entry, items)
    cells: dict[str, str] = {}
    defaults = php_values(entry.meta.get("_default_attributes", ""))
    named = php_values(entry.meta.get("_product_attributes", ""))
    for number, (code, about) in enumerate(named.items(), start=1):
        if not isinstance(about, dict):
            continue
        column = f"attribute {number}"
        terms = entry.under(code)
        texts = [text.strip() for text in str(about.get("value", "")).split("|")]
        values = list(terms.values()) if terms else texts
        chosen = str(defaults.get(code, ""))
        cells[f"{column} name"] = _name(code, str(about.get("name", code)))
        cells[f"{column} value(s)"] = ", ".join(v.replace(",", "\\,") for v in values)
        cells[f"{column} visible"] = str(about.get("is_visible", "1"))
        cells[f"{column} default"] = terms.get(chosen, chosen)
    return cells


def _chosen(entry: Entry, items: _Items) -> dict[str, str]:
    """Of a variation: nothing means that any choice will do."""
    cells: dict[str, str] = {}
    chosen = [key for key in entry.meta if key.startswith("attribute_")]
    for number, key in enumerate(chosen, start=1):
        code = key.removeprefix("attribute_")
        value = entry.meta[key]
        named = items.terms.get((code, value))
        cells[f"attribute {number} name"] = _name(code, code)
        cells[f"attribute {number} value(s)"] = named[1] if named else value
    return cells


def _name(code: str, name: str) -> str:
    """“pa_color” is how WordPress stores the attribute Color."""
    if code.startswith("pa_") or name == code:
        return code.removeprefix("pa_").replace("-", " ").replace("_", " ").capitalize()
    return name
