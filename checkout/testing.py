"""Makers of the checkout for tests: dull carts and orders, a shop that sells."""

from __future__ import annotations

from datetime import time, timedelta
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
from checkout.discounts.generating import generate_codes
from checkout.discounts.models import CartOffer, CodeBatch, Coupon, OneTimeCode
from checkout.flow.details import CheckoutDetails, SeenTotal
from checkout.flow.placing import place_order
from checkout.flow.pricing import Choice, offer_for
from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.parcels.tracking import mark_delivered
from checkout.payments.models import PaymentMethod
from checkout.payments.receiving import collect_from_carriers
from checkout.payments.starting import begin_payment
from shop.kept.generation import pages_changed
from shop.merchant.models import Merchant
from shop.users.models import User

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


def make_merchant(**fields: Any) -> Merchant:
    """One in Latvia, with a bank account and a VAT number."""
    defaults = {
        "legal_name": "SIA Liepa",
        "country": "LV",
        "vat_number": "LV40003245752",
        "iban": "LV80BANK0000435195001",
        "bic": "UNLALV2X",
        "bank_name": "Banka",
    }
    merchant = Merchant(**{**defaults, **fields})
    merchant.save()
    return merchant


def make_shop() -> None:
    """A shop that sends by courier to some countries, and is paid by bank transfer or
    at the door; only what is missing is made."""
    if not Merchant.objects.exists():
        make_merchant()
    if not Method.objects.filter(code="courier").exists():
        make_method(
            "4.90", countries=("LV", "EE", "DE"), code="courier", name="Courier"
        )
    make_way("bank", name="Bank transfer")
    make_way("cod", provider="cash_on_delivery", fee=Decimal("2.50"), currency="EUR")


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


def make_way(
    code: str, *, provider: str = "bank_transfer", **fields: Any
) -> PaymentMethod:
    fields.setdefault("name", code.title())
    return PaymentMethod.objects.get_or_create(
        code=code, defaults={"provider": provider, **fields}
    )[0]


def make_coupon(code: str = "WELCOME10", **fields: Any) -> Coupon:
    """Ten percent off, for everybody, always."""
    fields.setdefault("kind", Coupon.Kind.PERCENT)
    if fields["kind"] != Coupon.Kind.FREE_DELIVERY:
        fields.setdefault("value", Decimal(10))
    return Coupon.objects.create(code=code, **fields)


def make_offer(kind: str = CartOffer.Kind.PERCENT, **fields: Any) -> CartOffer:
    """Ten percent off everything; `products`, `groups` … are its scope."""
    lists = {
        name: fields.pop(name)
        for name in ("products", "categories", "tags", "reward_products", "groups")
        if name in fields
    }
    fields.setdefault("name", f"Offer {next(_numbers)}")
    if kind in {CartOffer.Kind.PERCENT, CartOffer.Kind.BUY_GET}:
        fields.setdefault("percent", Decimal(10))
    offer = CartOffer.objects.create(kind=kind, **fields)
    for name, rows in lists.items():
        getattr(offer, name).set(rows)
    pages_changed()
    return offer


def make_codes(count: int = 1, **fields: Any) -> list[OneTimeCode]:
    """One-time codes for a `coupon` or an `offer`."""
    batch = CodeBatch.objects.create(name=f"Batch {next(_numbers)}", **fields)
    generate_codes(batch, count)
    return list(batch.codes.order_by("code"))


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


def make_details(cart: Cart, **changes: Any) -> CheckoutDetails:
    """What Anna tells us; the total she saw is the right one."""
    address = {**ADDRESS, **changes.pop("address", {})}
    email = changes.pop("email", "anna@example.com")
    codes = {
        "method_code": changes.pop("method_code", "courier"),
        "payment_code": changes.pop("payment_code", "bank"),
        "vat_number": changes.pop("vat_number", ""),
    }
    choice = Choice(
        country=address["country"],
        postcode=address["postcode"],
        region=address["region"],
        email=email,
        **codes,
    )
    quote = offer_for(cart, choice, now=timezone.now()).quote
    known = {
        "email": email,
        "phone": "",
        "language": "en",
        "shipping_address": address,
        "billing_address": address,
        "note": "",
        "total_seen": SeenTotal(quote.total, quote.currency),
    }
    return CheckoutDetails(**{**known, **codes, **changes})


def make_order(
    *variants: Variant,
    status: str = Order.Status.PLACED,
    quantity: int = 1,
    user: User | None = None,
    age: timedelta = timedelta(0),
    **changes: Any,
) -> Order:
    """A guest's order of one thing, placed as a buyer places it and led to `status`.

    `changes` are details of the checkout (email, language, payment_code, address …)
    or fields of the order.
    """
    make_shop()
    cart = make_cart(*variants, quantity=quantity, user=user)
    of_order = {
        name: changes.pop(name) for name in list(changes) if _is_of_order_only(name)
    }
    details = make_details(cart, **changes)
    order = place_order(cart, details=details, user=user, now=timezone.now() - age)
    for payment in order.payments.all():
        begin_payment(payment, return_url="https://shop.test/back")
    if of_order:
        Order.objects.filter(pk=order.pk).update(**of_order)
    order.refresh_from_db()
    _lead_to(order, status)
    return order


def make_sent_parcel(*, payment_code: str = "cod", number: str = "") -> Parcel:
    """On its way, by default to be paid at the door."""
    order = make_order(status=Order.Status.CONFIRMED, payment_code=payment_code)
    carrier, _ = Carrier.objects.get_or_create(code="post", defaults={"name": "Post"})
    parcel = pack(order, by="marta")
    number = number or f"LV{next(_numbers):06d}"
    send(parcel, carrier=carrier, tracking_number=number, by="marta")
    parcel.refresh_from_db()
    return parcel


def make_delivered_parcel(
    *, payment_code: str = "cod", number: str = "", days_ago: int = 1
) -> Parcel:
    parcel = make_sent_parcel(payment_code=payment_code, number=number)
    mark_delivered(parcel, at=timezone.now() - timedelta(days=days_ago), by="post")
    collect_from_carriers()
    parcel.refresh_from_db()
    return parcel


def _is_of_order_only(name: str) -> bool:
    asked = {*CheckoutDetails.__dataclass_fields__, "address"}
    return name not in asked


def _lead_to(order: Order, status: str) -> None:
    """One move at a time, so that every event is there."""
    path = [Order.Status.CONFIRMED, Order.Status.PACKED, Order.Status.SENT]
    steps = {
        Order.Status.PLACED: [],
        Order.Status.CANCELLED: [Order.Status.CANCELLED],
        Order.Status.DELIVERED: [*path, Order.Status.DELIVERED],
    }.get(Order.Status(status))
    if steps is None:
        steps = path[: path.index(Order.Status(status)) + 1]
    for step in steps:
        if order.status in Order.SOURCES[step]:
            order.move_to(step, by="test")
