from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from shop.users.models import User
from support.contacts.answering import AlreadyAnswered, answer
from support.contacts.models import Message

pytestmark = pytest.mark.django_db


def make_message() -> Message:
    return Message.objects.create(
        name="Anna", email="anna@example.com", language="en", subject="other", body="Hi"
    )


def test_an_answer_goes_to_the_writer(agent: User, run_jobs: Callable[[], int]) -> None:
    message = make_message()

    answer(message, text="Yes, from Monday.", by=agent)
    run_jobs()

    assert message.status == Message.Status.ANSWERED
    assert message.answered_by == agent
    [letter] = mail.outbox
    assert letter.to == ["anna@example.com"]
    assert "Yes, from Monday." in letter.body


def test_two_colleagues_send_one_answer(
    agent: User, run_jobs: Callable[[], int]
) -> None:
    message = make_message()
    same = Message.objects.get()
    answer(message, text="Yes", by=agent)

    with pytest.raises(AlreadyAnswered):
        answer(same, text="No", by=agent)
    run_jobs()

    assert Message.objects.get().answer == "Yes"
    assert len(mail.outbox) == 1


def test_an_erased_message_is_not_answered(
    agent: User, run_jobs: Callable[[], int]
) -> None:
    message = make_message()
    answer(message, text="Yes", by=agent)
    message.delete()

    run_jobs()

    assert mail.outbox == []
