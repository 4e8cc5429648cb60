from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from checkout.delivery.consignments import Consignment
from checkout.delivery.models import Method, Rate, Zone
from checkout.delivery.offering import (
    DeliveryOption,
    countries_served,
    delivery_options,
)
from checkout.demo.loading import load_sales
from checkout.discounts.coupons import CouponRefused, coupon_for
from checkout.discounts.models import Coupon
from checkout.parcels.models import Carrier
from checkout.payments.choosing import ways_to_pay
from checkout.payments.models import PaymentMethod
from shop.places.countries import COUNTRIES, EU

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 11, tzinfo=ZoneInfo("Europe/Riga"))


def options_to(
    country: str, postcode: str = "", **goods: object
) -> list[DeliveryOption]:
    consignment = {"weight_g": 1200, "value": Decimal(30), "currency": "EUR", **goods}
    return delivery_options(
        Consignment(**consignment),  # type: ignore[arg-type]
        country=country,
        postcode=postcode,
        now=TUESDAY,
    )


def codes(options: Iterable[DeliveryOption]) -> list[str]:
    return [option.code for option in options]


def test_the_demo_shop_opens_once() -> None:
    assert load_sales() > 20
    rows = [model.objects.count() for model in (Zone, Method, Rate, Carrier, Coupon)]

    assert load_sales() == 0
    assert rows == [
        model.objects.count() for model in (Zone, Method, Rate, Carrier, Coupon)
    ]


def test_what_staff_changed_stays() -> None:
    load_sales()
    Method.objects.filter(code="courier").update(days_max=9)
    Coupon.objects.filter(code="WELCOME10").update(value=Decimal(12))
    Zone.objects.filter(name="Iran").delete()

    load_sales()

    assert Method.objects.get(code="courier").days_max == 9
    assert Coupon.objects.get(code="WELCOME10").value == Decimal(12)
    assert not Zone.objects.filter(name="Iran").exists()


@pytest.mark.parametrize(
    ("country", "postcode", "expected"),
    [
        ("LV", "LV-1010", ["parcel-locker", "courier", "courier-day", "collect"]),
        ("LT", "01100", ["parcel-locker-baltics", "courier-baltics"]),
        ("DE", "10115", ["courier-eu-near"]),
        ("DE", "27498", ["post-islands"]),
        ("ES", "28001", ["courier-eu-far"]),
        ("ES", "35001", ["post-islands"]),
        ("PT", "9000-018", ["post-islands"]),
        ("IT", "98100", ["courier-eu-far"]),
        ("FI", "22100", ["post-islands"]),
        ("GB", "SW1A 1AA", ["courier-uk"]),
        ("NO", "0150", ["courier-efta"]),
        ("UA", "01001", ["courier-ukraine"]),
        ("AM", "0010", ["post-armenia"]),
        ("IR", "1193653471", ["post-iran"]),
        ("JP", "100-0001", ["post-world"]),
        ("US", "10001", ["courier-us"]),
        ("NO", "9170", []),
        ("RU", "101000", []),
    ],
)
def test_where_the_demo_shop_delivers(
    country: str, postcode: str, expected: list[str]
) -> None:
    load_sales()

    assert codes(options_to(country, postcode)) == expected


def test_every_country_of_the_union_is_served() -> None:
    load_sales()

    assert set(countries_served()) >= EU
    assert set(countries_served()) <= COUNTRIES


def test_britain_is_served_in_pounds_too() -> None:
    load_sales()

    [option] = options_to("GB", currency="GBP")

    assert option.price == Decimal("14.50")


def test_every_method_has_a_name_and_a_carrier() -> None:
    load_sales()

    carriers = set(Carrier.objects.values_list("code", flat=True))
    for method in Method.objects.all():
        assert method.name
        assert method.description
        assert method.carrier_code in {*carriers, ""}
        assert method.carrier_code or method.to_point
        assert method.rates.exists()


@pytest.mark.parametrize(
    ("country", "total", "currency", "expected"),
    [
        ("LV", "120", "EUR", ["bank_transfer", "cash_on_delivery", "card", "paypal"]),
        ("LT", "300", "EUR", ["bank_transfer", "cash_on_delivery", "card", "paypal"]),
        ("LV", "300.01", "EUR", ["bank_transfer", "card", "paypal"]),
        ("DE", "120", "EUR", ["bank_transfer", "card", "paypal"]),
        ("GB", "120", "GBP", ["bank_transfer", "card", "paypal"]),
    ],
)
def test_how_the_demo_shop_is_paid(
    country: str, total: str, currency: str, expected: list[str]
) -> None:
    load_sales()

    ways = ways_to_pay(country=country, currency=currency, total=Decimal(total))

    # a provider that has not been set up is not offered
    assert {way.code for way in ways} <= set(expected)
    assert set(expected) - {way.code for way in ways} <= {
        "card",
        "bank_transfer",
        "paypal",
    }
    assert PaymentMethod.objects.get(code="cash_on_delivery").fee == Decimal("1.90")


@pytest.mark.parametrize(
    ("code", "goods"),
    [("welcome10", "5"), ("FREESHIP", "5"), ("minus5", "30"), ("THANKYOU20", "5")],
)
def test_coupons_that_hold(code: str, goods: str) -> None:
    load_sales()

    coupon = coupon_for(code, goods=Decimal(goods), currency="EUR", now=timezone.now())

    assert coupon.code == code.upper()


@pytest.mark.parametrize(
    ("code", "sentence"), [("EXPIRED", "was valid until"), ("MINUS5", "add")]
)
def test_coupons_that_show_a_refusal(code: str, sentence: str) -> None:
    load_sales()

    with pytest.raises(CouponRefused, match=sentence):
        coupon_for(code, goods=Decimal(29), currency="EUR", now=timezone.now())


def test_a_parcel_can_be_followed() -> None:
    load_sales()

    link = Carrier.objects.get(code="omniva").link_to("CC 123/4")

    assert link == "https://mana.omniva.lv/track/CC%20123%2F4"
