from __future__ import annotations

import json
import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from checkout.orders.models import Order
from checkout.testing import make_order
from shop.users.models import Address, User
from support.contacts.models import Message
from support.reviews.models import Review
from support.reviews.writing import write_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(buyer: User) -> Order:
    """A buyer with an order, a review of it, an address and two messages."""
    EmailAddress.objects.create(user=buyer, email=buyer.email, verified=True)
    order = make_order(user=buyer, status=Order.Status.DELIVERED)
    write_review(
        order.lines.get(), score=5, title="Good", body="", author="Anna", language="en"
    )
    Address.objects.create(
        user=buyer, name="Anna", street="Miera 1", city="Rīga", country="LV"
    )
    for about in (order, None):
        Message.objects.create(
            name="Anna",
            email=buyer.email,
            language="en",
            subject="other",
            body="Hello",
            order=about,
        )
    return order


def test_the_profile_is_changed(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    refused = client.post("/en/my/profile/", {"name": "Anna", "language": "xx"})
    client.post("/en/my/profile/", {"name": "Anna Liepa", "language": "lv"})

    assert refused.status_code == 422
    buyer.refresh_from_db()
    assert (buyer.name, buyer.language) == ("Anna Liepa", "lv")


def test_all_data_can_be_taken_along(client: Client, buyer: User, past: Order) -> None:
    make_order(email="somebody@example.com")
    client.force_login(buyer)

    response = client.get("/en/my/data/")

    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    )
    data = json.loads(response.content)
    assert data["profile"]["email"] == "buyer@example.com"
    assert [address["city"] for address in data["addresses"]] == ["Rīga"]
    [order] = data["orders"]
    assert order["number"] == past.number
    assert order["lines"][0]["title"] == "Stoneware mug"
    assert order["events"][-1]["kind"] == "delivered"
    assert [review["title"] for review in data["reviews"]] == ["Good"]
    assert len(data["messages"]) == 2


def test_deleting_an_account_asks_first(client: Client, buyer: User) -> None:
    client.force_login(buyer)
    _sign_in_again(client)

    assert client.get("/en/my/deletion/").status_code == 200
    assert client.post("/en/my/deletion/").status_code == 422
    assert User.objects.filter(pk=buyer.pk).exists()


def test_a_deleted_account_leaves_only_what_the_law_keeps(
    client: Client, buyer: User, past: Order
) -> None:
    client.force_login(buyer)
    _sign_in_again(client)

    response = client.post("/en/my/deletion/", {"is_sure": "on"})

    assert response.headers["Location"] == "/en/"
    assert not User.objects.filter(pk=buyer.pk).exists()
    assert not Address.objects.exists()
    past.refresh_from_db()
    assert past.user is None
    assert Review.objects.get().author == ""
    assert [message.order for message in Message.objects.all()] == [past]
    assert client.get("/en/my/").status_code == 302
    assert client.get(past.get_absolute_url()).status_code == 200


def test_a_long_session_must_prove_itself_before_deleting(
    client: Client, buyer: User
) -> None:
    buyer.set_password("linden tea at four")
    buyer.save()
    client.force_login(buyer)

    response = client.post("/en/my/deletion/", {"is_sure": "on"})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/en/account/reauthenticate/")
    assert User.objects.filter(pk=buyer.pk).exists()


def test_staff_are_closed_by_the_owner(client: Client, agent: User) -> None:
    client.force_login(agent)
    _sign_in_again(client)

    client.post("/en/my/deletion/", {"is_sure": "on"})

    assert User.objects.filter(pk=agent.pk).exists()


def _sign_in_again(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
