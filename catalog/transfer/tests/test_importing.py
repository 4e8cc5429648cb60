from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from catalog.categories.models import Category
from catalog.offers.models import Offer
from catalog.offers.showing import shown_prices
from catalog.pricing.lists import price_list_for
from catalog.pricing.models import Price, PriceList, ShelfPrice
from catalog.products.models import BundlePart, Product, Variant
from catalog.search.finding import search
from catalog.stock.models import Stock
from catalog.transfer.importing import go_on, run_for
from catalog.transfer.tests.files import real
from catalog.transfer.tests.shops import (
    contents,
    file_of,
    imported,
    mug,
    rehearsed,
    results,
    sizes,
    told_by,
)
from catalog.transfer.writing import prices

pytestmark = pytest.mark.django_db

# file, products, variants, refused
REAL = [
    ("catalog-shopify/2017/apparel.csv", 25, 96, 0),
    ("catalog-shopify/2017/jewelry.csv", 19, 24, 0),
    ("catalog-shopify/2023/apparel.csv", 20, 22, 0),
    ("catalog-shopify/2023/home-and-garden.csv", 20, 21, 0),
    ("catalog-shopify/2023/jewelery.csv", 20, 23, 0),
    ("catalog-spree/products.csv", 37, 87, 0),
    ("catalog-spree/spec_products_import.csv", 2, 15, 0),
    ("catalog-woocommerce/classic_sample_products.csv", 15, 27, 0),
    ("catalog-woocommerce/experimental_fashion_sample_9_products.csv", 8, 8, 1),
    ("catalog-woocommerce/experimental_sample_9_products.csv", 7, 6, 2),
    ("catalog-woocommerce/sample_products.csv", 18, 28, 0),
    ("catalog-woocommerce/sample_products.xml", 18, 28, 0),
    ("catalog-oscar/books.computers-in-fiction.csv", 86, 86, 0),
    ("catalog-oscar/books.essential.csv", 82, 82, 0),
    ("catalog-oscar/books.hacking.csv", 33, 33, 0),
    ("catalog-oscar/child_products.json", 2, 5, 4),
    ("catalog-oscar/multi-stockrecord-product.json", 1, 1, 1),
]


@pytest.mark.parametrize(("name", "products", "variants", "refused"), REAL)
def test_a_real_file_comes_in_once(
    name: str, products: int, variants: int, refused: int
) -> None:
    path = real(name)

    first = imported(path)
    before, rows = sizes(), contents()
    second = imported(path)

    assert (Product.objects.count(), Variant.objects.count()) == (products, variants)
    assert results(first)[1:] == (0, refused)
    assert results(second) == (0, first.written, refused)
    assert sizes() == before
    assert contents() == rows


def test_a_new_shop_sells_what_came_from_shopify() -> None:
    imported(real("catalog-shopify/2023/home-and-garden.csv"))

    product = Product.objects.get(slug="cream-sofa")
    variant = product.variants.get()
    price_list = price_list_for("LV")
    shown = shown_prices([variant], price_list=price_list, now=timezone.now())
    assert product.is_published
    assert product.is_available
    assert price_list.currency == "EUR"
    assert shown[variant.pk].amount == Decimal("500.00")
    assert not shown[variant.pk].is_reduced
    assert ShelfPrice.objects.get(product=product).amount == Decimal("500.00")
    assert Stock.objects.get(variant=variant).on_hand == 4
    assert product in search("sofa").among(Product.objects.all())


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    path = real("catalog-woocommerce/sample_products.csv")
    before = sizes()

    rehearsal = rehearsed(path)

    assert sizes() == before
    run = imported(path)
    assert results(rehearsal) == results(run)
    assert told_by(rehearsal) == told_by(run)
    assert rehearsal.preview[0]["title"] == "Hoodie with Logo"


def test_wrong_rows_do_not_stop_the_right_ones(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        mug(1),
        mug(2, price="cheap"),
        mug(3, sku="MUG-1"),
        mug(4, sku="X" * 101),
        mug(5),
    )

    run = imported(path)

    assert results(run) == (2, 0, 6)
    assert list(Variant.objects.order_by("pk").values_list("sku", flat=True)) == [
        "MUG-1",
        "MUG-5",
    ]


