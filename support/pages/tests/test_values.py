"""What the shop stands for is shown by figures from its own books."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.products.models import Manufacturer
from catalog.testing import make_product
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.payments.models import LedgerEntry, Refund
from checkout.testing import make_merchant, make_order, make_shop
from support.contacts.models import Message
from support.pages import evidence
from support.pages.models import Page

pytestmark = pytest.mark.django_db


def values(client: Client) -> str:
    return client.get("/en/about/values/").content.decode()


def make_arrival(*, days_after_promise: int) -> None:
    order = make_order(status=Order.Status.DELIVERED)
    now = timezone.now()
    promised = timezone.localdate(now - timedelta(days=days_after_promise))
    Order.objects.filter(pk=order.pk).update(promised_until=promised)
    Parcel.objects.create(order=order, packed_at=now, delivered_at=now)


def test_a_new_shop_claims_nothing_it_cannot_show(client: Client) -> None:
    html = values(client)

    assert "arrived by the day" not in html
    assert "out of 5" not in html
    assert "Workshops with an address" not in html


def test_promises_kept_are_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "ENOUGH_ORDERS", 2)
    make_shop()
    make_arrival(days_after_promise=0)
    make_arrival(days_after_promise=1)

    assert "<strong>1 of 2</strong> orders" in values(client)


def test_a_handful_of_orders_is_no_evidence(client: Client) -> None:
    make_shop()
    make_arrival(days_after_promise=0)

    assert "arrived by the day" not in values(client)


def test_workshops_and_what_buyers_think_come_from_the_catalogue(
    client: Client,
) -> None:
    pottery = Manufacturer.objects.create(
        name="Māls", postal_address="Rēzekne, Latvia", country="LV"
    )
    make_product(manufacturer=pottery, rating="4.00", review_count=1)
    make_product(manufacturer=pottery, rating="5.00", review_count=3)

    html = values(client)

    assert "Rēzekne, Latvia" in html
    assert "2 products in the shop" in html
    assert "<strong>4.8 out of 5</strong> on average, in 4 reviews." in html


def test_the_merchant_adds_words_and_quotes_products(client: Client) -> None:
    page = Page.objects.create(name="values", text="<h2>Who we are</h2><p>Five.</p>")
    page.products.add(make_product(title="Mug", materials="Tested for lead."))
    page.products.add(make_product(title="Hidden", is_published=False))

    html = values(client)

    assert "<h2>Who we are</h2>" in html
    assert "Tested for lead." in html
    assert "Hidden" not in html


def test_the_accessibility_statement_names_who_watches_over_it(client: Client) -> None:
    make_merchant(email="hello@shop.example")
    Page.objects.create(
        name="accessibility",
        text="<h2>Who watches over this</h2><p>The authority.</p>",
        checked_on="2026-11-10",
    )

    html = client.get("/en/about/accessibility/").content.decode()

    assert "Annex V" in html
    assert "hello@shop.example" in html
    assert "The authority." in html
    assert "Last looked through on 10" in html
    assert 'href="/en/contacts/?subject=accessibility"' in html


def test_the_form_for_withdrawing_has_no_gaps_without_an_address(
    client: Client,
) -> None:
    make_merchant(legal_name="Liepa SIA", street="", city="", email="")

    html = client.get("/en/about/returns/").content.decode()

    assert "To Liepa SIA: I hereby" in html


def test_how_fast_we_answer_and_refund_comes_from_the_books(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "ENOUGH_ORDERS", 3)
    make_shop()
    now = timezone.now()
    for hours in (1, 5, 30):
        asked = Message.objects.create(
            name="Anna", email="a@example.com", language="en", subject="other"
        )
        begun = now - timedelta(hours=hours)
        Message.objects.filter(pk=asked.pk).update(created_at=begun, answered_at=now)
        payment = make_order().payments.get()
        refund = Refund.objects.create(
            payment=payment, amount=1, status=Refund.Status.DONE, reference="r", by="x"
        )
        Refund.objects.filter(pk=refund.pk).update(created_at=begun)
        LedgerEntry.objects.create(
            payment=payment,
            kind=LedgerEntry.Kind.REFUNDED,
            amount=1,
            reference="r",
            at=now - timedelta(minutes=30),
            by="x",
        )

    html = values(client)

    assert "had their answer within <strong>5 hours</strong>" in html
    assert "refunds left us within <strong>5 hours</strong>" in html


def test_two_answers_are_no_pace(client: Client) -> None:
    asked = Message.objects.create(
        name="Anna", email="a@example.com", language="en", subject="other"
    )
    Message.objects.filter(pk=asked.pk).update(answered_at=timezone.now())

    assert "had their answer" not in values(client)
