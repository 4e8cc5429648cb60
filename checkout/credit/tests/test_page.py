from __future__ import annotations

import pytest
from django.test import Client

from checkout.credit.cards import code_of
from checkout.credit.models import CreditAccount
from checkout.credit.testing import make_gift_card
from shop.users.models import User

pytestmark = pytest.mark.django_db


def test_whoever_has_the_code_sees_what_is_on_the_card(client: Client) -> None:
    card = make_gift_card("12.50")

    page = client.post("/en/gift-card/", {"code": code_of(card).lower()})

    assert "€12.50" in page.content.decode()


def test_a_wrong_code_says_nothing_of_any_card(client: Client) -> None:
    make_gift_card()
    answers = [
        client.post("/en/gift-card/", {"code": code})
        for code in ("2222-2222-2222-2222", "nonsense")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("We know no gift card" in a.content.decode() for a in answers)


def test_codes_cannot_be_tried_without_end(client: Client) -> None:
    tries = [client.post("/en/gift-card/", {"code": "x"}) for _ in range(21)]

    assert tries[-1].status_code == 429


def test_a_customer_puts_a_card_on_their_credit(client: Client, buyer: User) -> None:
    card = make_gift_card("12.50")
    client.force_login(buyer)

    page = client.post(
        "/en/gift-card/", {"code": code_of(card), "move": "on"}, follow=True
    )

    assert card.balance == 0
    moved = card.entries.get(amount__lt=0)
    assert CreditAccount.objects.get(user=buyer).balance == -moved.amount
    assert "My store credit" in page.content.decode()


def test_a_stranger_without_account_moves_nothing(client: Client) -> None:
    card = make_gift_card("12.50")

    client.post("/en/gift-card/", {"code": code_of(card), "move": "on"})

    assert card.balance > 0
