from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shop.users.models import User

pytestmark = pytest.mark.django_db

ADMIN = "/admin/"


def test_staff_enter_by_the_door_of_the_shop(client: Client) -> None:
    to_login = client.get(ADMIN, follow=True)

    door = f"{reverse('account_login')}?next=%2Fadmin%2F"
    assert to_login.redirect_chain[-1][0] == door


def test_signed_in_staff_are_led_to_where_they_were_going(
    client: Client, agent: User
) -> None:
    client.force_login(agent)

    entered = client.get("/admin/login/?next=/admin/shop/job/")

    assert entered.headers["Location"] == "/admin/shop/job/"


def test_a_door_leads_nowhere_else(client: Client, agent: User) -> None:
    client.force_login(agent)

    entered = client.get("/admin/login/?next=https://elsewhere.test/")

    assert entered.headers["Location"] == ADMIN


def test_a_customer_cannot_enter(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    refused = client.get(ADMIN, follow=True)

    assert refused.redirect_chain[-1][0] == reverse("home")
    assert "may not use the shop" in refused.text
    assert not refused.wsgi_request.path.startswith(ADMIN)


def test_a_password_posted_to_the_old_door_opens_nothing(
    client: Client, agent: User
) -> None:
    agent.set_password("linden-tea")
    agent.save()

    client.post("/admin/login/", {"username": agent.email, "password": "linden-tea"})

    assert client.get(ADMIN).status_code == 302
