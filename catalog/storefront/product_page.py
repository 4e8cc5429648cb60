"""The page of a product: everything a buyer may want to know before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import get_language

from catalog.categories.tree import Node, category_tree
from catalog.media.showing import PictureView
from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.models import PriceList
from catalog.products.models import PersonalField, Product, Variant
from catalog.stock.availability import available
from catalog.storefront.buying import (
    Priced,
    candidates,
    option_groups,
    priced,
    variants_on_page,
)
from catalog.storefront.cards import Card, make_cards
from catalog.storefront.choosing import OptionGroup, shown_first
from catalog.storefront.facts import (
    SpecGroup,
    chosen_names,
    specification_table,
)
from catalog.storefront.pictures import Shot, for_variant, shots_of
from catalog.storefront.reading import Sheet
from shop.money.amounts import ZERO
from shop.places.countries import COUNTRIES, country_name
from shop.web.sharing import SharedPicture


@dataclass(frozen=True, slots=True)
class Part:
    """What is inside a bundle."""

    variant: Variant
    quantity: int
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class File:
    kind: str
    title: str
    language: str
    url: str


_INPUTS = {PersonalField.Kind.EMAIL: "email", PersonalField.Kind.DAY: "date"}


@dataclass(frozen=True, slots=True)
class Question:
    """What the buyer of something made to order is asked."""

    code: str
    label: str
    is_required: bool
    max_length: int
    answers: Sequence[str]
    input_type: str = "text"


@dataclass(frozen=True, slots=True)
class ProductPage:
    product: Product
    trail: Sequence[Node]
    variants: Sequence[Variant]
    variant: Variant | None
    options: Sequence[OptionGroup]
    price: Priced | None
    prices: Mapping[int, ShownPrice]
    stock: Mapping[int, int | None]
    pictures: Sequence[PictureView]
    # what stands for the page elsewhere, whichever variant it shows
    shared: SharedPicture | None
    specifications: Sequence[SpecGroup]
    files: Sequence[File]
    questions: Sequence[Question]
    parts: Sequence[Part]
    saved: Decimal
    related: Sequence[Card]
    tags: Sequence[tuple[str, str]]
    # variant -> option -> the name of its choice
    choices: Mapping[int, Mapping[str, str]]

    @property
    def left(self) -> int | None:
        """How many of the shown variant there are; None: it never runs out."""
        return self.stock.get(self.variant.pk, 0) if self.variant else 0

    @property
    def origin(self) -> str:
        code = self.product.origin_country
        return country_name(code, get_language() or "en") if code in COUNTRIES else ""

    @property
    def can_be_bought(self) -> bool:
        return self.price is not None and self.left != 0

    @property
    def others_are_left(self) -> bool:
        return any(left != 0 for left in self.stock.values())


def product_page(
    sheet: Sheet,
    *,
    wanted: str,
    country: str,
    price_list: PriceList,
    now: datetime,
) -> ProductPage:
    """`wanted` is the SKU of the variant to show first, or ""."""
    product, related = sheet.product, sheet.related
    everything = variants_on_page(product, related=related, parts=list(sheet.parts))
    variants = [one for one in everything if one.product_id == product.pk]
    prices = shown_prices(everything, price_list=price_list, now=now)
    stock = available(variants, now=now)
    shots = shots_of([product.pk, *related, *_products_of(everything, sheet.parts)])

    choices = candidates(variants, sheet.facts, prices=prices, stock=stock)
    default = next((one.sku for one in variants if one.is_default), "")
    chosen = shown_first(choices, wanted=wanted, default=default)
    variant = next((one for one in variants if chosen and one.sku == chosen.sku), None)
    price = prices.get(variant.pk) if variant else None
    parts = [
        Part(one, sheet.parts[one.pk], _first(shots, one.product_id, one.pk))
        for one in everything
        if one.pk in sheet.parts
    ]
    return ProductPage(
        product=product,
        trail=_trail(product),
        variants=variants,
        variant=variant,
        options=option_groups(choices, sheet.facts, chosen=chosen) if chosen else [],
        price=priced(
            variant, price, vat_class=product.vat_class_id, country=country, now=now
        )
        if variant and price
        else None,
        tags=[(row["code"], row["label"]) for row in sheet.tags],
        choices={one.pk: chosen_names(sheet.facts, one.pk) for one in variants},
        prices=prices,
        stock=stock,
        pictures=for_variant(
            shots.get(product.pk, ()), variant.pk if variant else None
        ),
        shared=next((shot.shared for shot in shots.get(product.pk, ())), None),
        specifications=specification_table(sheet.facts),
        files=[_file(row) for row in sheet.files],
        questions=[_question(row) for row in sheet.questions],
        parts=parts,
        saved=_saved(parts, prices, price),
        related=_related(everything, related, prices, shots),
    )


def _trail(product: Product) -> list[Node]:
    place = category_tree().by_id.get(product.main_category_id or 0)
    return place.lineage if place else []


def _products_of(variants: Iterable[Variant], ids: Iterable[int]) -> set[int]:
    return {variant.product_id for variant in variants if variant.pk in ids}


def _first(
    shots: Mapping[int, Sequence[Shot]], product_id: int, variant_id: int | None = None
) -> PictureView | None:
    of_product = shots.get(product_id, ())
    if variant_id is not None:
        return next(iter(for_variant(of_product, variant_id)), None)
    return next((shot.view for shot in of_product), None)


def _file(row: Mapping[str, str]) -> File:
    return File(
        kind=row["kind"],
        title=row["label"],
        language=row["language"],
        url=default_storage.url(row["file"]),
    )


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        code=row["code"],
        label=row["shown_label"],
        is_required=bool(row["is_required"]),
        max_length=row["max_length"],
        answers=[each.strip() for each in row["answers"].split("|") if each.strip()],
        input_type=_INPUTS.get(row["kind"], "text"),
    )


def _saved(
    parts: Iterable[Part], prices: Mapping[int, ShownPrice], whole: ShownPrice | None
) -> Decimal:
    """What a bundle costs less than its parts one by one."""
    apart = ZERO
    for part in parts:
        if whole is None or part.variant.pk not in prices:
            return ZERO
        apart += prices[part.variant.pk].amount * part.quantity
    return max(apart - whole.amount, ZERO) if whole and apart else ZERO


def _related(
    variants: Iterable[Variant],
    ids: Sequence[int],
    prices: Mapping[int, ShownPrice],
    shots: Mapping[int, Sequence[Shot]],
) -> list[Card]:
    of_related = [one for one in variants if one.product_id in ids]
    products = {one.product_id: one.product for one in of_related}
    first = {pk: _first(shots, pk) for pk in products}
    return make_cards(
        [products[pk] for pk in ids if pk in products],
        of_related,
        prices,
        {pk: picture for pk, picture in first.items() if picture},
    )
