from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from catalog.products.models import Product
from catalog.testing import make_product
from support.reviews.models import Review
from support.reviews.showing import PER_PAGE
from support.testing import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(db: None) -> Product:
    return make_product(stock=50)


def shown(product: Product, query: str = "") -> str:
    product.refresh_from_db()
    request = RequestFactory().get(f"/en/p/{product.slug}/{query}")
    template = Template("{% load reviews %}{% reviews_of product %}")
    return template.render(Context({"request": request, "product": product}))


def test_count_average_and_distribution_are_shown(mug: Product) -> None:
    for score in (5, 5, 2):
        make_review(mug, score=score)

    html = shown(mug)

    assert "4.0 out of 5 stars" in html
    assert "3 reviews" in html
    assert 'max="3" value="2"' in html
    assert 'href="?stars=5#reviews"' in html
    assert 'href="?stars=3#reviews"' not in html


def test_a_bar_filters_and_other_choices_stay(mug: Product) -> None:
    make_review(mug, score=5, body="Lovely")
    make_review(mug, score=2, body="Heavy")

    html = shown(mug, "?colour=oat&stars=2")

    assert "Heavy" in html
    assert "Lovely" not in html
    assert 'href="?colour=oat#reviews"' in html


def test_readers_choose_the_order(mug: Product) -> None:
    make_review(mug, score=2, body="Heavy", age_days=1)
    make_review(mug, score=5, body="Lovely", age_days=9)

    newest, highest = shown(mug), shown(mug, "?reviews_sort=highest")

    assert newest.index("Heavy") < newest.index("Lovely")
    assert highest.index("Lovely") < highest.index("Heavy")


def test_long_lists_have_pages(mug: Product) -> None:
    for number in range(PER_PAGE + 1):
        make_review(mug, body=f"Review {number}", age_days=number)

    first, second = shown(mug), shown(mug, "?reviews_page=2")

    assert first.count('class="review"') == PER_PAGE
    assert f"Review {PER_PAGE}" not in first
    assert 'href="?reviews_page=2#reviews"' in first
    assert f"Review {PER_PAGE}" in second
    assert 'rel="prev"' in second


@pytest.mark.parametrize(
    "query",
    [
        "?stars=9",
        "?stars=x",
        "?reviews_sort=x",
        "?reviews_page=-1",
        "?reviews_page=99999",
    ],
)
def test_odd_choices_show_everything(mug: Product, query: str) -> None:
    make_review(mug, body="Lovely")

    assert "Lovely" in shown(mug, query)


def test_each_review_says_its_language_and_that_it_is_from_a_buyer(
    mug: Product,
) -> None:
    make_review(mug, language="lv", title="Labi", body="<b>x</b>", reply="Paldies!")

    html = shown(mug)

    assert '<div lang="lv" dir="auto"><h3>Labi</h3>' in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "Paldies!" in html
    assert "bought it here" in html
    assert "Only people who bought this product here can review it" in html


def test_hidden_reviews_are_not_shown(mug: Product) -> None:
    make_review(mug, body="Fine")
    make_review(mug, body="Insult", status=Review.Status.HIDDEN)

    assert "Insult" not in shown(mug)


def test_a_review_whose_writer_left_has_no_name(mug: Product) -> None:
    make_review(mug, author="")

    assert "A former customer" in shown(mug)


def test_reviews_cost_two_queries_and_none_where_there_are_none(
    mug: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bare = make_product()
    for number in range(PER_PAGE + 2):
        make_review(mug, reply="Thanks", age_days=number)
    shown(mug)  # the merchant is in the cache

    with django_assert_num_queries(3):  # with the product itself
        shown(mug)
    with django_assert_num_queries(1):
        shown(bare)


def test_the_front_page_shows_the_newest_in_its_language_first(client: Client) -> None:
    for age, language in ((1, "lv"), (2, "en"), (3, "en"), (4, "en")):
        make_review(
            age_days=age, language=language, title=f"{language} {age}", body="Good."
        )
    make_review(title="Silent")

    page = client.get("/en/").text

    shown = [title for title in ("lv 1", "en 2", "en 3", "en 4") if title in page]
    assert shown == ["en 2", "en 3", "en 4"]
    assert "Silent" not in page


def test_stars_of_any_number_are_shown_there(client: Client) -> None:
    make_review(score=1, title="Broken on arrival", body="Sad.")

    assert "Broken on arrival" in client.get("/en/").text