def test_a_row_the_database_refuses_is_told_and_the_others_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amount = prices._amount

    def too_much(said: object, at: object, desk: object) -> object:
        if getattr(at, "key", "") == "mug-2":
            raise ValueError("out of range")
        return amount(said, at, desk)  # type: ignore[arg-type]

    monkeypatch.setattr(prices, "_amount", too_much)
    path = file_of(tmp_path, mug(1), mug(2), mug(3))

    run = imported(path)

    assert results(run) == (2, 0, 1)
    assert told_by(run) == [
        (3, "", "The database did not take this product: out of range")
    ]
    assert not Product.objects.filter(slug="mug-2").exists()


def test_a_sku_of_another_source_is_refused(tmp_path: Path) -> None:
    imported(file_of(tmp_path, mug(1), name="first.csv"))
    path = file_of(tmp_path, mug(1, product="cup"), name="second.csv")

    run = imported(path)

    assert results(run) == (0, 0, 2)
    line, column, sentence = told_by(run)[0]
    assert (line, column) == (2, "sku")
    assert sentence == (
        "The SKU “MUG-1” belongs to the product “Mug 1” of this shop; "
        "the variant was refused."
    )
    assert Product.objects.count() == 1


def test_what_the_file_leaves_empty_stays(tmp_path: Path) -> None:
    full = mug(
        1, description="<p>Old</p>", materials="Clay", categories="Kitchen > Mugs"
    )
    imported(file_of(tmp_path, full, name="first.csv"))
    path = file_of(tmp_path, mug(1, description="<p>New</p>"), name="second.csv")

    run = imported(path)

    assert results(run) == (1, 0, 0)
    product = Product.objects.get()
    assert product.description == "<p>New</p>"
    assert product.materials == "Clay"
    assert [category.name for category in product.categories.all()] == ["Mugs"]
    assert Category.objects.get(name="Mugs").parent == Category.objects.get(
        name="Kitchen"
    )


def test_a_price_is_rounded_to_its_currency_with_one_history(tmp_path: Path) -> None:
    run = imported(file_of(tmp_path, mug(1, price="12.505", currency="GBP")))

    assert told_by(run) == [(2, "price", "The price 12.505 was rounded to 12.51.")]
    price = Price.objects.get()
    assert price.amount == Decimal("12.51")
    assert price.price_list == PriceList.objects.get(currency="GBP")
    assert "GB" in price.price_list.countries
    assert price.variant.price_changes.count() == 1


def test_a_sale_with_dates_is_an_offer_on_the_regular_price(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        mug(1, compare_at_price="20", sale_until="2099-01-31"),
        mug(2, compare_at_price="20", sale_until="2001-01-31"),
        mug(3, compare_at_price="20"),
    )

    run = imported(path)
    again = imported(path)

    over, former = told_by(run)
    assert over == (
        3,
        "sale_until",
        "The sale at 12.50 is over; the regular price was taken.",
    )
    assert former[:2] == (4, "compare_at_price")
    assert former[2].startswith("The earlier price 20 is not shown: a reduction may")
    prices = Price.objects.order_by("pk").values_list("amount", flat=True)
    assert list(prices) == [20, 20, Decimal("12.50")]
    offer = Offer.objects.get()
    assert (offer.value, offer.products.get().slug) == (Decimal("12.50"), "mug-1")
    shown = shown_prices(
        Variant.objects.all(), price_list=price_list_for("LV"), now=timezone.now()
    )
    first = shown[Variant.objects.get(sku="MUG-1").pk]
    assert first.amount == Decimal("12.50")
    assert not first.is_reduced
    assert results(again) == (0, 3, 0)


def test_a_sale_the_file_knows_no_longer_ends(tmp_path: Path) -> None:
    sale = mug(1, compare_at_price="20", sale_until="2099-01-31")
    imported(file_of(tmp_path, sale, name="first.csv"))

    run = imported(file_of(tmp_path, mug(1, price="20"), name="second.csv"))

    assert results(run) == (1, 0, 0)
    assert Offer.objects.running(timezone.now()).count() == 0


