from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from catalog.pricing.models import VatRate
from catalog.testing import make_variant, make_vat_class
from checkout.flow.reverse_charge import is_reverse_charge
from checkout.flow.tests.buyers import buy
from checkout.orders.models import Order
from checkout.testing import make_cart, make_merchant, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def test_business_in_another_member_state_owes_the_vat_itself(client: Client) -> None:
    VatRate.objects.create(
        country="DE", vat_class=make_vat_class(), rate="19", valid_from="2020-01-01"
    )
    cart = make_cart(make_variant(price="11.90"))
    german = {
        "country": "DE",
        "postcode": "10115",
        "city": "Berlin",
        "vat_number": "DE 136 695 976",
        "company": "Ozols GmbH",
    }

    buy(client, cart, total_seen="EUR 14.12", **german)

    order = Order.objects.get()
    assert order.is_reverse_charge
    assert order.vat_number == "DE136695976"
    assert (order.goods, order.shipping) == (Decimal("10.00"), Decimal("4.12"))
    assert (order.vat, order.total) == (Decimal(0), Decimal("14.12"))
    assert order.events.get(kind="placed").data == {
        "vat_number": "DE136695976",
        "vat_number_checked": "form and check digits",
        "seller_country": "LV",
        "delivered_to": "DE",
    }


def test_business_at_home_pays_vat(client: Client) -> None:
    buy(client, make_cart(), vat_number="LV40003245752", total_seen="EUR 14.90")

    order = Order.objects.get()
    assert not order.is_reverse_charge
    assert order.vat_number == "LV40003245752"


def test_wrong_vat_number_says_what_is_wrong(client: Client) -> None:
    answer = buy(client, make_cart(), vat_number="LV40003245753")

    assert "One of its digits is wrong." in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("vat_number", "country", "postcode", "expected"),
    [
        ("DE136695976", "DE", "10115", True),
        ("EL094259216", "GR", "10431", True),
        ("XI980780684", "GB", "BT1 1AA", True),
        ("", "DE", "10115", False),
        ("LV40003245752", "DE", "10115", False),
        ("DE136695976", "LV", "LV-1010", False),
        ("GB980780684", "GB", "SW1A 1AA", False),
        ("DE136695976", "DE", "27498", False),
        ("DE136695976", "ES", "35001", False),
    ],
)
def test_who_owes_the_vat(
    vat_number: str, country: str, postcode: str, expected: bool
) -> None:
    found = is_reverse_charge(vat_number=vat_number, country=country, postcode=postcode)

    assert found is expected


def test_seller_without_a_vat_number_charges_none_back() -> None:
    make_merchant(vat_number="")

    assert not is_reverse_charge(
        vat_number="DE136695976", country="DE", postcode="10115"
    )
