from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from checkout.orders.models import Order
from checkout.payments.models import PaymentMethod
from checkout.testing import make_order, make_shop, make_way
from shop.users.models import User

pytestmark = pytest.mark.django_db

LIST = "admin:checkout_paymentmethod_changelist"


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def shown(desk: Client, **asked: str) -> dict[str, tuple[str, ...]]:
    asked = {"country": "LV", "currency": "EUR", "total": "20", **asked}
    answer = desk.get(reverse("admin:checkout_paymentmethod_why"), asked)
    assert answer.status_code == 200
    return {each.method.code: each.reasons for each in answer.context["verdicts"]}


def test_staff_see_what_is_offered_and_why_not_the_rest(desk: Client) -> None:
    make_shop()
    make_way("abroad", countries=["DE"], minimum=50)
    make_way("off", is_active=False)

    assert shown(desk) == {
        "bank": (),
        "cod": (),
        "abroad": (
            "It is not offered in this country.",
            "The amount is too small for it.",
        ),
        "off": ("It is switched off.",),
    }


def test_what_a_customer_has_bought_is_looked_up(desk: Client, buyer: User) -> None:
    make_order(user=buyer, status=Order.Status.DELIVERED)
    make_way("bank")
    PaymentMethod.objects.filter(code="bank").update(customers="known")

    assert shown(desk)["bank"] == (
        "It is only for signed-in customers who have received an order before.",
    )
    assert shown(desk, customer=buyer.email.upper())["bank"] == ()
    assert shown(desk, customer="nobody@example.com") == {}


def test_page_is_reached_from_the_list_and_not_without_permission(
    desk: Client, client: Client, buyer: User
) -> None:
    make_shop()
    page = reverse("admin:checkout_paymentmethod_why")

    assert page in desk.get(reverse(LIST)).content.decode()

    client.force_login(buyer)
    assert client.get(page).status_code == 302
