from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from catalog.products.models import Product
from catalog.testing import make_product
from checkout.orders.models import Order, OrderLine
from checkout.testing import make_order
from support.reviews.models import Review, ReviewRequest
from support.testing import make_review, make_review_request

pytestmark = pytest.mark.django_db

WORDS = {"score": "4", "title": "Good", "body": "It pours well.", "author": "Anna O."}


def write(client: Client, asked: ReviewRequest, line: OrderLine, **changes: str) -> Any:
    path = f"/en/reviews/{asked.token}/"
    return client.post(path, {"line": str(line.pk), **WORDS, **changes})


def rating(product: Product) -> tuple[Decimal | None, int]:
    product.refresh_from_db()
    return product.rating, product.review_count


def test_a_buyer_reviews_what_the_order_brought(client: Client) -> None:
    mug, jug = make_product(title="Mug"), make_product(title="Jug")
    variants = (mug.variants.get(), jug.variants.get())
    order = make_order(
        *variants, status=Order.Status.DELIVERED, name="Anna Maria Ozola"
    )
    asked = make_review_request(order)

    page = client.get(f"/en/reviews/{asked.token}/").content.decode()
    response = write(client, asked, order.lines.get(variant=variants[0]))

    assert "Mug" in page
    assert "Jug" in page
    assert page.count('value="Anna O."') == 2
    assert response.headers["Location"] == f"/en/reviews/{asked.token}/"
    review = Review.objects.get()
    assert (review.product, review.score, review.language) == (mug, 4, "en")
    assert rating(mug) == (Decimal("4.00"), 1)
    assert rating(jug) == (None, 0)


def test_the_link_stays_in_the_shop_and_browsers_may_post(client: Client) -> None:
    """With no-referrer browsers post from nowhere, and such posts are refused."""
    asked = make_review_request(make_order(status=Order.Status.DELIVERED))

    page = client.get(f"/en/reviews/{asked.token}/").content.decode()

    assert '<meta name="referrer" content="same-origin">' in page


def test_a_second_review_is_refused(client: Client) -> None:
    asked = make_review_request()
    line = asked.order.lines.get()
    write(client, asked, line)

    response = write(client, asked, line, score="1", body="I changed my mind.")

    page = client.get(response.headers["Location"]).content.decode()
    assert "You have already reviewed this." in page
    review = Review.objects.get()
    assert (review.score, review.body) == (4, "It pours well.")
    assert rating(review.product) == (Decimal("4.00"), 1)


def test_an_unknown_link_opens_nothing(client: Client) -> None:
    asked = make_review_request()
    line = asked.order.lines.get()

    assert client.get(f"/en/reviews/{uuid4()}/").status_code == 404
    assert client.post(f"/en/reviews/{uuid4()}/", {"line": line.pk}).status_code == 404
    assert client.post(f"/en/reviews/{uuid4()}/refusal/").status_code == 404
    assert not Review.objects.exists()


def test_the_things_of_another_order_cannot_be_reviewed(client: Client) -> None:
    asked = make_review_request()
    strange = make_order(status=Order.Status.DELIVERED).lines.get()

    assert write(client, asked, strange).status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize("line", ["", "x", "-1", "99999999999999999999", "\0"])
def test_odd_lines_are_not_found(client: Client, line: str) -> None:
    asked = make_review_request()

    response = client.post(f"/en/reviews/{asked.token}/", {**WORDS, "line": line})

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("score", ""),
        ("score", "0"),
        ("score", "6"),
        ("author", " "),
        ("title", "x" * 121),
        ("body", "x" * 4001),
        ("body", "zero \0 byte"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_kept(
    client: Client, field: str, typed: str
) -> None:
    asked = make_review_request()

    words = {"title": "Kept title", field: typed}
    response = write(client, asked, asked.order.lines.get(), **words)

    assert response.status_code == 422
    if field != "title":
        assert b'value="Kept title"' in response.content
    assert not Review.objects.exists()


def test_the_rating_is_the_average_of_all(client: Client) -> None:
    mug = make_product(stock=9)
    make_review(mug, score=5)
    make_review(mug, score=2)
    order = make_order(mug.variants.get(), status=Order.Status.DELIVERED)

    write(client, make_review_request(order), order.lines.get(), score="4")

    assert rating(mug) == (Decimal("3.67"), 3)


def test_a_hidden_review_tells_its_writer_why(client: Client) -> None:
    review = make_review(
        status=Review.Status.HIDDEN, hidden_reason="It names a neighbour."
    )
    asked = make_review_request(review.order_line.order)

    page = client.get(f"/en/reviews/{asked.token}/").content.decode()

    assert "It names a neighbour." in page
