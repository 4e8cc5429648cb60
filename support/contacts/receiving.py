from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalog.products.models import Product
from checkout.orders.finding import find_order
from shop.jobs.queue import enqueue
from support.contacts.models import Message

SAME_MESSAGE_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    email: str
    language: str


@transaction.atomic
def receive(
    sender: Sender,
    *,
    subject: str,
    body: str,
    order_number: str = "",
    product: Product | None = None,
) -> Message:
    """Keep a message, tell staff, and send its writer a copy.

    The same words again within the hour, from a second click or a reload, are the
    same message.
    """
    since = timezone.now() - SAME_MESSAGE_WITHIN
    twins = Message.objects.filter(email=sender.email, body=body, product=product)
    twin = twins.filter(subject=subject, created_at__gte=since).first()
    if twin:
        return twin

    message = Message.objects.create(
        name=sender.name,
        email=sender.email,
        language=sender.language,
        subject=subject,
        body=body,
        order_number=order_number,
        order=find_order(number=order_number, email=sender.email),
        product=product,
    )
    enqueue("contact.to_staff", message_id=message.pk)
    enqueue("contact.received", message_id=message.pk)
    return message
