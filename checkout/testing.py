"""Makers of the checkout for tests: dull carts and orders, a shop that sells."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from catalog.pricing.loading import default_price_list
from catalog.products.models import Variant
from catalog.testing import make_variant
from checkout.cart.filling import add
from checkout.cart.models import Cart
from checkout.delivery.models import Method, Rate, Zone
from checkout.discounts.models import Coupon
from checkout.orders.models import Order, OrderEvent, OrderLine
from checkout.orders.numbers import new_number
from checkout.payments.models import PaymentMethod

_numbers = count(1)

ADDRESS = {
    "name": "Anna Ozola",
    "company": "",
    "street": "Brīvības iela 1",
    "street2": "",
    "postcode": "LV-1010",
    "city": "Rīga",
    "district": "",
    "region": "",
    "country": "LV",
}


def make_shop() -> None:
    """A shop that sends within Latvia by courier and is paid by bank transfer."""
    make_method("4.90", code="courier", name="Courier")
    PaymentMethod.objects.create(
        provider="bank_transfer", code="bank", name="Bank transfer"
    )


def make_method(
    price: str = "3.90",
    *,
    countries: tuple[str, ...] = ("LV",),
    zone: Zone | None = None,
    **fields: Any,
) -> Method:
    """Delivery on the next or the second working day, at one price."""
    zone = zone or Zone.objects.create(name="Latvia", countries=[*countries])
    fields.setdefault("code", f"method-{next(_numbers)}")
    fields.setdefault("name", "Parcel locker")
    fields.setdefault("cutoff", time(14))
    fields.setdefault("currency", default_price_list().currency)
    method = Method.objects.create(zone=zone, **fields)
    Rate.objects.create(method=method, price=Decimal(price))
    return method


def make_coupon(code: str = "WELCOME10", **fields: Any) -> Coupon:
    """Ten percent off, for everybody, always."""
    fields.setdefault("kind", Coupon.Kind.PERCENT)
    if fields["kind"] != Coupon.Kind.FREE_DELIVERY:
        fields.setdefault("value", Decimal(10))
    return Coupon.objects.create(code=code, **fields)


def make_cart(
    *variants: Variant, quantity: int = 1, country: str = "LV", **fields: Any
) -> Cart:
    """A guest's cart with `quantity` of each variant, by default of a new one."""
    cart = Cart.objects.create(
        country=country,
        currency=fields.pop("currency", default_price_list().currency),
        **fields,
    )
    for variant in variants or (make_variant(),):
        add(cart, variant, quantity=quantity, personal={}, now=timezone.now())
    return cart


def make_order(variant: Variant | None = None, **fields: Any) -> Order:
    """A guest's order of one thing, not paid yet."""
    variant = variant or make_variant()
    today = timezone.localdate()
    defaults: dict[str, Any] = {
        "number": new_number(),
        "email": "anna@example.com",
        "name": ADDRESS["name"],
        "language": "en",
        "country": "LV",
        "currency": "EUR",
        "shipping_address": ADDRESS,
        "billing_address": ADDRESS,
        "goods": Decimal("10.00"),
        "discount": Decimal(0),
        "shipping": Decimal("4.90"),
        "fee": Decimal(0),
        "vat": Decimal(0),
        "total": Decimal("14.90"),
        "vat_groups": [{"rate": "0", "net": "14.90", "vat": "0.00", "gross": "14.90"}],
        "method_code": "courier",
        "method_name": "Courier",
        "promised_from": today,
        "promised_until": today,
        "payment_method": "bank",
    }
    order = Order.objects.create(**{**defaults, **fields})
    OrderLine.objects.create(
        order=order,
        variant=variant,
        title=variant.product.title,
        sku=variant.sku,
        quantity=1,
        unit_price=Decimal("10.00"),
        regular_price=Decimal("10.00"),
        discount=Decimal(0),
        gross=Decimal("10.00"),
        vat=Decimal(0),
        vat_rate=Decimal(0),
    )
    order.record(OrderEvent.Kind.PLACED, by="buyer")
    return order
