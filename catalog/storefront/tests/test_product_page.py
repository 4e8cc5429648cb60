from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.media.models import Document
from catalog.pricing.loading import load_vat_rates
from catalog.products.models import Manufacturer, PersonalField, Product
from catalog.storefront.tests.shelves import make_attribute, say
from catalog.testing import (
    make_bundle,
    make_category,
    make_offer,
    make_picture,
    make_product,
    make_variant,
)

pytestmark = pytest.mark.django_db


def make_mug(**fields: Any) -> Product:
    """In oat and sea, each in two sizes; of the large ones only oat."""
    colour = make_attribute("colour", "oat", "sea", is_option=True)
    size = make_attribute("size", "small", "large", is_option=True)
    mug = make_product(title="Mug", slug="mug", price="19.00", **fields)
    mug.variants.update(sku="OAT-S")
    for sku, of_colour, of_size, stock in (
        ("OAT-S", "oat", "small", 5),
        ("OAT-L", "oat", "large", 3),
        ("SEA-S", "sea", "small", 0),
    ):
        variant = mug.variants.filter(sku=sku).first() or make_variant(
            mug, sku=sku, price="24.00", stock=stock
        )
        say(mug, colour, of_colour, variant=variant)
        say(mug, size, of_size, variant=variant)
    return mug


