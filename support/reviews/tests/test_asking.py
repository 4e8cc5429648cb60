from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from checkout.orders.models import Order, OrderEvent
from checkout.testing import make_order
from shop.jobs.models import Job
from support.reviews.models import ReviewRequest
from support.testing import make_review_request

pytestmark = pytest.mark.django_db


def requests_sent() -> list[str]:
    return [letter.to[0] for letter in mail.outbox if "like it" in letter.subject]


def days_pass(days: int) -> None:
    for job in Job.objects.filter(status=Job.Status.WAITING):
        job.run_at -= timedelta(days=days)
        job.save()


def test_a_buyer_is_asked_once_a_week_after_delivery(
    run_jobs: Callable[[], int],
) -> None:
    make_order(status=Order.Status.DELIVERED, email="anna@example.com")
    run_jobs()
    days_pass(6)
    run_jobs()
    assert requests_sent() == []

    days_pass(1)
    run_jobs()
    run_jobs()

    assert requests_sent() == ["anna@example.com"]
    request = ReviewRequest.objects.get()
    assert request.sent_at
    letter = next(letter for letter in mail.outbox if "like it" in letter.subject)
    assert f"/en/reviews/{request.token}/" in letter.body


def test_the_shop_says_how_long_it_waits(
    settings: Settings, run_jobs: Callable[[], int]
) -> None:
    settings.REVIEW_REQUEST_DAYS = 0
    make_order(status=Order.Status.DELIVERED)

    run_jobs()

    assert len(requests_sent()) == 1


def test_the_link_is_in_the_language_of_the_order(
    settings: Settings, run_jobs: Callable[[], int]
) -> None:
    settings.REVIEW_REQUEST_DAYS = 0
    make_order(status=Order.Status.DELIVERED, language="lv")

    run_jobs()

    [letter] = [each for each in mail.outbox if "/reviews/" in each.body]
    assert "/lv/reviews/" in letter.body
    assert letter.extra_headers["Content-Language"] == "lv"


def test_nobody_is_asked_before_delivery(run_jobs: Callable[[], int]) -> None:
    make_order(status=Order.Status.SENT)

    run_jobs()

    assert not ReviewRequest.objects.exists()


def test_deliveries_of_long_ago_are_no_news(run_jobs: Callable[[], int]) -> None:
    make_order(status=Order.Status.DELIVERED)
    OrderEvent.objects.update(at=timezone.now() - timedelta(days=31))

    run_jobs()

    assert not ReviewRequest.objects.exists()


def test_who_does_not_want_to_be_asked_is_not(
    client: Client, settings: Settings, run_jobs: Callable[[], int]
) -> None:
    settings.REVIEW_REQUEST_DAYS = 0
    first = make_order(status=Order.Status.DELIVERED, email="anna@example.com")
    asked = make_review_request(first)

    response = client.post(f"/en/reviews/{asked.token}/refusal/")
    make_order(status=Order.Status.DELIVERED, email="Anna@example.com")
    run_jobs()

    assert response.status_code == 302
    assert requests_sent() == []
    assert ReviewRequest.objects.count() == 2
