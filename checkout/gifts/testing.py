"""Makers of gift cards for sale."""

from __future__ import annotations

from catalog.products.models import PersonalField, Product, Variant
from catalog.testing import make_product

FIELDS = (
    ("recipient_name", "For whom", PersonalField.Kind.TEXT, 100),
    ("recipient_email", "Their e-mail", PersonalField.Kind.EMAIL, 254),
    ("message", "Message", PersonalField.Kind.TEXT, 300),
    ("send_on", "Day of sending", PersonalField.Kind.DAY, 10),
)


def make_gift_product(price: str = "50.00") -> Variant:
    """A gift card on sale, with the questions its buyer is asked."""
    product = make_product(
        title="Gift card", kind=Product.Kind.GIFT_CARD, price=price, stock=None
    )
    for position, (code, label, kind, longest) in enumerate(FIELDS):
        PersonalField.objects.create(
            product=product,
            code=code,
            label=label,
            kind=kind,
            max_length=longest,
            position=position,
        )
    return product.variants.get()
