"""Orders of the demo shop's past: one thing each, bought, paid and delivered."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from catalog.pricing.lists import price_list_for
from catalog.pricing.prices import prices_of
from catalog.pricing.vat import vat_rate
from catalog.products.models import Product, Variant
from checkout.orders.amounts import sums_of
from checkout.orders.models import Order, OrderEvent, OrderLine
from checkout.orders.numbers import ALPHABET, LENGTH, as_number
from checkout.parcels.models import Parcel, ParcelLine
from checkout.payments.models import LedgerEntry, Payment
from checkout.totals.quote import Item, Quote, make_quote
from shop.users.models import User

CURRENCY, SHIPPING = "EUR", Decimal("3.90")
ADDRESS_KEYS = ("company", "street", "street2", "postcode", "city", "region", "country")
# fmt: off
HOMES = [
    {"country": "LV", "postcode": "LV-1010", "city": "Rīga", "street": "Skolas iela 5"},
    {"country": "LT", "postcode": "01123", "city": "Vilnius", "street": "Pilies g. 16"},
    {"country": "EE", "postcode": "10133", "city": "Tallinn", "street": "Pikk 31"},
    {"country": "DE", "postcode": "20099", "city": "Hamburg", "street": "Koppel 4"},
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Purchase:
    """Who bought what, and when it reached them; the number follows from it."""

    buyer: str
    user: User | None
    product: Product
    delivered_at: datetime

    @property
    def number(self) -> str:
        chance = random.Random(f"{self.product.slug} {self.buyer}")  # noqa: S311
        return as_number("".join(chance.choice(ALPHABET) for _ in range(LENGTH)))

    @property
    def placed_at(self) -> datetime:
        return self.delivered_at - timedelta(days=4, hours=3)


def deliver(purchases: list[Purchase]) -> dict[str, OrderLine]:
    """Write finished orders in bulk. Returns their lines by the order's number."""
    products = [purchase.product.pk for purchase in purchases]
    variants = Variant.objects.filter(
        product__in=products, is_default=True
    ).select_related("product")
    by_product = {variant.product_id: variant for variant in variants}
    price_list = price_list_for(HOMES[0]["country"], CURRENCY)
    prices = prices_of([variant.pk for variant in variants], price_list)

    lines: dict[str, OrderLine] = {}
    for purchase in purchases:
        variant = by_product[purchase.product.pk]
        order, line = _sale(purchase, variant, prices[variant.pk])
        lines[order.number] = line
    orders = Order.objects.bulk_create(line.order for line in lines.values())
    OrderLine.objects.bulk_create(lines.values())
    _write_history(orders)
    _write_payments(orders)
    _write_parcels(lines.values())
    return lines


def _sale(
    purchase: Purchase, variant: Variant, price: Decimal
) -> tuple[Order, OrderLine]:
    name = purchase.user.name if purchase.user else purchase.buyer
    address = _address(purchase)
    rate = vat_rate(
        address["country"], purchase.product.vat_class_id, purchase.placed_at.date()
    )
    item = Item("1", quantity=1, price=price, regular=price, vat_rate=rate)
    quote = make_quote([item], currency=CURRENCY, shipping=SHIPPING)
    order = Order(
        number=purchase.number,
        user=purchase.user,
        status=Order.Status.DELIVERED,
        email=purchase.user.email if purchase.user else _email(purchase.buyer),
        name=name,
        language="en",
        country=address["country"],
        currency=CURRENCY,
        shipping_address={**address, "name": name},
        billing_address={**address, "name": name},
        method_code="parcel-locker",
        method_name="Parcel locker",
        promised_from=(purchase.delivered_at - timedelta(days=1)).date(),
        promised_until=purchase.delivered_at.date(),
        payment_method="bank_transfer",
        placed_at=purchase.placed_at,
        **sums_of(quote),
    )
    return order, _line(order, variant, purchase.product, quote)


def _line(order: Order, variant: Variant, product: Product, quote: Quote) -> OrderLine:
    [sold] = quote.lines
    return OrderLine(
        order=order,
        variant=variant,
        title=str(variant),
        sku=variant.sku,
        quantity=1,
        unit_price=sold.price,
        regular_price=sold.regular,
        discount=sold.discount,
        gross=sold.taxed.gross,
        vat=sold.taxed.vat,
        vat_rate=sold.taxed.rate,
        weight_g=variant.weight_g,
        hs_code=product.hs_code,
        origin_country=product.origin_country,
    )


def _write_history(orders: Iterable[Order]) -> None:
    hours = {"placed": 0, "paid": 5, "confirmed": 5, "packed": 22, "sent": 26}
    OrderEvent.objects.bulk_create(
        OrderEvent(order=order, kind=kind, by="demo", at=order.placed_at + after)
        for order in orders
        for kind, after in [
            *((kind, timedelta(hours=hour)) for kind, hour in hours.items()),
            ("delivered", timedelta(days=4, hours=3)),
        ]
    )


def _write_payments(orders: Iterable[Order]) -> None:
    payments = Payment.objects.bulk_create(
        Payment(
            order=order,
            provider="bank_transfer",
            method_code=order.payment_method,
            reference=f"demo-{order.number}",
            status=Payment.Status.CAPTURED,
            amount=order.total,
            currency=order.currency,
        )
        for order in orders
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            payment=payment,
            kind=LedgerEntry.Kind.CAPTURED,
            amount=payment.amount,
            reference=payment.reference,
            at=payment.order.placed_at + timedelta(hours=5),
            by="demo",
        )
        for payment in payments
    )


def _write_parcels(lines: Iterable[OrderLine]) -> None:
    parcels = Parcel.objects.bulk_create(
        Parcel(
            order=line.order,
            status=Parcel.Status.DELIVERED,
            packed_at=line.order.placed_at + timedelta(hours=22),
            sent_at=line.order.placed_at + timedelta(hours=26),
            delivered_at=line.order.placed_at + timedelta(days=4, hours=3),
        )
        for line in lines
    )
    by_order = {parcel.order_id: parcel for parcel in parcels}
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=by_order[line.order_id], order_line=line, quantity=1)
        for line in lines
    )


def _address(purchase: Purchase) -> dict[str, str]:
    kept = purchase.user.addresses.filter(is_default=True) if purchase.user else None
    home = HOMES[sum(map(ord, purchase.buyer)) % len(HOMES)]
    own = kept.values(*ADDRESS_KEYS).first() if kept else None
    return {**dict.fromkeys(ADDRESS_KEYS, ""), "district": "", **(own or home)}


def _email(buyer: str) -> str:
    return f"{sum(map(ord, buyer))}@guests.example.com"
