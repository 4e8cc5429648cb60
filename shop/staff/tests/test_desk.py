"""The first page of the admin: today, what waits, what was done last."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from checkout.orders.models import Order
from checkout.testing import make_merchant, make_order, make_shop
from shop.staff.roles import load_roles
from shop.users.models import User

pytestmark = pytest.mark.django_db


def desk(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/admin/").content.decode()


def test_the_owner_sees_orders_and_money_of_the_day(
    client: Client, agent: User
) -> None:
    make_shop()
    make_order()
    make_order(status=Order.Status.CANCELLED)

    html = desk(client, agent)

    assert "<bdi>1</bdi></strong> <span>yesterday 0</span>" in html
    assert "Money received today" in html


def test_what_waits_stands_apart_from_what_is_done(client: Client, agent: User) -> None:
    make_shop()
    make_order(status=Order.Status.CONFIRMED)

    html = desk(client, agent)
    waiting, at_rest = html.split('class="desk-rest"')

    assert "Orders to pack" in waiting.split('class="desk-piles"')[1]
    assert "Late against the promise" in at_rest


def test_each_sees_what_their_role_may_see(
    client: Client, make_user: Callable[..., User]
) -> None:
    load_roles()
    keeper = make_user("keeper@shop.example", is_staff=True)
    keeper.groups.add(Group.objects.get(name="catalogue"))

    html = desk(client, keeper)

    assert "Low stock" in html
    assert "Orders today" not in html
    assert "Orders to pack" not in html


def test_a_change_is_told_with_who_made_it(client: Client, agent: User) -> None:
    merchant = make_merchant(name="Liepa")
    client.force_login(agent)
    page = client.get("/admin/shop/merchant/1/change/")
    form = page.context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields}
    client.post("/admin/shop/merchant/1/change/", {**typed, "name": "Linden"})

    html = desk(client, agent)

    merchant.refresh_from_db()
    assert merchant.name == "Linden"
    assert '<a href="/admin/shop/merchant/1/change/"><bdi>' in html
    assert f"<bdi>{agent}</bdi>" in html


def test_the_first_page_needs_few_queries(
    client: Client, agent: User, django_assert_max_num_queries: object
) -> None:
    make_shop()
    make_order(status=Order.Status.CONFIRMED)
    client.force_login(agent)
    client.get("/admin/")

    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get("/admin/")
