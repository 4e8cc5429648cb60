from __future__ import annotations

from decimal import Decimal

import pytest
from django.db.models import Count

from catalog.products.models import Product
from catalog.testing import make_product
from checkout.orders.models import Order
from shop.users.models import User
from support.demo.loading import load_care
from support.demo.reading import facts
from support.faq.models import Question
from support.guides.models import Guide
from support.reviews.models import Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> Product:
    return make_product(slug="stoneware-mug", title="Stoneware mug", price="18.00")


def test_care_comes_with_the_demo_shop(mug: Product) -> None:
    loaded = load_care()

    assert loaded.questions == len(facts("faq")["question"])
    assert loaded.guides == 4
    assert Guide.objects.get(slug="caring-for-stoneware").products.get() == mug
    mug.refresh_from_db()
    assert loaded.reviews == mug.review_count == 5
    assert mug.rating == Decimal("4.40")


def test_every_review_has_a_delivered_and_paid_order(mug: Product) -> None:
    load_care()

    for review in Review.objects.select_related("order_line__order"):
        order = review.order_line.order
        assert order.status == Order.Status.DELIVERED
        assert order.total == order.goods + order.shipping
        assert order.payments.get().balance("captured") == order.total
        delivered = order.events.get(kind="delivered")
        assert delivered.at < review.created_at
        assert order.review_request.sent_at


def test_customers_sign_some_reviews(mug: Product) -> None:
    load_care()

    ilze = User.objects.get(email="ilze@example.com")
    assert ilze.orders.get().lines.get().review.author == "Ilze K."
    assert ilze.addresses.get().is_default


def test_a_second_run_adds_nothing_and_keeps_changes(mug: Product) -> None:
    load_care()
    question = Question.objects.get(code="gift")
    question.question = "Do you wrap?"
    question.save()

    again = load_care()

    assert (again.questions, again.guides, again.reviews) == (0, 0, 0)
    question.refresh_from_db()
    assert question.question == "Do you wrap?"


def test_no_code_is_given_twice() -> None:
    codes = [one["code"] for one in facts("faq")["question"]]

    assert len(codes) == len(set(codes))


def test_an_empty_catalogue_gets_no_reviews() -> None:
    assert load_care().reviews == 0
    assert Question.objects.values("topic").annotate(Count("pk")).count() == 7
