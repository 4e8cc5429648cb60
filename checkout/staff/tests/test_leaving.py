from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkout.leaving.models import Visit
from shop.users.models import User

pytestmark = pytest.mark.django_db

URL = "admin:checkout_visit_changelist"


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def make_visit(step: int, *, age: int = 0, **fields: Any) -> Visit:
    return Visit.objects.create(
        mark=uuid.uuid4(),
        begun_on=timezone.localdate() - timedelta(days=age),
        step=step,
        **{"country": "LV", "language": "lv", **fields},
    )


def words(page: bytes) -> str:
    text = page.decode().translate({0x2068: None, 0x2069: None, 0xA0: " "})
    return " ".join(text.split())


def test_the_funnel_shows_what_each_step_lost_and_why(desk: Client) -> None:
    make_visit(Visit.Step.PAID)
    make_visit(Visit.Step.PRESSED, trouble="declined", about="stripe")
    make_visit(Visit.Step.CONTACT, trouble="field", about="postcode")
    dear: dict[str, Any] = {"delivery_price": Decimal("9.90"), "currency": "EUR"}
    make_visit(Visit.Step.DELIVERY, **dear)

    page = words(desk.get(reverse(URL)).content)

    assert "1 × the payment was declined (Stripe)" in page
    assert "1 × a field was refused (Postcode)" in page
    assert "1 × no trouble was seen; delivery for €9.90" in page
    assert '<td class="number">4</td> <td class="number">100%</td>' in page


def test_a_week_a_country_and_a_language_can_be_looked_at_alone(desk: Client) -> None:
    make_visit(Visit.Step.CART, country="DE", language="en")
    make_visit(Visit.Step.CART, age=21)
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())

    def first(**asked: str) -> int:
        stages = desk.get(reverse(URL), asked).context["stages"]
        reached: int = stages[0].stage.reached
        return reached

    assert first() == 2
    assert first(week=monday.isoformat()) == 1
    assert first(country="DE", language="en") == 1
    assert first(country="DE", language="lv") == 0
    assert first(week="never") == 2


def test_the_funnel_is_for_those_who_may_see_it(client: Client, make_user: Any) -> None:
    client.force_login(make_user("packer@example.com", is_staff=True))

    assert client.get(reverse(URL)).status_code == 403
