"""Collecting: at a point of a carrier, or in our own workshop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.testing import make_variant
from checkout.delivery.points.models import PickupPoint
from checkout.flow.one_click import buy_now, one_click_for
from checkout.flow.placing import OfferChanged
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.flow.tests.test_one_click import keep_address
from checkout.flow.wishes import Wish
from checkout.orders.models import Order
from checkout.payments.providers.stripe.testing import Post, save_card
from checkout.testing import (
    make_cart,
    make_method,
    make_order,
    make_shop,
    make_way,
)
from shop.users.models import User

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()
    make_method(
        "2.90", code="locker", name="Locker", carrier_code="omniva", to_point=True
    )


def make_point(city: str = "Rīga", **fields: Any) -> PickupPoint:
    fields.setdefault("postcode", "LV-1010")
    fields.setdefault("external_id", f"{city}-{PickupPoint.objects.count()}")
    fields.setdefault("carrier_code", "omniva")
    fields.setdefault("name", f"{city} locker")
    return PickupPoint.objects.create(city=city, country="LV", **fields)


def draft(client: Client, **changes: str | None) -> str:
    cart = make_cart()
    bring(client, cart)
    typed = fill_in(cart, method="locker", **changes)
    page = client.post("/en/checkout/draft/", typed, headers=HTMX)
    return page.content.decode()


def test_without_an_open_point_nothing_is_collected(client: Client) -> None:
    assert "Pick-up point" not in draft(client)

    make_point()
    assert "Pick-up point" in draft(client)


def test_the_nearest_is_proposed_and_gives_way_when_the_address_changes(
    client: Client,
) -> None:
    riga = make_point(latitude="56.95", longitude="24.11")
    cesis = make_point("Cēsis", postcode="LV-4101", latitude="57.31", longitude="25.27")

    proposed = draft(client)
    assert f'value="{riga.pk}" data-hx-post="/en/checkout/draft/"' in proposed
    moved = draft(
        client, postcode="LV-4101", point=str(riga.pk), point_suggested=str(riga.pk)
    )
    chosen = draft(client, postcode="LV-4101", point=str(riga.pk))

    assert f'name="point_suggested" value="{cesis.pk}"' in moved
    assert 'name="point_suggested" value=""' in chosen


def test_points_are_searched_for(client: Client) -> None:
    make_point()
    make_point("Cēsis", postcode="LV-4101")

    page = draft(client, postcode="", city="", point_search="CESIS")
    nothing = draft(client, postcode="", city="", point_search="Paris")

    assert "Cēsis locker" in page
    assert "Rīga locker" not in page
    assert "We found no point with these words." in nothing


def test_the_point_is_kept_with_the_order_and_told_everywhere(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    point = make_point(
        street="Elizabetes iela 45", latitude="56.95", longitude="24.11", hours="24/7"
    )
    cart = make_cart()

    buy(client, cart, method="locker", total_seen="EUR 12.90", point=str(point.pk))

    order = Order.objects.get()
    PickupPoint.objects.all().delete()
    assert order.spot
    assert order.spot.external_id == point.external_id
    assert order.shipping_address["street"] == "Brīvības iela 1"
    page = client.get(order.get_absolute_url()).content.decode()
    assert "You collect it here" in page
    assert "Elizabetes iela 45" in page
    assert "openstreetmap.org" in page
    run_jobs()
    [letter] = mail.outbox
    assert "Elizabetes iela 45" in str(letter.body)


@pytest.mark.parametrize("point", [None, "", "0", "99999", "x", "٣"])
def test_no_order_without_an_open_point(client: Client, point: str | None) -> None:
    make_point()
    answer = buy(
        client, make_cart(), method="locker", total_seen="EUR 12.90", point=point
    )

    assert answer.status_code == 422
    assert "Choose where you want to collect it." in answer.content.decode()
    assert not Order.objects.exists()


def test_collecting_in_our_workshop_is_never_the_first_choice(client: Client) -> None:
    make_method("0", code="collect", name="Workshop", carrier_code="", to_point=True)
    place = make_point(carrier_code="", name="Our workshop")
    cart = make_cart()
    bring(client, cart)

    page = client.get("/en/checkout/").content.decode()
    buy(client, cart, method="collect", total_seen="EUR 10.00", point=str(place.pk))

    assert "Our workshop" not in page
    order = Order.objects.get()
    assert (order.shipping, order.method_code) == (0, "collect")
    assert order.spot
    assert order.spot.is_ours


def test_nobody_abroad_collects_in_our_workshop(client: Client) -> None:
    make_method("0", code="collect", countries=("EE",), carrier_code="", to_point=True)
    make_point(carrier_code="")
    PickupPoint.objects.update(country="EE")
    cart = make_cart(country="EE")
    bring(client, cart)

    page = client.get("/en/checkout/").content.decode()

    assert 'value="collect"' not in page


def seen_by(customer: User) -> Any:
    wish = Wish(variant=make_variant().pk)
    shown = one_click_for(wish, customer, currency="EUR", now=timezone.now())
    assert shown
    return shown


@pytest.fixture
def known(buyer: User, standin: Post) -> User:
    """A customer with an address and a card kept."""
    make_way("card", provider="stripe", name="Card")
    keep_address(buyer)
    save_card(buyer)
    return buyer


def test_the_usual_point_is_taken_by_one_click(known: User) -> None:
    make_point("Cēsis")
    usual = make_point(street="Elizabetes iela 45")
    make_order(user=known, method_code="locker", point=str(usual.pk))

    shown = seen_by(known)
    order = buy_now(shown.seen, known, language="en", now=timezone.now())

    assert "Elizabetes iela 45" in shown.address_lines
    assert order.method_code == "locker"
    assert order.spot
    assert order.spot.id == usual.pk


def test_one_click_goes_to_the_door_while_no_point_is_known(known: User) -> None:
    make_point()

    shown = seen_by(known)

    assert shown.seen.method == "courier"
    assert shown.seen.point == ""


def test_a_usual_point_that_has_closed_is_not_taken(known: User) -> None:
    usual = make_point()
    make_point("Cēsis")
    make_order(user=known, method_code="locker", point=str(usual.pk))
    shown = seen_by(known)
    usual.is_active = False
    usual.save()

    with pytest.raises(OfferChanged, match="not open any more"):
        buy_now(shown.seen, known, language="en", now=timezone.now())

    assert Order.objects.count() == 1
    assert seen_by(known).seen.method == "courier"


def test_the_customer_is_proposed_the_point_of_last_time(
    client: Client, buyer: User
) -> None:
    make_point()
    usual = make_point("Cēsis", postcode="LV-4101")
    make_order(user=buyer, method_code="locker", point=str(usual.pk))
    client.force_login(buyer)
    cart = make_cart(user=buyer)
    bring(client, cart)

    page = client.post(
        "/en/checkout/draft/", fill_in(cart, method="locker"), headers=HTMX
    )

    assert f'name="point_suggested" value="{usual.pk}"' in page.content.decode()
