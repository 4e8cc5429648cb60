"""Mails bring the logo along and have a line for the list of mails."""

from __future__ import annotations

import re
from email.message import Message

import pytest
from django.core import mail
from django.test import Client

from checkout.orders.models import Order
from checkout.testing import make_merchant, make_order, make_shop
from shop.web.mail import send_mail

pytestmark = pytest.mark.django_db


def parts(sent: mail.EmailMessage) -> list[Message]:
    return [*sent.message().walk()]


def test_the_logo_is_inside_the_mail_and_nothing_is_fetched_from_afar() -> None:
    make_shop()
    order = make_order(status=Order.Status.CONFIRMED)
    context = {"order": order, "lines": [], "address": [], "order_url": "https://x.y"}

    send_mail(
        "order_packed",
        to="anna@example.com",
        language="fa",
        context=context,
        message_id="1",
    )

    [sent] = mail.outbox
    [logo] = [part for part in parts(sent) if part.get_content_type() == "image/png"]
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = next(str(text) for text, kind in sent.alternatives if kind == "text/html")
    assert logo["Content-ID"] == "<logo>"
    assert re.findall(r'<img[^>]+src="([^"]+)"', html) == ["cid:logo"]
    assert 'dir="rtl"' in html
    assert 'mso-hide: all"></div>' not in html


def test_a_letter_that_is_plain_text_in_the_library_has_it_too(
    client: Client, make_user: object
) -> None:
    make_merchant(name="Liepa")
    make_user("anna@example.com", password="linden-tea-5")  # type: ignore[operator]

    client.post("/en/account/password/reset/", {"email": "anna@example.com"})

    [sent] = mail.outbox
    assert isinstance(sent, mail.EmailMultiAlternatives)
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert str(html).count("/account/password/reset/key/") == 2  # address and words
    assert "cid:logo" in str(html)


def test_codes_to_sign_in_have_the_same_letterhead(
    client: Client, make_user: object
) -> None:
    make_merchant(name="Liepa")
    make_user("anna@example.com")  # type: ignore[operator]

    client.post("/en/account/login/code/", {"email": "anna@example.com"})

    [sent] = mail.outbox
    assert [p["Content-ID"] for p in parts(sent) if p["Content-ID"]] == ["<logo>"]
