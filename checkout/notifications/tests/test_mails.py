from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from catalog.testing import make_variant
from checkout.invoices.issuing import account_for_news
from checkout.notifications import mails
from checkout.notifications.mails import claim_order_mails, send_order_mail
from checkout.notifications.models import Mailing
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.parcels.tracking import mark_delivered
from checkout.testing import make_order
from shop.jobs.models import Job
from shop.jobs.running import run_due

pytestmark = pytest.mark.django_db


def _subjects() -> list[str]:
    return [str(message.subject) for message in mail.outbox]


def _page_of(message: EmailMessage) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    return str(message.alternatives[0][0])


def test_the_buyer_hears_of_every_step(
    run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkout.parcels.sending.send_out", lambda *a, **k: None)
    order = make_order(make_variant(), number="L-1")
    run_jobs()
    order.record(OrderEvent.Kind.PAID, by="stripe", amount="14.90")
    order.move_to(Order.Status.CONFIRMED, by="stripe")
    run_jobs()
    parcel = pack(order, by="marta")
    run_jobs()
    carrier = Carrier.objects.create(code="post", name="Post")
    send(parcel, carrier=carrier, tracking_number="LV1", by="marta")
    run_jobs()
    mark_delivered(parcel, at=timezone.now(), by="marta")
    run_jobs()

    assert _subjects() == [
        "We have received your order L-1 – Vitrine",
        "Your payment for order L-1 has arrived",
        "Your order L-1 is packed",
        "Your order L-1 is on its way",
        "Your order L-1 has been delivered",
    ]
    assert {tuple(message.to) for message in mail.outbox} == {("anna@example.com",)}


def test_a_mail_is_html_and_text_and_leads_to_the_order(
    run_jobs: Callable[[], int],
) -> None:
    order = make_order()
    run_jobs()

    message = mail.outbox[0]
    page = _page_of(message)
    link = f"http://localhost:8000/en/orders/{order.token}/"
    assert link in message.body
    assert link in page
    for text in (message.body, page):
        assert "Hello Anna Ozola," in text
        assert "€14.90" in text
        assert "Brīvības iela 1" in text


def test_a_mail_is_in_the_language_of_the_order(run_jobs: Callable[[], int]) -> None:
    order = make_order(language="fa")

    run_jobs()

    assert mail.outbox[0].extra_headers["Content-Language"] == "fa"
    assert f"/fa/orders/{order.token}/" in mail.outbox[0].body
    assert 'dir="rtl"' in _page_of(mail.outbox[0])


def test_a_mail_is_sent_once_however_often_the_news_is_read(
    run_jobs: Callable[[], int],
) -> None:
    make_order()

    claim_order_mails()
    claim_order_mails()
    run_jobs()
    send_order_mail(Mailing.objects.get().pk)

    assert len(mail.outbox) == 1
    assert Mailing.objects.get().sent_at is not None


def test_a_mail_server_that_fails_is_asked_again_with_the_same_message_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_order()
    claim_order_mails()
    ids: list[str] = []

    def fail(*args: object, message_id: str, **kwargs: object) -> str:
        ids.append(message_id)
        raise SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(mails, "send_mail", fail)
    run_due()
    Job.objects.update(run_at=timezone.now())
    run_due()

    mailing = Mailing.objects.get()
    assert ids == [f"order-event-{mailing.event_id}"] * 2
    assert mailing.sent_at is None
    assert "SMTPServerDisconnected" in Job.objects.get(name="mail.order").last_error


def test_old_events_are_no_news(run_jobs: Callable[[], int]) -> None:
    make_order()
    OrderEvent.objects.update(at=timezone.now() - timedelta(days=4))

    run_jobs()

    assert mail.outbox == []


def test_an_order_nobody_paid_says_why_it_ended(run_jobs: Callable[[], int]) -> None:
    order = make_order()
    order.move_to(Order.Status.CANCELLED, by="clock", reason="unpaid")

    run_jobs()

    assert "we waited for your payment" in mail.outbox[-1].body


def test_a_mail_about_a_parcel_names_it(
    run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = make_order()
    carrier = Carrier.objects.create(
        code="post", name="Post", tracking_url="https://post.example/{number}"
    )
    parcel = Parcel.objects.create(
        order=order, carrier=carrier, tracking_number="LV9", packed_at=timezone.now()
    )
    order.record(OrderEvent.Kind.SENT, by="marta", parcel=parcel.pk)

    run_jobs()

    assert "handed your parcel to Post. Its number is LV9." in mail.outbox[-1].body
    assert "https://post.example/LV9" in mail.outbox[-1].body


def _sent_mail(run_jobs: Callable[[], int]) -> EmailMultiAlternatives:
    run_jobs()
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    assert "on its way" in message.subject
    return message


def test_the_invoice_goes_with_the_mail_about_the_parcel(
    run_jobs: Callable[[], int],
) -> None:
    order = make_order()
    order.move_to(Order.Status.CONFIRMED, by="stripe")
    order.move_to(Order.Status.SENT, by="marta")
    account_for_news()

    message = _sent_mail(run_jobs)

    papers = [each for each in message.attachments if isinstance(each, tuple)]
    name, content, kind = papers[-1]
    assert name == f"invoice-{order.invoices.get().number}.pdf"
    assert kind == "application/pdf"
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF")
    assert message.message().get_content_type() == "multipart/mixed"
    for text in (message.body, _page_of(message)):
        assert "The invoice is enclosed." in text


def test_an_invoice_that_is_not_issued_yet_is_found_on_the_page(
    run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkout.invoices.issuing.account_for", lambda event: None)
    order = make_order()
    order.move_to(Order.Status.CONFIRMED, by="stripe")
    order.move_to(Order.Status.SENT, by="marta")

    message = _sent_mail(run_jobs)

    assert message.message().get_content_type() == "multipart/related"
    for text in (message.body, _page_of(message)):
        assert "You find the invoice on the page of your order." in text
