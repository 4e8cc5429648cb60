"""What a catalogue file can say, whatever its format.

Money is Decimal in the currency named beside it ("" is the shop's own), weights are
whole grams, lengths whole millimetres. `line` is the physical line where a row begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    SIMPLE = "simple"
    OPTIONS = "options"
    BUNDLE = "bundle"
    MADE_TO_ORDER = "made_to_order"
    GIFT_CARD = "gift_card"
    GROUPED = "grouped"  # several products offered on one page, each bought alone
    EXTERNAL = "external"  # sold elsewhere


class Backorders(StrEnum):
    DENY = "deny"
    NOTIFY = "notify"  # allowed, and the buyer is told
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be taken as it stands: the row is refused, or a value repaired."""

    line: int
    column: str
    value: str
    reason: str
    is_fatal: bool
    key: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def blanks(self) -> dict[str, str]:
        return {"value": self.value, **self.details}

    @property
    def sentence(self) -> str:
        """The reason in English; who translates fills `blanks` into the other one."""
        return self.reason % self.blanks


@dataclass(frozen=True, slots=True)
class Choice:
    option: str
    value: str


@dataclass(frozen=True, slots=True)
class Specification:
    name: str
    value: str
    unit: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """`source` is a web address or the name of a file; `skus` are variants it shows."""

    source: str
    alt: str = ""
    position: int = 0
    skus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DownloadRecord:
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A product or variant, by SKU, that a bundle or grouped product is made of."""

    sku: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class PriceRecord:
    currency: str
    price: Decimal
    compare_at: Decimal | None = None


BEST_SCORE = 5


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    score: int
    title: str
    body: str
    name: str
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class ManufacturerRecord:
    """Who made it and, for makers outside the EU, who answers for it there."""

    name: str
    postal_address: str = ""
    electronic_address: str = ""
    country: str = ""
    responsible_name: str = ""
    responsible_postal: str = ""
    responsible_electronic: str = ""


@dataclass(frozen=True, slots=True)
class PersonalFieldRecord:
    """What the buyer of something made to order is asked; `kind` is text or choice."""

    code: str
    label: str
    kind: str = "text"
    is_required: bool = False
    max_length: int = 40
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationRecord:
    """Texts in one more language; what is empty has no translation."""

    language: str
    title: str = ""
    summary: str = ""
    description: str = ""
    materials: str = ""
    instructions: str = ""
    safety_warnings: str = ""
    keywords: str = ""
    seo_title: str = ""
    seo_description: str = ""


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """One thing that can be put in a cart.

    `price` is what a buyer pays now (gross, as the source shows it); `compare_at` the
    higher one it had before. With `sale_from` or `sale_until`, `price` holds only
    between them and `compare_at` outside. `stock` counts only when `tracks_stock`.
    """

    line: int
    sku: str
    price: Decimal
    choices: tuple[Choice, ...] = ()
    compare_at: Decimal | None = None
    currency: str = ""
    other_prices: tuple[PriceRecord, ...] = ()
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    is_sellable: bool = True
    is_default: bool = False
    stock: int | None = None
    tracks_stock: bool = False
    backorders: Backorders = Backorders.DENY
    low_stock: int | None = None
    gtin: str = ""
    mpn: str = ""
    weight_g: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    content_quantity: Decimal | None = None
    content_unit: str = ""
    is_taxable: bool = True
    tax_class: str = ""
    cost: Decimal | None = None
    ships: bool = True
    title: str = ""
    description: str = ""
    specifications: tuple[Specification, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product with everything below it.

    `key` tells it from all others of the same source, for ever (handle, slug or SKU).
    `sku` is the number of the product as a whole; it may be that of its only variant.
    """

    line: int
    key: str
    title: str
    slug: str = ""
    sku: str = ""
    description: str = ""
    summary: str = ""
    materials: str = ""
    instructions: str = ""
    safety_warnings: str = ""
    brand: str = ""
    manufacturer: ManufacturerRecord | None = None
    categories: tuple[tuple[str, ...], ...] = ()
    taxonomy: str = ""
    tags: tuple[str, ...] = ()
    keywords: str = ""
    is_published: bool = True
    is_listed: bool = True
    is_featured: bool = False
    allows_reviews: bool = True
    one_per_order: bool = False
    lead_time_days: int = 0
    kind: Kind = Kind.SIMPLE
    options: tuple[str, ...] = ()
    variants: tuple[VariantRecord, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()
    specifications: tuple[Specification, ...] = ()
    downloads: tuple[DownloadRecord, ...] = ()
    personal_fields: tuple[PersonalFieldRecord, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    hs_code: str = ""
    origin: str = ""
    external_url: str = ""
    external_label: str = ""
    purchase_note: str = ""
    parts: tuple[PartRecord, ...] = ()
    related: tuple[str, ...] = ()
    reviews: tuple[ReviewRecord, ...] = ()
    translations: tuple[TranslationRecord, ...] = ()
    available_from: datetime | None = None
    available_until: datetime | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """A category by its names from the root down; `code` is its name in the source."""

    line: int
    path: tuple[str, ...]
    code: str = ""
    slug: str = ""
    description: str = ""
    translations: tuple[TranslationRecord, ...] = ()
    is_visible: bool = True


@dataclass(frozen=True, slots=True)
class TranslationsRecord:
    """Translations that come in a file of their own, for a product already there."""

    line: int
    key: str
    translation: TranslationRecord


Item = ProductRecord | CategoryRecord | TranslationsRecord | Problem
