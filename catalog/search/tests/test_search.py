from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from catalog.products.models import Product
from catalog.search.finding import search
from catalog.search.indexing import index_products, reindex_later
from catalog.search.words import words_of, words_of_html
from catalog.storefront.tests.shelves import make_attribute, say
from catalog.testing import make_category, make_product

pytestmark = pytest.mark.django_db


def found(query: str, language: str = "en") -> list[str]:
    """The slugs of what matches, the most relevant first."""
    with override(language):
        ids = search(query).best(Product.objects.published(), start=0, stop=50)
    slugs = dict(Product.objects.values_list("pk", "slug"))
    return [slugs[pk] for pk in ids]


def index_all() -> None:
    index_products(list(Product.objects.values_list("pk", flat=True)))


def test_a_product_is_found_by_all_that_is_said_of_it() -> None:
    colour = make_attribute("colour", "oat")
    mug = make_product(
        slug="mug",
        title="Stoneware mug",
        summary="For tea.",
        description="<p>Straight-sided &amp; heavy</p>",
        keywords="cup, beaker",
        brand="Liepa",
        tags=["gift"],
        categories=[make_category("Tableware")],
    )
    mug.variants.update(sku="LP-MUG-OAT", gtin="4750991003172")
    say(mug, colour, "oat")
    make_product(slug="soap", title="Soap")
    index_all()

    for query in (
        "mug",
        "MUG stoneware",
        "tea",
        "heavy",
        "beaker",
        "liepa",
        "gift",
        "tableware",
        "oat",
        "LP-MUG-OAT",
        "lp-mug",
        "4750991003172",
    ):
        assert found(query) == ["mug"], query
    assert found("mug soap") == []


def test_the_last_word_may_be_a_beginning_but_no_other() -> None:
    make_product(slug="mug", title="Stoneware mug")
    index_all()

    assert found("ston") == ["mug"]
    assert found("mug stone") == ["mug"]
    assert found("stone mug") == []


def test_a_word_in_the_title_weighs_more_than_one_in_the_text() -> None:
    make_product(slug="text", title="Box", description="Holds a candle.")
    make_product(slug="title", title="Candle")
    index_all()

    assert found("candle") == ["title", "text"]


def test_marks_case_and_keyboards_make_no_difference() -> None:
    make_product(slug="cup", title="Krūze", keywords="کیک")
    index_all()

    assert found("kruze") == ["cup"]
    assert found("KRŪZE") == ["cup"]
    assert found("كيك") == ["cup"]


def test_words_are_looked_for_in_the_language_of_the_page_and_in_english() -> None:
    make_product(slug="mug", title_en="Mug", title_lv="Krūze")
    index_all()

    assert found("krūze", "lv") == ["mug"]
    assert found("mug", "lv") == ["mug"]
    assert found("krūze", "uk") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "'",
        "mug AND",
        "NEAR(mug",
        "mug*",
        "title:mug",
        "-mug",
        "^mug",
        "mug & | ! ( )",
        "';--",
        "\x00",
        "%_\\",
        "(" * 500,
        "mug " * 5000,
        "🫖",
        "\u200f\u202e",
        "½ ﷺ",
    ],
)
def test_no_query_is_an_error(client: Client, query: str) -> None:
    make_product(title="Mug")
    index_all()

    assert client.get("/en/search/", {"q": query}).status_code == 200


def test_what_is_no_longer_published_is_no_longer_found() -> None:
    mug = make_product(slug="mug", title="Mug")
    index_all()
    Product.objects.filter(pk=mug.pk).update(is_published=False)

    index_all()

    assert found("mug") == []


def test_a_change_is_found_after_its_job(run_jobs: Callable[[], int]) -> None:
    mug = make_product(slug="mug", title="Mug")
    index_all()
    mug.title = "Beaker"
    mug.save()

    reindex_later([mug.pk])
    run_jobs()

    assert found("beaker") == ["mug"]
    assert found("mug") == []


def test_everything_can_be_read_anew(capsys: pytest.CaptureFixture[str]) -> None:
    make_product(slug="mug", title="Mug")

    call_command("reindex")

    assert found("mug") == ["mug"]
    assert "1 products read" in capsys.readouterr().out


def test_found_products_can_be_narrowed_and_sorted(client: Client) -> None:
    make_product(title="Mug A", price="5.00")
    make_product(title="Mug B", price="15.00")
    make_product(title="Bowl", price="5.00")
    index_all()

    response = client.get("/en/search/", {"q": "mug", "price_min": "10"})
    cheapest_first = client.get("/en/search/", {"q": "mug", "sort": "price"})

    assert [card.title for card in response.context["listing"].cards] == ["Mug B"]
    assert response.context["listing"].total == 1
    assert [card.title for card in cheapest_first.context["listing"].cards] == [
        "Mug A",
        "Mug B",
    ]


def test_nothing_found_says_so_kindly(client: Client) -> None:
    response = client.get("/en/search/", {"q": '<script>"zebra'})

    assert "Nothing found, sorry" in response.text
    assert "<script>&quot;zebra" not in response.text
    assert "&lt;script&gt;&quot;zebra" in response.text


def test_words() -> None:
    assert words_of("LP-MUG_250 Ķīpsala’s") == ["lp", "mug", "250", "kipsala", "s"]
    assert words_of_html("<p>Tea&nbsp;&amp; milk</p>") == ["tea", "milk"]
