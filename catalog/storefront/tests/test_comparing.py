from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.products.models import Product
from catalog.storefront.comparing import Comparison
from catalog.storefront.tests.shelves import make_attribute, say
from catalog.testing import make_category, make_product

pytestmark = pytest.mark.django_db

Compare = Callable[..., Comparison]


@pytest.fixture
def cups() -> list[Product]:
    table = make_category("Table", slug="table")
    cups = [
        make_product(title=title, slug=title.lower(), main_category=table)
        for title in ("Mug", "Tumbler", "Jug")
    ]
    material = make_attribute("material", "stoneware", "glass")
    colour = make_attribute("colour", "oat", "sea")
    say(cups[0], material, "stoneware")
    say(cups[1], material, "stoneware")
    say(cups[0], colour, "oat", "sea")
    return cups


@pytest.fixture
def compare(client: Client) -> Compare:
    def open_page(*slugs: str) -> Comparison:
        page: Comparison = client.get("/en/compare/", {"p": slugs}).context["page"]
        return page

    return open_page


def rows(page: Comparison) -> dict[str, list[str]]:
    return {row.label: [*row.values] for group in page.groups for row in group.rows}


@pytest.mark.usefixtures("cups")
def test_what_is_said_of_products_stands_side_by_side(compare: Compare) -> None:
    page = compare("tumbler", "mug")

    assert [column.card.title for column in page.columns] == ["Tumbler", "Mug"]
    assert rows(page) == {
        "Material": ["Stoneware", "Stoneware"],
        "Colour": ["", "Oat, Sea"],
    }
    assert [row.is_same for row in page.groups[0].rows] == [True, False]


@pytest.mark.usefixtures("cups")
def test_each_can_be_taken_away_and_others_of_its_shelf_added(
    compare: Compare,
) -> None:
    page = compare("mug", "tumbler")

    assert str(page.columns[0].removal) == "/en/compare/?p=tumbler"
    assert page.others == [("jug", "Jug")]


@pytest.mark.usefixtures("cups")
def test_no_more_than_four_and_none_twice(compare: Compare) -> None:
    for number in range(4):
        make_product(slug=f"bowl-{number}")

    page = compare("mug", "mug", *(f"bowl-{number}" for number in range(4)))

    assert [each.card.slug for each in page.columns] == [
        "mug",
        "bowl-0",
        "bowl-1",
        "bowl-2",
    ]
    assert not page.has_room


def test_what_is_gone_is_left_out(client: Client) -> None:
    make_product(slug="old", is_published=False)

    page = client.get("/en/compare/?p=old&p=never")

    assert page.status_code == 200
    assert "Nothing to compare yet" in page.text


def test_lists_let_their_products_be_ticked(
    client: Client, cups: list[Product]
) -> None:
    page = client.get("/en/search/").text

    assert '<input type="checkbox" name="p" value="mug" form="compare"' in page
    assert 'action="/en/compare/"' in page


def test_the_number_of_queries_does_not_grow(
    client: Client,
    cups: list[Product],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get("/en/")
    for slugs in (["mug"], ["mug", "tumbler", "jug"]):
        with django_assert_max_num_queries(8):
            client.get("/en/compare/", {"p": slugs})
