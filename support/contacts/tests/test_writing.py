from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from catalog.testing import make_product
from checkout.testing import make_merchant, make_order
from shop.users.models import User
from support.contacts.models import Message
from support.contacts.views import LIMIT

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "Anna Ozola",
    "email": "anna@example.com",
    "subject": "delivery",
    "order_number": "",
    "body": "May I collect it in Riga?",
    "website": "",
}


def write(client: Client, path: str = "/en/contacts/", **changes: str) -> Any:
    return client.post(path, {**WORDS, **changes})


def test_a_message_reaches_staff_and_its_writer_gets_a_copy(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    make_merchant(email="hello@liepa.example")

    response = write(client, path="/lv/contacts/")
    run_jobs()

    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.name, message.language) == ("Anna Ozola", "lv")
    to_staff, copy = mail.outbox
    assert to_staff.to == ["hello@liepa.example"]
    assert to_staff.reply_to == ["anna@example.com"]
    assert copy.to == ["anna@example.com"]
    assert copy.extra_headers["Content-Language"] == "lv"
    assert "May I collect it in Riga?" in copy.body
    assert message.created_at.strftime("%Y") in copy.body


def test_a_shop_without_a_mailbox_keeps_the_message(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    write(client)
    run_jobs()

    assert Message.objects.count() == 1
    assert [letter.to for letter in mail.outbox] == [["anna@example.com"]]


def test_an_order_is_linked_for_its_buyer_only(client: Client) -> None:
    order = make_order(email="anna@example.com")
    typed = order.number.lower().replace("-", " ")

    write(client, order_number=typed)
    write(client, order_number=typed, email="stranger@example.com")

    own, strange = Message.objects.order_by("pk")
    assert (own.order, own.order_number) == (order, typed)
    assert (strange.order, strange.order_number) == (None, typed)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("email", "anna"),
        ("subject", "gossip"),
        ("body", " "),
        ("body", "x" * 5001),
        ("body", "zero \0 byte"),
        ("order_number", "x" * 31),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(
    client: Client, field: str, typed: str
) -> None:
    response = write(client, **{"name": "Anna of Riga", field: typed})

    assert response.status_code == 422
    assert b'aria-invalid="true"' in response.content
    if field != "name":
        assert b'value="Anna of Riga"' in response.content
    assert not Message.objects.exists()


def test_robots_are_thanked_and_forgotten(client: Client) -> None:
    response = write(client, website="https://spam.example")

    assert response.status_code == 302
    assert not Message.objects.exists()


def test_a_second_click_is_the_same_message(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    write(client)
    write(client)
    run_jobs()

    assert Message.objects.count() == 1
    assert len(mail.outbox) == 1


def test_too_many_messages_wait_with_their_words_kept(client: Client) -> None:
    for number in range(LIMIT):
        write(client, body=f"Message {number}")

    response = write(client, body="One too many")

    assert response.status_code == 429
    assert b"One too many" in response.content
    assert Message.objects.count() == LIMIT


def test_a_customer_need_not_type_name_and_address(client: Client, buyer: User) -> None:
    client.force_login(buyer)

    page = client.get(
        "/en/contacts/?subject=withdrawal&order=K7M3-9QXT"
    ).content.decode()

    assert 'value="Anna Ozola"' in page
    assert 'value="buyer@example.com"' in page
    assert '<option value="withdrawal" selected>' in page
    assert 'value="K7M3-9QXT"' in page


def test_a_question_about_a_product_names_it(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    make_merchant(email="hello@liepa.example")
    product = make_product(title="Linen runner", slug="linen-runner")

    response = write(client, path="/en/p/linen-runner/question/")
    run_jobs()

    assert response.headers["Location"] == "/en/p/linen-runner/"
    message = Message.objects.get()
    assert (message.product, message.subject) == (product, "product")
    assert "Linen runner" in mail.outbox[0].body


def test_a_product_that_is_not_sold_has_no_questions(client: Client) -> None:
    make_product(slug="secret", is_published=False)

    assert write(client, path="/en/p/secret/question/").status_code == 404
    assert client.get("/en/p/none/question/").status_code == 404
    assert not Message.objects.exists()
