"""Opening the checkout of the demo shop: what is there already stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from catalog.products.models import Product, Variant
from checkout.compensation.models import CompensationRule
from checkout.delivery.models import Method
from checkout.demo.delivery import (
    load_delivery,
    load_points,
    load_restrictions,
    method_texts,
)
from checkout.discounts.models import CartOffer, Coupon
from checkout.parcels.models import Carrier
from checkout.payments.models import PaymentMethod
from shop.demo.files import DemoFiles
from shop.demo.filling import fill_in

NAME = "name_en"
FILES = DemoFiles(Path(__file__).parent / "data")


@transaction.atomic
def load_sales() -> int:
    """Bring in how the demo shop delivers, is paid and gives discounts.

    Returns how many rows are new.
    """
    new = sum(
        (
            load_delivery(FILES),
            load_restrictions(FILES),
            load_points(FILES),
            _load_carriers(),
            _load_payment_methods(),
            _load_coupons(),
            _load_cart_offers(),
            _load_compensation_rules(),
        )
    )
    fill_in(_texts())
    return new


def _texts() -> Iterator[tuple[Model, Mapping[str, Any]]]:
    """What stands there in every language, also in those that came later."""
    for method in Method.objects.all():
        yield method, method_texts(FILES, method.code)
    for way in PaymentMethod.objects.all():
        fields = {"name": "name", "description": "description"}
        yield way, FILES.texts("payment_methods", way.code, **fields)


def _load_carriers() -> int:
    return sum(
        Carrier.objects.get_or_create(
            code=one["code"], defaults={**one, "interface": "loopback"}
        )[1]
        for one in FILES.facts("carriers")["carrier"]
    )


def _load_payment_methods() -> int:
    return sum(
        PaymentMethod.objects.get_or_create(
            code=one["code"],
            defaults={
                **one,
                "position": position,
                **FILES.texts(
                    "payment_methods",
                    one["code"],
                    name="name",
                    description="description",
                ),
            },
        )[1]
        for position, one in enumerate(FILES.facts("payment_methods")["method"])
    )


def _load_coupons() -> int:
    return sum(
        Coupon.objects.get_or_create(code=one["code"], defaults=_coupon(**one))[1]
        for one in FILES.facts("coupons")["coupon"]
    )


def _coupon(ended_days_ago: int | None = None, **fields: Any) -> dict[str, Any]:
    if ended_days_ago is not None:
        fields["ends_at"] = timezone.now() - timedelta(days=ended_days_ago)
    return fields


def _load_cart_offers() -> int:
    return sum(_load_cart_offer(**one) for one in FILES.facts("cart_offers")["offer"])


def _load_cart_offer(
    *, code: str, products: Sequence[str] = (), gift: str = "", **fields: Any
) -> int:
    """Known by its English name; one that is about goods the shop does not have is
    left out."""
    names = FILES.texts("cart_offers", code, name="name")
    scope = list(Product.objects.filter(slug__in=products))
    given = Variant.objects.filter(sku=gift).first()
    is_known = CartOffer.objects.filter(**{NAME: names[NAME]}).exists()
    if is_known or len(scope) < len(products) or (gift and given is None):
        return 0
    offer = CartOffer.objects.create(gift=given, **fields, **names)
    offer.products.set(scope)
    return 1


def _load_compensation_rules() -> int:
    """The delivery price for the first late day, a tenth of the goods for a week."""
    if CompensationRule.objects.exists():
        return 0
    CompensationRule.objects.create(
        name="One day late", measure=CompensationRule.Measure.DELIVERY
    )
    CompensationRule.objects.create(
        name="A week late",
        days_late=7,
        measure=CompensationRule.Measure.GOODS,
        value=Decimal(10),
        cap=Decimal(25),
    )
    return 2
