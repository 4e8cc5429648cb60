from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from checkout.testing import make_order
from shop.users.models import User

pytestmark = pytest.mark.django_db


def prove(user: User, email: str, *, verified: bool = True) -> None:
    EmailAddress.objects.create(user=user, email=email, verified=verified)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    for path in ("", "profile/", "addresses/", "addresses/new/", "data/", "deletion/"):
        response = client.get(f"/en/my/{path}")

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/en/account/login/")


def test_guest_orders_come_to_the_account_with_their_email(
    client: Client, buyer: User
) -> None:
    order = make_order(email="Buyer@example.com".lower())
    strange = make_order(email="stranger@example.com")
    prove(buyer, "buyer@example.com")
    client.force_login(buyer)

    page = client.get("/en/my/").content.decode()

    assert order.number in page
    assert order.get_absolute_url() in page
    assert strange.number not in page
    order.refresh_from_db()
    strange.refresh_from_db()
    assert (order.user, strange.user) == (buyer, None)


def test_an_unproved_email_brings_no_orders(client: Client, buyer: User) -> None:
    order = make_order(email="buyer@example.com")
    prove(buyer, "buyer@example.com", verified=False)
    client.force_login(buyer)

    page = client.get("/en/my/").content.decode()

    assert "No orders yet" in page
    order.refresh_from_db()
    assert order.user is None


def test_orders_of_another_account_stay_there(
    client: Client, buyer: User, stranger: User
) -> None:
    order = make_order(email="buyer@example.com", user=stranger)
    prove(buyer, "buyer@example.com")
    client.force_login(buyer)

    client.get("/en/my/")

    order.refresh_from_db()
    assert order.user == stranger


@pytest.mark.parametrize("page", ["0", "x", "-1", "999999999999"])
def test_odd_pages_show_orders(client: Client, buyer: User, page: str) -> None:
    client.force_login(buyer)

    assert client.get(f"/en/my/?page={page}").status_code == 200


def test_queries_do_not_grow_with_orders(
    client: Client, buyer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        make_order(user=buyer)
    client.force_login(buyer)
    client.get("/en/my/")

    # session, user, proved e-mails, count, orders, lines, papers and the cart's count
    with django_assert_max_num_queries(8):
        client.get("/en/my/")
