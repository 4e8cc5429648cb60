from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from catalog.testing import make_product
from shop.users.models import User
from support.contacts.models import Message
from support.demo.staff import PASSWORD, load_staff
from support.reviews.models import Review
from support.reviews.moderating import report
from support.testing import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def make_message() -> Message:
    return Message.objects.create(
        name="Anna",
        email="anna@example.com",
        language="en",
        subject=Message.Subject.OTHER,
        body="Do you engrave?",
    )


def test_an_answer_goes_out_once(staff: Client, run_jobs: Any) -> None:
    message = make_message()
    deed = f"/admin/support/message/{message.pk}/deeds/answer/"

    staff.post(deed, {"text": "Yes, we do."})
    page = staff.post(deed, {"text": "No, we do not."})
    run_jobs()

    message.refresh_from_db()
    assert (message.answer, str(message.answered_by)) == ("Yes, we do.", "Marta Agent")
    assert "A colleague was faster" in page.text
    assert [letter.to for letter in mail.outbox] == [["anna@example.com"]]


def test_a_message_is_closed_without_an_answer(staff: Client) -> None:
    message = make_message()

    staff.post(f"/admin/support/message/{message.pk}/deeds/close/")

    message.refresh_from_db()
    assert (message.status, message.answer) == (Message.Status.CLOSED, "")


def test_a_reported_review_is_hidden_for_a_reason_only(staff: Client) -> None:
    review = make_review(make_product())
    report(review, reason="spam")
    deed = f"/admin/support/review/{review.pk}/deeds/hide/"

    staff.post(deed, {"reason": ""})
    review.refresh_from_db()
    assert review.status == Review.Status.SHOWN

    staff.post(deed, {"reason": "advertises another shop"})
    review.refresh_from_db()
    assert review.status == Review.Status.HIDDEN
    assert review.reports.get().decided_at is not None


def test_a_report_is_decided_for_the_review(staff: Client) -> None:
    review = make_review(make_product())
    report(review, reason="I do not like it")

    staff.post(f"/admin/support/review/{review.pk}/deeds/keep/")

    review.refresh_from_db()
    assert review.status == Review.Status.SHOWN
    assert review.reports.get().decided_at is not None


def test_the_words_of_a_buyer_cannot_be_edited(staff: Client) -> None:
    review = make_review(make_product(), title="Calm", score=2)

    answer = staff.post(
        f"/admin/support/review/{review.pk}/change/", {"title": "Great", "score": 5}
    )

    review.refresh_from_db()
    assert answer.status_code == 403
    assert (review.title, review.score) == ("Calm", 2)


def test_demo_staff_exist_on_a_developers_machine_only(
    client: Client, settings: Any
) -> None:
    settings.DEBUG = False
    assert load_staff() == []
    assert not User.objects.exists()

    settings.DEBUG = True
    assert load_staff() == load_staff()
    owner = User.objects.get(email="owner@liepa.example")
    assert owner.check_password(PASSWORD)
    assert (owner.is_staff, owner.is_superuser) == (True, False)
