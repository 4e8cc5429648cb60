from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.offers.showing import ShownPrice
from catalog.products.models import Variant
from catalog.testing import make_product, make_variant
from checkout.testing import make_method
from shop.web.visitor import Visitor

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Riga"))


def box(variant: Variant, *, country: str = "LV", price: str = "18.00") -> str:
    shown = ShownPrice(variant.pk, "EUR", Decimal(price), Decimal(price))
    template = Template("{% load delivery %}{% delivery_box variant=v price=p %}")
    visitor = Visitor(language="en", country=country, currency="")
    with patch("django.utils.timezone.now", return_value=TUESDAY):
        html = template.render(Context({"v": variant, "p": shown, "visitor": visitor}))
    return html.translate({0x2068: None, 0x2069: None, 0x2009: " "})


def test_the_product_page_says_what_delivery_costs_and_when_it_arrives() -> None:
    make_method("5.50")
    make_method("3.90", free_from=Decimal(60))

    html = box(make_variant())

    assert "With you Wed 25 – Thu 26 November" in html
    assert "Latvia" in html
    assert "Delivery €3.90" in html
    assert "free from €60.00" in html
    assert 'popovertarget="choices"' in html


def test_where_we_do_not_deliver_is_said_with_a_way_to_another_country() -> None:
    make_method()

    html = box(make_variant(), country="JP")

    assert "We do not deliver this to Japan." in html
    assert 'popovertarget="choices"' in html


def test_delivery_that_is_free_says_so() -> None:
    make_method("3.90", free_from=Decimal(60))

    html = box(make_variant(), price="75.00")

    assert "Free delivery" in html
    assert "€3.90" not in html


def test_the_box_takes_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_method()
    variant = make_variant()
    box(variant)

    with django_assert_num_queries(0):
        box(variant)


def test_what_is_sold_out_is_promised_to_nobody(client: Client) -> None:
    make_method("3.90")
    there, gone = make_product(stock=1), make_product(stock=0)

    assert "With you" in client.get(there.get_absolute_url()).content.decode()
    assert "With you" not in client.get(gone.get_absolute_url()).content.decode()
