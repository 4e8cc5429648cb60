"""What the index keeps of a product: its codes, and its words in each language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model, Prefetch

from catalog.attributes.models import AttributeChoice
from catalog.products.models import Product, Specification, Variant
from catalog.search.words import words_of, words_of_html

LANGUAGES = [code for code, _ in settings.LANGUAGES]
# more of a long text than this tells nothing new about what a product is
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Document:
    """Words, weightiest first: `codes` once, the rest per language."""

    product_id: int
    codes: list[str]
    title: dict[str, list[str]]
    words: dict[str, list[str]]
    text: dict[str, list[str]]


def documents_of(product_ids: Sequence[int]) -> list[Document]:
    """Documents of those of the products that are published."""
    specifications = Specification.objects.filter(choice__isnull=False)
    products = (
        Product.objects.published()
        .filter(pk__in=product_ids)
        .select_related("manufacturer")
        .prefetch_related(
            "tags",
            "categories",
            Prefetch("variants", Variant.objects.only("product", "sku", "gtin")),
            Prefetch("specifications", specifications.select_related("choice")),
        )
    )
    return [_document(product) for product in products]


def _document(product: Product) -> Document:
    codes: list[str] = []
    for variant in product.variants.all():
        codes += words_of(f"{variant.sku} {variant.gtin}")
    neighbours = [
        *product.tags.all(),
        *product.categories.all(),
        *_choices(product),
    ]
    return Document(
        product_id=product.pk,
        codes=codes,
        title={code: words_of(_said(product, "title", code)) for code in LANGUAGES},
        words={code: _words(product, neighbours, code) for code in LANGUAGES},
        text={
            code: words_of_html(
                " ".join(
                    _said(product, field, code)
                    for field in ("summary", "description", "materials")
                )
            )[:MOST_WORDS]
            for code in LANGUAGES
        },
    )


def _choices(product: Product) -> Iterable[AttributeChoice]:
    return {
        fact.choice_id: fact.choice
        for fact in product.specifications.all()
        if fact.choice
    }.values()


def _words(product: Product, neighbours: Iterable[Model], language: str) -> list[str]:
    said = [_said(product, "keywords", language)]
    said += [_said(thing, "name", language) for thing in neighbours]
    if language == settings.LANGUAGE_CODE:
        said += [
            product.brand,
            product.manufacturer.name if product.manufacturer else "",
        ]
    return words_of(" ".join(said))


def _said(thing: Model, field: str, language: str) -> str:
    return getattr(thing, f"{field}_{language}") or ""
