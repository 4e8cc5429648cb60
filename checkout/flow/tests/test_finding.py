from __future__ import annotations

import pytest
from django.test import Client

from checkout.testing import make_order

pytestmark = pytest.mark.django_db

URL = "/en/orders/"


def test_number_and_email_together_lead_to_the_order(client: Client) -> None:
    order = make_order()
    typed = {"number": order.number.lower(), "email": "ANNA@example.com"}

    answer = client.post(URL, typed)

    assert answer.headers["Location"] == order.get_absolute_url()


def test_who_knows_only_one_of_them_learns_nothing(client: Client) -> None:
    order = make_order()
    other = "2222-3333"

    def answer(number: str, email: str) -> str:
        page = client.post(URL, {"number": number, "email": email})
        assert page.status_code == 422
        text = page.content.decode()
        return str(text[text.index("We found no order") :][:80])

    guesses = {
        answer(order.number, "peter@example.com"),
        answer(other, "anna@example.com"),
        answer(other, "peter@example.com"),
    }

    assert len(guesses) == 1


def test_guessing_is_slowed_down(client: Client) -> None:
    typed = {"number": "2222-3333", "email": "anna@example.com"}
    for _ in range(10):
        client.post(URL, typed)

    assert client.post(URL, typed).status_code == 429
