"""The columns of our own CSV: a row a variant, the product told on its first row.

A category is a row of type “category”; categories stand before the products in them.
Texts in other languages have columns of their own: “title[de]”, “description[lv]”.
"""

from __future__ import annotations

import re

from catalog.transfer.records import TranslationRecord

# What a merchant reads about each column; lists are written as packing.py says.
PRODUCT_COLUMNS = {
    "type": "“product”, or “category” for a row that describes a category",
    "product": "what joins a product's rows and never changes (code of a category)",
    "title": "name of the product or category",
    "slug": "its part of the address",
    "number": "SKU of the product as a whole, where its variants have others",
    "summary": "one sentence",
    "description": "HTML, or plain paragraphs parted by blank lines",
    "materials": "what it is made of and how we know",
    "instructions": "use and care, HTML",
    "safety_warnings": "plain text",
    "kind": "simple, options, bundle, made_to_order, gift_card, grouped or external",
    "published": "yes or no",
    "listed": "no: found by its address only",
    "featured": "yes or no",
    "brand": "who it is sold as",
    "manufacturer": "name | postal | e-mail or web | country | the same in the EU",
    "categories": "a path a line, “Home > Kitchen”; the first is the main one",
    "taxonomy": "category of Google's product taxonomy",
    "tags": "parted by commas",
    "keywords": "parted by commas",
    "options": "names of what variants differ by, “Colour | Size”",
    "specifications": "a line each: name | value | unit | group",
    "pictures": "a line each: address or file | what can be seen | SKUs it shows",
    "downloads": "a line each: name | address or file",
    "parts": "of a bundle or grouped product, a line each: SKU | quantity",
    "related": "SKUs or keys of products that go with it, parted by commas",
    "personal_fields": "a line each: code | label | text or choice | yes | length | …",
    "lead_time_days": "working days to make it",
    "hs_code": "customs number",
    "origin": "country of origin, two letters",
    "external_url": "where it is sold instead",
    "external_label": "what the button there says",
    "purchase_note": "told after the purchase",
    "seo_title": "title for search engines",
    "seo_description": "description for search engines",
    "allows_reviews": "yes or no",
    "one_per_order": "yes or no",
    "available_from": "date and time",
    "available_until": "date and time",
    "created": "date and time",
    "reviews": "a line each: score 1 to 5 | title | text | name | date and time",
}
VARIANT_COLUMNS = {
    "sku": "the number of the variant",
    "choices": "its value for each option, “Oat | Large”",
    "variant_title": "what tells it apart",
    "variant_description": "HTML",
    "variant_specifications": "as specifications, for this variant",
    "default": "yes for the variant shown first",
    "price": "gross, what a buyer pays",
    "compare_at_price": "the higher price it had before",
    "currency": "three letters; empty is the shop's own",
    "other_prices": "a line each: currency | price | earlier price",
    "sale_from": "date and time from which the price holds",
    "sale_until": "date and time until which the price holds",
    "sellable": "yes or no",
    "stock": "pieces",
    "tracks_stock": "no: it never runs out",
    "backorders": "deny, notify or allow",
    "low_stock": "pieces at which to order more",
    "gtin": "EAN, UPC or ISBN",
    "mpn": "the maker's number",
    "weight_g": "grams",
    "length_mm": "millimetres",
    "width_mm": "millimetres",
    "height_mm": "millimetres",
    "content": "what the unit price is worked out from, “500 ml” or “180 g”",
    "taxable": "yes or no",
    "tax_class": "VAT class",
    "cost": "what it costs the shop, in the currency of the price",
    "ships": "no: nothing is sent",
}
COLUMNS = PRODUCT_COLUMNS | VARIANT_COLUMNS
TRANSLATED = tuple(
    name for name in TranslationRecord.__dataclass_fields__ if name != "language"
)
TRANSLATED_HEADER = re.compile(rf"({'|'.join(TRANSLATED)})\[([a-z]{{2,3}}(?:-\w+)*)\]")
RICH_TEXTS = {"description", "instructions"}


def columns_in(languages: list[str]) -> list[str]:
    translated = [f"{name}[{code}]" for code in languages for name in TRANSLATED]
    return [*COLUMNS, *translated]
