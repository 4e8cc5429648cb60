from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from checkout.credit.cards import code_of
from checkout.credit.testing import make_gift_card, make_store_credit
from shop.users.models import User

pytestmark = pytest.mark.django_db


def test_a_customer_sees_their_credit_and_nobody_elses(
    client: Client, buyer: User, stranger: User
) -> None:
    make_store_credit(buyer, "7.25")
    make_store_credit(stranger, "99.00")
    client.force_login(buyer)

    page = client.get("/en/my/credit/").content.decode()

    assert "€7.25" in page
    assert "€99.00" not in page


def test_a_gift_card_becomes_store_credit(client: Client, buyer: User) -> None:
    credit = make_store_credit(buyer, "7.25")
    card = make_gift_card("20.00")
    client.force_login(buyer)

    client.post("/en/my/credit/", {"code": code_of(card)})

    assert credit.balance == Decimal("27.25")
    assert card.balance == 0


def test_a_wrong_code_changes_nothing(client: Client, buyer: User) -> None:
    credit = make_store_credit(buyer, "7.25")
    client.force_login(buyer)

    page = client.post("/en/my/credit/", {"code": "2222-2222-2222-2222"})

    assert page.status_code == 422
    assert credit.balance == Decimal("7.25")
