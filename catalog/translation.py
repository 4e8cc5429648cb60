"""Which texts of the catalogue are stored per language."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, translator
from simple_history import register

from catalog.attributes.models import Attribute, AttributeChoice, AttributeGroup
from catalog.categories.models import Category
from catalog.media.models import Document, Picture
from catalog.offers.models import Offer
from catalog.products.models import (
    PersonalField,
    Product,
    Specification,
    Tag,
    Variant,
)

TRANSLATED: dict[type, tuple[str, ...]] = {
    Attribute: ("name",),
    AttributeChoice: ("name",),
    AttributeGroup: ("name",),
    Category: ("name", "description"),
    Document: ("title",),
    Offer: ("name", "description"),
    PersonalField: ("label", "choices"),
    Picture: ("alt",),
    Product: (
        "title",
        "summary",
        "description",
        "materials",
        "instructions",
        "safety_warnings",
        "keywords",
        "seo_title",
        "seo_description",
    ),
    Specification: ("text",),
    Tag: ("name",),
    Variant: ("name",),
}

for model, texts in TRANSLATED.items():
    options = type(f"{model.__name__}Texts", (TranslationOptions,), {"fields": texts})
    translator.register(model, options)

# after the columns of every language are there, so that the history has them too
for model in (Category, Offer, Product, Variant):
    register(model)
