"""The mails about messages; each is safe to send twice under its stable id."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from shop.jobs.registry import job
from shop.merchant.models import Merchant
from shop.web.mail import send_mail
from support.contacts.models import Message


@job("contact.to_staff")
def tell_staff(message_id: int) -> None:
    """Forward a message to the shop's mailbox; answering there reaches the writer."""
    merchant = Merchant.current()
    message = _message(message_id)
    if message is None or not merchant.email:
        return
    send_mail(
        "contact_to_staff",
        to=merchant.email,
        language=settings.LANGUAGE_CODE,
        context={
            "message": message,
            "admin_url": settings.SITE_URL + reverse("admin:index"),
        },
        message_id=f"contact-{message.pk}-to-staff",
        reply_to=message.email,
    )


@job("contact.received")
def confirm(message_id: int) -> None:
    """Send the writer a copy with date and time, in the writer's language."""
    _write("contact_received", message_id, key="received")


@job("contact.answer")
def send_answer(message_id: int) -> None:
    _write("contact_answer", message_id, key="answer")


def _write(template: str, message_id: int, *, key: str) -> None:
    message = _message(message_id)
    if message is None:
        return
    send_mail(
        template,
        to=message.email,
        language=message.language,
        context={"message": message},
        message_id=f"contact-{message.pk}-{key}",
    )


def _message(message_id: int) -> Message | None:
    """The message; None when its writer had it erased meanwhile."""
    known = Message.objects.select_related("product", "order")
    return known.filter(pk=message_id).first()