def linked_data(text: str) -> list[Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return [json.loads(script) for script in found]


def test_the_price_is_said_with_the_vat_of_the_visitors_country(client: Client) -> None:
    load_vat_rates()
    make_product(slug="mug", price="19.00")

    at_home = client.get("/en/p/mug/")
    client.cookies["country"] = "DE"
    in_germany = client.get("/en/p/mug/")

    assert "\u2068€3.30\u2069 VAT (\u206821%\u2069) included" in at_home.text
    assert "\u2068€3.03\u2069 VAT (\u206819%\u2069) included" in in_germany.text


def test_a_unit_price_stands_beside_the_price(client: Client) -> None:
    soap = make_product(slug="soap", price="6.30")
    soap.variants.update(content_quantity="180", content_unit="g")

    assert "€35.00\u2069 / <bdi>kg</bdi>" in client.get("/en/p/soap/").text


def test_a_reduction_shows_the_lowest_price_of_the_days_before(client: Client) -> None:
    mug = make_product(slug="mug", price="20.00")
    make_offer(mug, percent="25", ends_at=timezone.now() + timedelta(days=3))

    response = client.get("/en/p/mug/")

    price = response.context["page"].price.shown
    assert (price.amount, price.lowest_before) == (15, 20)
    assert "Lowest price in the 30 days before: <s>\u2068€20.00\u2069</s>" in (
        response.text
    )


def test_the_address_names_the_variant(client: Client) -> None:
    make_mug()

    usual = client.get("/en/p/mug/")
    large = client.get("/en/p/mug/", {"variant": "OAT-L"})
    unknown = client.get("/en/p/mug/", {"variant": "'; DROP TABLE"})

    assert usual.context["page"].variant.sku == "OAT-S"
    assert large.context["page"].variant.sku == "OAT-L"
    assert "Only 3 left" in large.text
    assert unknown.context["page"].variant.sku == "OAT-S"


def test_options_lead_to_the_nearest_variant_or_say_sold_out(
    client: Client,
) -> None:
    make_mug()

    page = client.get("/en/p/mug/", {"variant": "OAT-L"}).context["page"]

    assert [
        (
            group.code,
            [
                (one.sku, one.is_chosen, one.can_be_bought, one.changes_more)
                for one in group.choices
            ],
        )
        for group in page.options
    ] == [
        ("colour", [("OAT-L", True, True, False), ("SEA-S", False, False, True)]),
        ("size", [("OAT-S", False, True, False), ("OAT-L", True, True, False)]),
    ]


def test_a_chosen_option_swaps_the_box_and_the_pictures(client: Client) -> None:
    make_mug()

    response = client.get(
        "/en/p/mug/",
        {"variant": "SEA-S"},
        headers={"HX-Request": "true", "HX-Target": "product-choice"},
    )

    assert "<html" not in response.text
    assert 'id="product-choice"' in response.text
    assert 'id="product-pictures" data-hx-swap-oob="true"' in response.text
    assert "Sold out" in response.text
    assert "Other versions can still be had." in response.text
    assert "Add to cart" not in response.text


def test_variants_that_no_option_tells_apart_are_chosen_by_name(client: Client) -> None:
    cup = make_product(slug="cup")
    make_variant(cup, sku="B", name="With a chip")

    page = client.get("/en/p/cup/", {"variant": "B"}).context["page"]

    assert [(one.name.name, one.is_chosen) for one in page.options[0].choices] == [
        (cup.variants.get(is_default=True).sku, False),
        ("With a chip", True),
    ]


def test_pictures_of_the_variant_come_first(client: Client) -> None:
    mug = make_mug()
    picture = make_picture(mug, alt="Both")
    large = make_picture(mug, alt="Large", position=1)
    large.variants.set(mug.variants.filter(sku="OAT-L"))

    def alts(sku: str) -> list[str]:
        page = client.get("/en/p/mug/", {"variant": sku}).context["page"]
        return [shown.alt for shown in page.pictures]

    assert alts("OAT-S") == [picture.alt, "Large"]
    assert alts("OAT-L") == ["Large", picture.alt]


def test_made_to_order_says_how_long_it_takes_and_asks(
    client: Client,
) -> None:
    board = make_product(
        slug="board", kind="made_to_order", lead_time_days=8, stock=None
    )
    PersonalField.objects.create(
        product=board, code="name", label="Your name", is_required=True, max_length=24
    )
    PersonalField.objects.create(
        product=board, code="face", label="Face", kind="choice", choices="Roman|Script"
    )

    text = client.get("/en/p/board/").text

    assert "Made for you in 8 working days" in text
    assert re.search(r'name="personal_name" maxlength="24"[^>]* required>', text)
    assert "<option>Script</option>" in text
    assert "cannot be returned because of a change of mind" in text


def test_a_bundle_says_what_is_inside_and_what_it_saves(client: Client) -> None:
    mug = make_product(title="Mug", price="20.00").variants.get()
    plate = make_product(title="Plate", price="15.00").variants.get()
    make_bundle({mug: 2, plate: 1}, price="50.00", slug="set")

    response = client.get("/en/p/set/")

    page = response.context["page"]
    assert [(part.variant, part.quantity) for part in page.parts] == [
        (mug, 2),
        (plate, 1),
    ]
    assert "\u2068€5.00\u2069 less than one by one" in response.text


def test_who_made_it_and_what_to_beware_of_stand_on_the_page(client: Client) -> None:
    maker = Manufacturer.objects.create(
        name="Karas Studio",
        postal_address="Gyumri 3101",
        electronic_address="karas@example.com",
        country="AM",
        responsible_name="Liepa SIA",
        responsible_postal="Riga",
        responsible_electronic="https://liepa.example/safety",
    )
    make_product(slug="mug", manufacturer=maker, safety_warnings="Hot & <sharp>.")

    text = client.get("/en/p/mug/").text

    for said in (
        "Karas Studio",
        "Gyumri 3101",
        'href="mailto:karas@example.com"',
        "Responsible person in the EU",
        "Liepa SIA",
        'href="https://liepa.example/safety"',
        "Hot &amp; &lt;sharp&gt;.",
    ):
        assert said in text


def test_instructions_are_read_on_the_page_and_as_files(client: Client) -> None:
    mug = make_product(slug="mug", instructions="<p>Rinse.</p><script>x()</script>")
    Document.objects.create(
        product=mug, kind="instructions", title="Care", file="documents/1/care.pdf"
    )

    text = client.get("/en/p/mug/").text

    assert "<p>Rinse.</p>" in text
    assert "x()" not in text
    assert 'href="/media/documents/1/care.pdf"' in text


def test_facts_stand_in_their_groups(client: Client) -> None:
    mug = make_mug()
    safe = make_attribute("dishwasher", kind="boolean")
    height = make_attribute("height", kind="number", unit="cm")
    say(mug, safe, boolean=True)
    say(mug, height, number="9.50")

    page = client.get("/en/p/mug/").context["page"]

    rows = [row for group in page.specifications for row in group.rows]
    assert dict(rows) == {
        "Colour": "Oat, Sea",
        "Size": "Small, Large",
        "Dishwasher": "yes",
        "Height": "9.5 cm",
    }


def test_text_in_another_language_says_so(client: Client) -> None:
    make_product(slug="mug", title_en="Mug", title_lv="Krūze", summary_en="To drink.")

    latvian = client.get("/lv/p/mug/").text
    persian = client.get("/fa/p/mug/").text

    assert "<h1>Krūze</h1>" in latvian
    assert '<span lang="en" dir="ltr">To drink.</span>' in latvian
    assert '<h1><span lang="en" dir="ltr">Mug</span></h1>' in persian


def test_search_engines_read_every_variant_as_an_offer(client: Client) -> None:
    table = make_category("Table", slug="table")
    mug = make_mug(categories=[table], rating="4.50", review_count=2, brand="Liepa")
    Product.objects.filter(pk=mug.pk).update(title="Mug </script><b>")

    group, trail = linked_data(client.get("/en/p/mug/").text)

    assert group["@type"] == "ProductGroup"
    assert group["name"] == "Mug </script><b>"
    assert group["variesBy"] == ["https://schema.org/color", "https://schema.org/size"]
    assert group["aggregateRating"]["reviewCount"] == 2
    assert [
        (
            one["sku"],
            one["color"],
            one["offers"]["price"],
            one["offers"]["availability"],
        )
        for one in group["hasVariant"]
    ] == [
        ("OAT-S", "Oat", "19.00", "https://schema.org/InStock"),
        ("OAT-L", "Oat", "24.00", "https://schema.org/InStock"),
        ("SEA-S", "Sea", "24.00", "https://schema.org/OutOfStock"),
    ]
    assert [item["name"] for item in trail["itemListElement"]] == [
        "Table",
        "Mug </script><b>",
    ]


def test_one_variant_is_a_plain_product_for_search_engines(client: Client) -> None:
    make_product(slug="mug", title="Mug", price="19.00")

    (data,) = linked_data(client.get("/en/p/mug/").text)

    assert data["@type"] == "Product"
    assert data["offers"]["url"] == "http://localhost:8000/en/p/mug/"
    policy = data["offers"]["hasMerchantReturnPolicy"]
    assert (policy["applicableCountry"], policy["merchantReturnDays"]) == ("LV", 30)


def test_what_goes_well_with_it_is_shown_if_it_is_published(client: Client) -> None:
    mug = make_product(slug="mug")
    mug.related.set(
        [make_product(title="Pot"), make_product(title="Draft", is_published=False)]
    )

    page = client.get("/en/p/mug/").context["page"]

    assert [card.title for card in page.related] == ["Pot"]


def test_a_draft_is_not_there(client: Client) -> None:
    make_product(slug="draft", is_published=False)

    assert client.get("/en/p/draft/").status_code == 404


def test_without_a_price_in_the_currency_it_cannot_be_bought(client: Client) -> None:
    make_product(slug="mug", price=None)

    text = client.get("/en/p/mug/").text

    assert "Not on sale in your currency" in text
    assert "Add to cart" not in text


def test_what_another_shop_sells_leads_there(client: Client) -> None:
    make_product(slug="mug", external_url="https://other.example/mug")

    text = client.get("/en/p/mug/").text

    assert 'href="https://other.example/mug"' in text
    assert "Add to cart" not in text


def test_a_set_shows_its_pieces_as_they_are_in_it(client: Client) -> None:
    mug = make_product(title="Mug")
    oat, sea = mug.variants.get(), make_variant(mug)
    make_picture(mug, alt="An oat mug").variants.set([oat])
    of_sea = make_picture(mug, alt="A sea mug", position=1)
    of_sea.variants.set([sea])

    page = client.get(make_bundle({sea: 2}).get_absolute_url()).context["page"]

    assert [part.picture.alt for part in page.parts] == ["A sea mug"]
