"""Staff make rules of delivery, and try it before a shopper does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.testing import make_product, make_variant
from checkout.delivery.models import MethodRule, Restriction, Zone
from checkout.delivery.points.models import PickupPoint
from checkout.testing import make_method, make_order
from shop.users.models import User

pytestmark = pytest.mark.django_db

TRIAL = "admin:checkout_method_try_delivery"
RULE = {
    "name": "Bulky goods",
    "effect": "amount",
    "amount": "4",
    "weight_from_g": "",
    "postcodes": "LV-39, 1000-1999\nSW1*",
    "weekdays": ["5", "6"],
}


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def words(page: bytes) -> str:
    text = page.decode().translate({0x2068: None, 0x2069: None})
    return " ".join(text.split())


def test_a_zone_is_written_as_people_write_lists(desk: Client) -> None:
    filled = {"name": "Baltics", "position": 0, "countries": "lv, EE lt"}

    desk.post(
        reverse("admin:checkout_zone_add"),
        {**filled, "postcodes": "LV-10, 2000-2999", "regions": "Rīga"},
    )
    refused = desk.post(
        reverse("admin:checkout_zone_add"), {**filled, "countries": "LV, XX"}
    )

    zone = Zone.objects.get()
    assert zone.countries == ["LV", "EE", "LT"]
    assert zone.postcodes == ["LV-10", "2000-2999"]
    assert zone.regions == ["Rīga"]
    assert "We know no country called XX." in words(refused.content)


def test_a_rule_is_made_and_seen_again(desk: Client) -> None:
    method = make_method()

    desk.post(reverse("admin:checkout_methodrule_add"), {**RULE, "method": method.pk})

    rule = MethodRule.objects.get()
    assert rule.amount == Decimal(4)
    assert rule.postcodes == ["LV-39", "1000-1999", "SW1*"]
    assert rule.weekdays == [5, 6]
    page = desk.get(reverse("admin:checkout_methodrule_change", args=[rule.pk]))
    assert "LV-39, 1000-1999, SW1*" in words(page.content)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "0"}, "How much more?"),
        ({"weight_from_g": "5", "weight_until_g": "5"}, "This ends before it begins."),
        ({"postcodes": "x" * 61}, "This list is too long."),
    ],
)
def test_what_makes_no_sense_is_said(
    desk: Client, changes: dict[str, str], sentence: str
) -> None:
    method = make_method()

    page = desk.post(
        reverse("admin:checkout_methodrule_add"),
        {**RULE, "method": method.pk, **changes},
    )

    assert sentence in words(page.content)
    assert not MethodRule.objects.exists()


def test_a_restriction_is_made(desk: Client) -> None:
    mug = make_variant().product

    desk.post(
        reverse("admin:checkout_restriction_add"),
        {
            "name": "Mugs",
            "countries": "NO",
            "products": [mug.pk],
            "reason_en": "No mugs there.",
            "is_active": "on",
        },
    )

    restriction = Restriction.objects.get()
    assert restriction.countries == ["NO"]
    assert [*restriction.products.all()] == [mug]


def ask(desk: Client, **asked: Any) -> str:
    known = {"country": "LV", "currency": "EUR", "postcode": "LV-1010"}
    return words(desk.get(reverse(TRIAL), {**known, **asked}).content)


def test_staff_try_delivery_and_see_prices_and_reasons(desk: Client) -> None:
    courier = make_method("4.90", name="Courier")
    MethodRule.objects.create(
        method=courier, name="Fuel", effect="percent", amount=Decimal(10)
    )
    locker = make_method("2.90", name="Locker")
    MethodRule.objects.create(
        method=locker, name="Too many", effect="not", pieces_from=2
    )
    make_variant(make_product(), sku="MUG")

    page = ask(desk, goods="MUG 3")

    assert "Rate for 1 parcel: €4.90" in page
    assert "Fuel: €0.49" in page
    assert "€5.39" in page
    assert "The rule “Too many” is fulfilled, and it is not offered then." in page
    assert page.index("Courier") < page.index("Too many")


def test_staff_try_what_was_ordered(desk: Client) -> None:
    order = make_order(quantity=2)

    assert "2 pieces" in ask(desk, order=order.number.lower())
    assert "There is no order with this number." in ask(desk, order="NONE")
    assert "Name at least one thing, or an order." in ask(desk)
    assert "We know nothing with the SKU ABC." in ask(desk, goods="ABC")


def test_the_trial_is_for_staff_who_see_methods(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    assert client.get(reverse(TRIAL)).status_code in {302, 403}


def test_staff_take_in_a_carriers_file_of_points(desk: Client) -> None:
    url = reverse("admin:checkout_pickuppoint_take_in_file")
    rows = "id,name,city,country\n1,Centre,Rīga,LV\n2,,Cēsis,LV"

    done = desk.post(
        url,
        {"carrier": "omniva", "file": SimpleUploadedFile("p.csv", rows.encode())},
        follow=True,
    )
    refused = desk.post(
        url, {"carrier": "omniva", "file": SimpleUploadedFile("p.csv", b"nothing")}
    )

    assert PickupPoint.objects.get().city == "Rīga"
    assert "New: 1. Changed: 0. Closed: 0. As before: 0. Not readable: 1." in words(
        done.content
    )
    assert "There are no pick-up points in this file." in words(refused.content)
