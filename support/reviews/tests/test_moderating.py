from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from support.reviews.models import Review, ReviewReport
from support.reviews.moderating import hide, keep, reply
from support.testing import make_review

pytestmark = pytest.mark.django_db


def test_a_reader_reports_a_review(client: Client) -> None:
    review = make_review(body="Call me at 123")
    path = f"/en/reviews/{review.pk}/report/"

    page = client.get(path).content.decode()
    response = client.post(path, {"reason": "private", "details": "A phone number"})

    assert "Call me at 123" in page
    assert response.headers["Location"] == review.product.get_absolute_url()
    assert ReviewReport.objects.get().reason == "private: A phone number"
    review.refresh_from_db()
    assert review.status == Review.Status.SHOWN


def test_a_report_without_a_reason_is_asked_for_one(client: Client) -> None:
    path = f"/en/reviews/{make_review().pk}/report/"

    for words in (
        {},
        {"reason": "dislike"},
        {"reason": "insult", "details": "x" * 401},
    ):
        assert client.post(path, {"details": "", **words}).status_code == 422
    assert not ReviewReport.objects.exists()


def test_robots_report_nothing(client: Client) -> None:
    path = f"/en/reviews/{make_review().pk}/report/"

    client.post(path, {"reason": "insult", "website": "https://spam.example"})

    assert not ReviewReport.objects.exists()


def test_reports_are_limited(client: Client) -> None:
    path = f"/en/reviews/{make_review().pk}/report/"

    answers = [client.post(path, {"reason": "insult"}).status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]
    assert ReviewReport.objects.count() == 10


@pytest.mark.parametrize("pk", ["0", "99999999999999999999"])
def test_unknown_reviews_cannot_be_reported(client: Client, pk: str) -> None:
    assert client.get(f"/en/reviews/{pk}/report/").status_code == 404


def test_a_hidden_review_counts_no_more_and_may_come_back(client: Client) -> None:
    review = make_review(score=1)
    product = review.product
    client.post(f"/en/reviews/{review.pk}/report/", {"reason": "insult"})

    hide(review, reason="It insults the potter.")

    product.refresh_from_db()
    assert (product.rating, product.review_count) == (None, 0)
    assert ReviewReport.objects.get().decided_at
    assert client.get(f"/en/reviews/{review.pk}/report/").status_code == 404

    keep(review)

    product.refresh_from_db()
    assert (product.rating, product.review_count) == (Decimal("1.00"), 1)
    review.refresh_from_db()
    assert review.hidden_reason == ""


def test_staff_answer_below_a_review_and_leave_its_words() -> None:
    review = make_review(body="Too heavy")

    reply(review, text="There is a lighter one.")
    review.refresh_from_db()
    assert (review.body, review.reply) == ("Too heavy", "There is a lighter one.")
    assert review.replied_at

    reply(review, text="")
    assert review.replied_at is None