def test_bundles_and_companions_find_products_anywhere_in_the_file(
    tmp_path: Path,
) -> None:
    path = file_of(
        tmp_path,
        mug(1, kind="bundle", parts="MUG-2 | 3\nNONE | 1", stock="", related="mug-3"),
        mug(2),
        mug(3),
    )

    run = imported(path)
    again = imported(path)

    part = BundlePart.objects.get()
    assert (part.bundle.slug, part.variant.sku, part.quantity) == ("mug-1", "MUG-2", 3)
    assert [other.slug for other in part.bundle.related.all()] == ["mug-3"]
    assert told_by(run) == [
        (
            2,
            "related",
            "There is no “NONE” in this shop to be part of it; it was left out.",
        )
    ]
    assert part.bundle.is_available
    assert results(again) == (0, 3, 0)


def test_a_grouped_product_becomes_a_page_that_leads_to_its_products() -> None:
    run = imported(real("catalog-woocommerce/sample_products.csv"))

    page = Product.objects.get(source_key="logo-collection")
    assert page.is_published
    assert not page.variants.exists()
    assert {other.title for other in page.related.all()} == {
        "Hoodie with Logo",
        "T-Shirt",
        "Beanie",
    }
    assert any("became a page" in sentence for _, _, sentence in told_by(run))


def test_an_external_product_leads_there_and_cannot_be_bought_here() -> None:
    imported(real("catalog-woocommerce/sample_products.csv"))

    pennant = Product.objects.get(source_key="wp-pennant")
    assert pennant.external_url.startswith("https://mercantile.wordpress.org/")
    assert not pennant.is_available


def test_stock_below_what_is_sold_is_kept_and_told(tmp_path: Path) -> None:
    imported(file_of(tmp_path, mug(1), name="first.csv"))
    Stock.objects.update(sold=4)

    run = imported(file_of(tmp_path, mug(1, stock=3), name="second.csv"))

    assert told_by(run) == [
        (2, "stock", "4 are sold and not sent yet, so the stock was not set to 3.")
    ]
    assert Stock.objects.get().on_hand == 5


def test_pictures_come_from_a_folder_at_once_and_from_addresses_by_jobs(
    tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (40, 30), "teal").save(folder / "mug.png")
    path = file_of(
        tmp_path,
        mug(1, pictures="mug.png | A mug"),
        mug(2, pictures="MUG.PNG\nhttps://shop.example/other.jpg"),
        mug(3, pictures="gone.png"),
    )

    rehearsal = run_for(path, by="test", is_dry_run=True)
    go_on(rehearsal, path, folder=folder)
    assert not list(Path(settings.MEDIA_ROOT).glob("**/*"))
    run = imported(path, folder=folder)
    again = imported(path, folder=folder)

    rows = [
        (picture.product.slug, picture.is_there, picture.width, picture.alt)
        for product in Product.objects.order_by("pk")
        for picture in product.pictures.order_by("position")
    ]
    assert rows == [
        ("mug-1", True, 40, "A mug"),
        ("mug-2", True, 40, ""),
        ("mug-2", False, 0, ""),
    ]
    assert told_by(run) == [
        (5, "pictures", "There is no file “gone.png”, so this picture was left out.")
    ]
    assert results(again) == (0, 3, 0)


def test_fifty_products_take_hardly_more_queries_than_five(
    tmp_path: Path,
) -> None:
    def queries(first: int, last: int) -> int:
        cells = {
            "categories": "Kitchen",
            "tags": "gift",
            "specifications": "Glaze | Matt",
        }
        rows = [mug(number, **cells) for number in range(first, last)]
        path = file_of(tmp_path, *rows, name=f"{first}.csv")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            imported(path)
        with CaptureQueriesContext(connection) as again:
            imported(path)
        assert len(again) < len(seen)
        return len(seen)

    queries(1, 2)

    # SQLite takes only so many values in one statement
    assert queries(100, 150) - queries(10, 15) <= 5
