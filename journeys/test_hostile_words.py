"""What a stranger types is shown to others as words, wherever it turns up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from catalog.testing import make_product
from checkout.orders.models import Order
from checkout.testing import make_order
from shop.users.models import User
from support.contacts.models import Message
from support.testing import make_review

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
# as it stands in a page when it is words
WORDS = "&lt;script&gt;alert(1)"


def test_a_review_is_words(client: Client) -> None:
    mug = make_product()
    make_review(mug, author=EVIL[:80], title=EVIL, body=EVIL)

    page = client.get(f"/en/p/{mug.slug}/").content.decode()

    assert WORDS in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_an_order_is_words_to_its_buyer_and_to_staff(
    client: Client, agent: User, run_jobs: Callable[[], int]
) -> None:
    order = make_order(address={"name": EVIL, "street": EVIL}, note=EVIL)
    order.lines.update(personal={"name": EVIL}, title=EVIL)
    run_jobs()
    client.force_login(agent)
    staff = reverse("admin:checkout_order_change", args=[order.pk])

    pages = [
        client.get(url).content.decode() for url in (order.get_absolute_url(), staff)
    ]
    letters = [
        str(letter.alternatives[0][0])
        for letter in mail.outbox
        if isinstance(letter, EmailMultiAlternatives)
    ]

    assert letters
    assert Order.objects.get().name == EVIL
    for text in (*pages, *letters):
        assert WORDS in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_message_is_words_to_staff(
    client: Client, agent: User, run_jobs: Callable[[], int]
) -> None:
    about = Message.Subject.values[0]
    typed = {"name": EVIL, "email": "a@example.com", "subject": about, "body": EVIL}
    client.post("/en/contacts/", typed)
    run_jobs()
    client.force_login(agent)
    message = Message.objects.get()

    url = reverse("admin:support_message_change", args=[message.pk])
    page = client.get(url).content.decode()

    assert WORDS in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "query", ["search/?q=", "contacts/?order=", "account/login/?next="]
)
def test_an_address_is_words(query: str, client: Client) -> None:
    page = client.get(f"/en/{query}{EVIL}").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
