from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from checkout.payments.disputes.models import Dispute
from checkout.payments.providers.stripe.testing import make_card_payment


def make_dispute(**fields: object) -> Dispute:
    now = timezone.now()
    known = {
        "payment": make_card_payment("49.90", risk_level="elevated", risk_score=71),
        "reference": "dp_1",
        "status": Dispute.Status.NEEDS_RESPONSE,
        "reason": "product_not_received",
        "amount": Decimal("49.90"),
        "due_at": now + timedelta(days=5),
        "opened_at": now,
        "link": "https://dashboard.stripe.com/disputes/dp_1",
    }
    return Dispute.objects.create(**{**known, **fields})


def test_the_first_page_shows_disputes_to_answer_with_the_first_deadline(
    admin_client: Client,
) -> None:
    make_dispute()
    make_dispute(due_at=timezone.now() + timedelta(days=6))
    make_dispute(status=Dispute.Status.WON, due_at=None)

    page = admin_client.get("/admin/").content.decode()

    assert "Disputes to answer" in page
    assert "the first by" in page


def test_nothing_is_said_where_every_dispute_is_over(admin_client: Client) -> None:
    make_dispute(status=Dispute.Status.LOST)

    page = admin_client.get("/admin/").content.decode()

    assert "the first by" not in page


def test_a_dispute_leads_to_where_it_is_answered(admin_client: Client) -> None:
    dispute = make_dispute()

    listed = admin_client.get("/admin/checkout/dispute/?answer=yes").content.decode()
    page = admin_client.get(f"/admin/checkout/dispute/{dispute.pk}/change/")

    assert str(dispute.payment.order) in listed
    assert dispute.link in page.content.decode()


def test_the_page_of_an_order_shows_risk_and_dispute(admin_client: Client) -> None:
    dispute = make_dispute()
    order = dispute.payment.order

    page = admin_client.get(f"/admin/checkout/order/{order.pk}/change/")

    text = page.content.decode()
    assert "elevated" in text
    assert "71 of 100" in text
    assert f"/admin/checkout/dispute/{dispute.pk}/change/" in text
