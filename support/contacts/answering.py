from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shop.jobs.queue import enqueue
from shop.users.models import User
from support.contacts.models import Message


class AlreadyAnswered(Exception):
    """A colleague was faster: the customer already has an answer."""


@transaction.atomic
def answer(message: Message, *, text: str, by: User | None) -> None:
    """Answer a message once; the answer goes to its writer by mail."""
    now = timezone.now()
    rows = Message.objects.filter(pk=message.pk, answered_at=None).update(
        answer=text, answered_by=by, answered_at=now, status=Message.Status.ANSWERED
    )
    if not rows:
        raise AlreadyAnswered(f"{message} has an answer")

    message.refresh_from_db()
    enqueue("contact.answer", message_id=message.pk)


def close(message: Message, *, by: User) -> None:
    """Put a message away without an answer."""
    Message.objects.filter(pk=message.pk, status=Message.Status.NEW).update(
        status=Message.Status.CLOSED, answered_by=by
    )
