"""Makers of what lists are narrowed by."""

from __future__ import annotations

from catalog.attributes.models import Attribute, AttributeChoice
from catalog.products.models import Product, Specification, Variant


def make_attribute(
    code: str, *choices: str, kind: str = Attribute.Kind.CHOICE, **fields: object
) -> Attribute:
    fields.setdefault("is_filterable", True)
    attribute = Attribute.objects.create(
        code=code, name=code.capitalize(), kind=kind, **fields
    )
    for position, choice in enumerate(choices):
        AttributeChoice.objects.create(
            attribute=attribute,
            code=choice,
            name=choice.capitalize(),
            position=position,
        )
    return attribute


def say(
    product: Product,
    attribute: Attribute,
    *choices: str,
    variant: Variant | None = None,
    **fact: object,
) -> None:
    """State a fact about a product, or about one of its variants."""
    for code in choices:
        Specification.objects.create(
            product=product,
            variant=variant,
            attribute=attribute,
            choice=attribute.choices.get(code=code),
        )
    if fact:
        Specification.objects.create(
            product=product, variant=variant, attribute=attribute, **fact
        )
