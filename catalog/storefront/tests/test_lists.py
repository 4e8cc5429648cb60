from __future__ import annotations

import pytest
from django.test import Client

from catalog.attributes.models import Attribute
from catalog.storefront.tests.shelves import make_attribute, say
from catalog.testing import (
    make_category,
    make_offer,
    make_picture,
    make_product,
    make_variant,
)

pytestmark = pytest.mark.django_db


def titles(client: Client, address: str, **parameters: str | list[str]) -> list[str]:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return [card.title for card in response.context["listing"].cards]


def test_a_category_shows_what_lies_below_it_the_newest_first(client: Client) -> None:
    table = make_category("Table", slug="table")
    cups = make_category("Cups", parent=table, slug="cups")
    make_product(title="Plate", categories=[table])
    make_product(title="Mug", categories=[cups])
    make_product(title="Soap", categories=[make_category("Bath")])
    make_product(title="Draft", categories=[cups], is_published=False)

    assert titles(client, "/en/c/table/") == ["Mug", "Plate"]
    assert titles(client, "/en/c/cups/") == ["Mug"]


def test_a_long_list_stands_in_the_same_order(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.storefront.listing.MANY_PAGES", 1)
    table = make_category("Table", slug="table")
    cups = make_category("Cups", parent=table, slug="cups")
    make_product(title="Plate", categories=[table])
    make_product(title="Mug", categories=[table, cups])
    make_product(title="Soap", categories=[make_category("Bath")])
    make_product(title="Draft", categories=[cups], is_published=False)

    assert titles(client, "/en/c/table/") == ["Mug", "Plate"]
    assert titles(client, "/en/c/table/", offer="1") == []


def test_a_hidden_category_and_what_lies_below_it_are_not_there(client: Client) -> None:
    hidden = make_category("Attic", slug="attic", is_visible=False)
    make_category("Box", slug="box", parent=hidden)

    assert client.get("/en/c/attic/").status_code == 404
    assert client.get("/en/c/box/").status_code == 404


def test_choices_widen_within_an_attribute_and_narrow_across(client: Client) -> None:
    colour = make_attribute("colour", "oat", "sea", "ink")
    material = make_attribute("material", "clay", "glass")
    for title, of_colour, of_material in (
        ("Mug", "oat", "clay"),
        ("Jug", "sea", "clay"),
        ("Bowl", "ink", "clay"),
        ("Carafe", "sea", "glass"),
    ):
        product = make_product(title=title)
        say(product, colour, of_colour)
        say(product, material, of_material)

    assert titles(client, "/en/search/", colour=["oat", "sea"]) == [
        "Carafe",
        "Jug",
        "Mug",
    ]
    assert titles(client, "/en/search/", colour=["oat", "sea"], material="clay") == [
        "Jug",
        "Mug",
    ]


def test_counts_of_an_attribute_ignore_its_own_choices(client: Client) -> None:
    colour = make_attribute("colour", "oat", "sea")
    material = make_attribute("material", "clay", "glass")
    for of_colour, of_material in (
        ("oat", "clay"),
        ("sea", "clay"),
        ("sea", "clay"),
        ("sea", "glass"),
    ):
        product = make_product()
        say(product, colour, of_colour)
        say(product, material, of_material)

    response = client.get("/en/search/", {"colour": "oat", "material": "clay"})

    listing = response.context["listing"]
    counts = {
        facet.code: {choice.value: choice.count for choice in facet.choices}
        for facet in listing.facets
    }
    assert counts == {"colour": {"oat": 1, "sea": 2}, "material": {"clay": 1}}
    assert listing.total == 1


def test_a_variant_that_has_the_colour_is_enough(client: Client) -> None:
    colour = make_attribute("colour", "oat", "sea", is_option=True)
    mug = make_product(title="Mug")
    say(mug, colour, "sea", variant=mug.variants.get())
    make_product(title="Bowl")

    assert titles(client, "/en/search/", colour="sea") == ["Mug"]


def test_who_asks_for_a_colour_sees_that_colour(client: Client) -> None:
    colour = make_attribute("colour", "oat", "sea", is_option=True)
    mug = make_product(title="Mug", slug="mug", price="10.00")
    oat = mug.variants.get()
    sea = make_variant(mug, sku="MUG/SEA", price="12.00")
    say(mug, colour, "oat", variant=oat)
    say(mug, colour, "sea", variant=sea)
    make_picture(mug, alt="Oat").variants.add(oat)
    make_picture(mug, alt="Sea", position=1).variants.add(sea)
    tea_set = make_product(title="Set", slug="set", price="40.00")
    say(tea_set, colour, "sea")
    make_picture(tea_set, alt="All of it")

    response = client.get("/en/search/", {"colour": "sea"})

    assert [
        (card.url, card.picture.alt, card.price.amount, card.is_from)
        for card in response.context["listing"].cards
    ] == [
        ("/en/p/set/", "All of it", 40, False),
        ("/en/p/mug/?variant=MUG%2FSEA", "Sea", 12, False),
    ]


def test_numbers_are_narrowed_by_ranges_and_yes_or_no_by_yes(client: Client) -> None:
    height = make_attribute("height", kind=Attribute.Kind.NUMBER, unit="cm")
    safe = make_attribute("oven-safe", kind=Attribute.Kind.BOOLEAN)
    for title, centimetres, is_safe in (
        ("Low", "8", True),
        ("Middle", "12.5", False),
        ("High", "30", True),
    ):
        product = make_product(title=title)
        say(product, height, number=centimetres)
        say(product, safe, boolean=is_safe)

    assert titles(client, "/en/search/", height_min="10") == ["High", "Middle"]
    assert titles(client, "/en/search/", height_min="10", height_max="20") == ["Middle"]
    assert titles(client, "/en/search/", **{"oven-safe": "1"}) == ["High", "Low"]


def test_prices_narrow_and_sort_with_offers_taken_off(client: Client) -> None:
    cheap = make_product(title="Cheap", price="5.00")
    middle = make_product(title="Middle", price="10.00")
    dear = make_product(title="Dear", price="20.00")
    make_offer(dear, percent="80")

    assert titles(client, "/en/search/", sort="price") == ["Dear", "Cheap", "Middle"]
    assert titles(client, "/en/search/", sort="price-desc", price_max="5") == [
        "Cheap",
        "Dear",
    ]
    assert titles(client, "/en/search/", offer="1") == ["Dear"]
    assert {cheap.title, middle.title}.isdisjoint(titles(client, "/en/offers/"))


def test_only_what_can_be_bought_and_is_well_rated(client: Client) -> None:
    make_product(title="Gone", stock=0, rating="5.00", review_count=3)
    make_product(title="Loved", rating="4.50", review_count=2)
    make_product(title="New")

    assert titles(client, "/en/search/", available="1") == ["New", "Loved"]
    assert titles(client, "/en/search/", rating="4") == ["Loved", "Gone"]
    assert titles(client, "/en/search/", sort="rating") == ["Gone", "Loved", "New"]
    assert titles(client, "/en/search/", sort="name") == ["Gone", "Loved", "New"]


def test_tags_lead_to_what_has_them(client: Client) -> None:
    make_product(title="Candle", tags=["gift"])
    make_product(title="Brush")

    response = client.get("/en/search/", {"tag": "gift"})

    listing = response.context["listing"]
    assert [card.title for card in listing.cards] == ["Candle"]
    assert [(chip.label, str(chip.url)) for chip in listing.chips] == [
        ("gift", "/en/search/")
    ]


def test_each_condition_is_a_chip_that_takes_it_away(client: Client) -> None:
    colour = make_attribute("colour", "oat", "sea")
    make_category("Table", slug="table")
    product = make_product()
    say(product, colour, "oat", "sea")

    response = client.get(
        "/en/c/table/", {"colour": ["oat", "sea"], "price_min": "5", "sort": "name"}
    )

    chips = {chip.label: str(chip.url) for chip in response.context["listing"].chips}
    assert chips["Oat"] == "/en/c/table/?price_min=5&colour=sea&sort=name"
    assert chips["Sea"] == "/en/c/table/?price_min=5&colour=oat&sort=name"
    assert chips["from \u2068€5.00\u2069"] == (
        "/en/c/table/?colour=oat&colour=sea&sort=name"
    )


def test_pages_can_be_followed_and_come_back_together(client: Client) -> None:
    for number in range(50):
        make_product(title=f"Mug {number:02}")

    first = client.get("/en/search/")
    last = client.get("/en/search/", {"page": "3"})
    again = client.get("/en/search/", {"upto": "2"})

    assert first.context["listing"].cards[0].title == "Mug 49"
    assert len(first.context["listing"].cards) == 24
    assert 'href="/en/search/?page=2"' in first.text
    assert [card.title for card in last.context["listing"].cards] == [
        "Mug 01",
        "Mug 00",
    ]
    assert last.context["listing"].paging.next is None
    assert len(again.context["listing"].cards) == 48


def test_load_more_answers_with_the_products_and_the_way_on(client: Client) -> None:
    for _ in range(50):
        make_product()

    response = client.get(
        "/en/search/",
        {"page": "2"},
        headers={"HX-Request": "true", "HX-Target": "products"},
    )

    assert response.text.count("<article") == 24
    assert "<html" not in response.text
    assert 'href="/en/search/?page=3"' in response.text
    assert 'hx-replace-url="/en/search/?upto=3"' in response.text


def test_a_swap_of_filters_answers_with_the_list_alone(client: Client) -> None:
    make_product(title="Mug")

    response = client.get(
        "/en/search/", headers={"HX-Request": "true", "HX-Target": "listing"}
    )

    assert response.text.lstrip().startswith('<div class="listing" id="listing">')


def test_search_engines_know_a_list_without_its_conditions(client: Client) -> None:
    make_category("Table", slug="table")
    make_product()

    plain = client.get("/en/c/table/")
    narrowed = client.get("/en/c/table/", {"available": "1", "sort": "price"})

    canonical = '<link rel="canonical" href="http://localhost:8000/en/c/table/">'
    assert canonical in plain.text
    assert "noindex" not in plain.text
    assert canonical in narrowed.text
    assert '<meta name="robots" content="noindex, follow">' in narrowed.text


def test_an_offer_shows_what_it_covers_until_it_is_over(client: Client) -> None:
    mug = make_product(title="Mug")
    make_product(title="Bowl")
    make_offer(mug, slug="cups", name="Cups for less", description="Warm in the hand.")

    response = client.get("/en/offers/cups/")

    assert "Warm in the hand." in response.text
    assert [card.title for card in response.context["listing"].cards] == ["Mug"]
    assert "Cups for less" in client.get("/en/offers/").text
    assert client.get("/en/offers/over/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "page=-1",
        "page=99999999999999999999",
        "page=٣",
        "upto=1000000",
        "price_min=x",
        "price_min=1e400",
        "price_max=99999999999999999999999",
        "price_min=NaN",
        "price_min=-5",
        "rating=9999999999999999999999",
        "rating=x",
        "colour=%00",
        "colour=nothing",
        "tag=%00",
        "sort=%00",
        "sort=relevance",
        "q=%00",
        "height_min=x",
        "colour=" + "&colour=".join(f"c{i}" for i in range(500)),
        "q=" + "x" * 10_000,
    ],
)
def test_an_odd_address_is_no_error(client: Client, query: str) -> None:
    make_attribute("colour", "oat")
    make_attribute("height", kind=Attribute.Kind.NUMBER)
    make_product()

    assert client.get(f"/en/search/?{query}").status_code == 200


def test_an_unknown_choice_leaves_the_known_ones(client: Client) -> None:
    colour = make_attribute("colour", "oat", "sea")
    mug = make_product(title="Mug")
    say(mug, colour, "oat")
    make_product(title="Bowl")

    assert titles(client, "/en/search/", colour=["oat", "nope"]) == ["Mug"]
