from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from checkout.flow.readdressing import TooLate, readdress
from checkout.notifications.mails import claim_order_mails
from checkout.orders.models import Order
from checkout.parcels.packing import pack
from checkout.testing import ADDRESS, make_method, make_order
from shop.jobs.running import run_due

pytestmark = pytest.mark.django_db

ELSEWHERE = ADDRESS | {"street": "Lielā iela 7", "city": "Jelgava"}


def change(client: Client, order: Order, **changes: str) -> object:
    return client.post(f"{order.get_absolute_url()}address/", ELSEWHERE | changes)


def test_the_buyer_sends_an_order_elsewhere_and_is_told(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)
    total = order.total

    change(client, order)

    order.refresh_from_db()
    assert order.shipping_address == ELSEWHERE
    assert order.billing_address == ADDRESS
    assert order.total == total
    assert order.events.get(kind="readdressed").data["before"] == ADDRESS
    claim_order_mails()
    run_due()
    told = next(each for each in mail.outbox if "another address" in each.subject)
    assert "Lielā iela 7" in str(told.body)


def test_the_same_address_is_no_news(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)

    client.post(f"{order.get_absolute_url()}address/", ADDRESS)

    assert not order.events.filter(kind="readdressed").exists()


@pytest.mark.parametrize("missing", ["name", "street", "city", "postcode"])
def test_what_is_missing_is_asked_for_and_the_rest_kept(
    client: Client, missing: str
) -> None:
    order = make_order(status=Order.Status.CONFIRMED)

    page = change(client, order, **{missing: ""})

    order.refresh_from_db()
    assert page.status_code == 422  # type: ignore[attr-defined]
    kept = "Jelgava" if missing != "city" else "Lielā iela 7"
    assert kept in page.content.decode()  # type: ignore[attr-defined]
    assert order.shipping_address == ADDRESS


def test_the_country_cannot_be_changed(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)

    change(client, order, country="EE")

    order.refresh_from_db()
    assert order.shipping_address["country"] == "LV"


def test_a_place_the_delivery_does_not_reach_is_refused(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)
    zone = make_method(code="courier-in-riga").zone
    zone.postcodes = ["LV-10"]
    zone.save()
    Order.objects.filter(pk=order.pk).update(method_code="courier-in-riga")

    page = change(client, order, postcode="LV-3001")

    order.refresh_from_db()
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert order.shipping_address == ADDRESS


def test_what_is_packed_goes_where_its_label_says(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)
    pack(order, by="marta")

    answer = change(client, order)

    assert answer.status_code == 302  # type: ignore[attr-defined]
    with pytest.raises(TooLate):
        readdress(order, ELSEWHERE, by="customer")
    order.refresh_from_db()
    assert order.shipping_address == ADDRESS


def test_a_new_link_revokes_the_old_one(client: Client) -> None:
    order = make_order()
    old = order.get_absolute_url()

    asked = client.get(f"{old}link/")
    answer = client.post(f"{old}link/")

    order.refresh_from_db()
    assert asked.status_code == 200
    assert answer.headers["Location"] == order.get_absolute_url() != old
    assert client.get(old).status_code == 404
    assert client.get(order.get_absolute_url()).status_code == 200
    claim_order_mails()
    run_due()
    told = next(each for each in mail.outbox if "new link" in each.subject)
    assert str(order.token) in str(told.body)


def test_who_does_not_know_the_link_changes_nothing(client: Client) -> None:
    order = make_order(status=Order.Status.CONFIRMED)

    for noun in ("address", "link"):
        assert (
            client.post(f"/en/orders/{uuid4()}/{noun}/", ELSEWHERE).status_code == 404
        )
    assert not order.events.filter(kind__in=["readdressed", "link_renewed"]).exists()
