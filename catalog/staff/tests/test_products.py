from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from catalog.offers.models import Offer
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import Price, PriceChange, ShelfPrice
from catalog.products.models import Product
from catalog.stock.models import Stock, StockMove
from catalog.testing import (
    make_category,
    make_picture,
    make_product,
    make_variant,
    make_vat_class,
    picture_bytes,
)
from shop.jobs.models import Job
from shop.users.models import User

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/product/"
INLINES = (
    "variants",
    "pictures",
    "specifications",
    "documents",
    "personal_fields",
    "parts",
)


@pytest.fixture
def staff(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def history_of(row: Any) -> Any:
    return row.history


def page_of(product: Product) -> str:
    return f"{LIST}{product.pk}/change/"


def filled_in(product: Product, **changes: Any) -> dict[str, Any]:
    """The form of a product as its page sends it; its rows unchanged."""
    variant = product.variants.get()
    price = f"price_{default_price_list().pk}"
    form: dict[str, Any] = {
        "kind": product.kind,
        "slug": product.slug,
        "title_en": product.title,
        "vat_class": product.vat_class_id,
        "lead_time_days": 0,
        "is_published": "on",
    }
    for name in INLINES:
        form |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}
    form |= {
        "variants-TOTAL_FORMS": 1,
        "variants-INITIAL_FORMS": 1,
        "variants-0-id": variant.pk,
        "variants-0-product": product.pk,
        "variants-0-sku": variant.sku,
        f"variants-0-{price}": "10.00",
        "variants-0-weight_g": 0,
        "variants-0-is_active": "on",
        "variants-0-position": 0,
    }
    return {**form, **changes}


def price_field() -> str:
    return f"variants-0-price_{default_price_list().pk}"


def with_picture(product: Product, data: bytes, **changes: Any) -> dict[str, Any]:
    return filled_in(
        product,
        **{
            "pictures-TOTAL_FORMS": 1,
            "pictures-0-product": product.pk,
            "pictures-0-file": SimpleUploadedFile("mug.jpg", data),
            "pictures-0-alt_en": "A mug",
            "pictures-0-position": 0,
        },
        **changes,
    )


def test_a_price_edited_on_the_page_writes_its_history(staff: Client) -> None:
    product = make_product(price="10.00")

    answer = staff.post(page_of(product), filled_in(product, **{price_field(): "12.5"}))

    assert answer.status_code == 302
    assert Price.objects.get().amount == Decimal("12.5")
    change = PriceChange.objects.latest("pk")
    assert (change.amount, change.by) == (Decimal("12.5"), "Marta Agent")
    assert ShelfPrice.objects.get(product=product).amount == Decimal("12.5")


def test_saving_without_a_change_writes_no_price(staff: Client) -> None:
    product = make_product(price="10.00")

    staff.post(page_of(product), filled_in(product))

    assert PriceChange.objects.count() == 1


def test_a_price_does_not_vanish(staff: Client) -> None:
    product = make_product(price="10.00")

    page = staff.post(page_of(product), filled_in(product, **{price_field(): ""}))

    assert page.status_code == 200
    assert "A price can change but not vanish" in page.text
    assert Price.objects.get().amount == Decimal("10.00")


def test_a_new_product_is_on_its_shelf_at_once(staff: Client) -> None:
    price = default_price_list()
    form = filled_in(make_product())
    form |= {
        "slug": "linen-apron",
        "title_en": "Linen apron",
        "variants-INITIAL_FORMS": 0,
        "variants-0-id": "",
        "variants-0-product": "",
        "variants-0-sku": "APRON",
        f"variants-0-price_{price.pk}": "49.00",
    }

    answer = staff.post(f"{LIST}add/", form)

    assert answer.status_code == 302
    product = Product.objects.get(slug="linen-apron")
    assert product.variants.get().is_default
    assert ShelfPrice.objects.get(product=product).amount == Decimal("49.00")
    assert Job.objects.filter(
        name="search.index", arguments={"product_ids": [product.pk]}
    ).exists()


def test_texts_are_kept_per_language_and_their_html_cleaned(staff: Client) -> None:
    product = make_product()

    staff.post(
        page_of(product),
        filled_in(
            product,
            title_lv="Māla krūze",
            description_en="<p>Calm.</p><script>alert(1)</script>",
            description_lv='<p onclick="x()">Mierīga.</p>',
        ),
    )

    kept: Any = Product.objects.get()
    assert kept.title_lv == "Māla krūze"
    assert kept.description_en == "<p>Calm.</p>"
    assert kept.description_lv == "<p>Mierīga.</p>"
    assert kept.title_uk in {None, ""}


def test_the_history_says_who_changed_a_text(staff: Client) -> None:
    product = make_product()

    staff.post(page_of(product), filled_in(product, title_lv="Māla krūze"))

    latest = history_of(product).latest()
    assert latest.title_lv == "Māla krūze"
    assert str(latest.history_user) == "Marta Agent"
    assert staff.get(f"{LIST}{product.pk}/history/").status_code == 200


def test_an_uploaded_picture_is_kept_without_what_the_camera_knew(
    staff: Client,
) -> None:
    product = make_product()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    data = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(data, "JPEG", exif=exif)

    answer = staff.post(page_of(product), with_picture(product, data.getvalue()))

    assert answer.status_code == 302
    picture = product.pictures.get()
    with picture.file.open("rb") as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("JPEG", (300, 200))
        assert dict(kept.getexif()) == {}
    assert picture.alt == "A mug"


def test_a_bad_file_gives_a_sentence_and_changes_nothing(staff: Client) -> None:
    product = make_product()
    data = with_picture(product, b"<svg onload=alert(1)>", title_en="Changed")

    page = staff.post(page_of(product), data)

    product.refresh_from_db()
    assert page.status_code == 200
    assert "Upload a valid image" in page.text
    assert (product.title, product.pictures.count()) == ("Stoneware mug", 0)


def test_a_picture_that_is_too_large_gives_a_sentence(
    staff: Client, settings: Any
) -> None:
    settings.PICTURE_MAX_BYTES = 100
    product = make_product()

    page = staff.post(page_of(product), with_picture(product, picture_bytes()))

    assert "The picture is larger than" in page.text
    assert product.pictures.count() == 0


def chosen(*products: Product, **form: Any) -> dict[str, Any]:
    return {"_selected_action": [product.pk for product in products], **form}


def test_prices_change_together_exactly_and_with_history(staff: Client) -> None:
    first, second = make_product(price="9.99"), make_product(price="24.00")
    untouched = make_product(price="9.99")

    staff.post(
        LIST,
        chosen(
            first,
            second,
            action="change_together",
            apply="1",
            percent="7.5",
            step="0.05",
        ),
    )

    amounts = dict(Price.objects.values_list("variant__product", "amount"))
    assert amounts == {
        first.pk: Decimal("10.75"),
        second.pk: Decimal("25.8"),
        untouched.pk: Decimal("9.99"),
    }
    assert PriceChange.objects.filter(by="Marta Agent").count() == 2


def test_category_tag_and_vat_class_are_given_together(staff: Client) -> None:
    category, books = make_category("Bath"), make_vat_class("books")
    first, second = make_product(), make_product()

    staff.post(
        LIST,
        chosen(
            first,
            second,
            action="change_together",
            apply="1",
            category=category.pk,
            vat_class=books.pk,
        ),
    )

    for product in (first, second):
        product.refresh_from_db()
        assert list(product.categories.all()) == [category]
        assert product.vat_class == books
        assert history_of(product).count() == 2


def test_products_are_published_and_taken_down_together(staff: Client) -> None:
    product = make_product(is_published=False)

    staff.post(LIST, chosen(product, action="publish"))
    product.refresh_from_db()
    assert (product.is_published, product.is_available) == (True, True)

    staff.post(LIST, chosen(product, action="take_down"))
    product.refresh_from_db()
    assert (product.is_published, product.is_available) == (False, False)


def test_the_list_costs_the_same_for_any_number_of_products(
    staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_picture(make_product(categories=[make_category()]))
    staff.get(LIST)
    # the margin asks once for each group of work that waits: nine of them
    with django_assert_num_queries(22):
        staff.get(LIST)
    for _ in range(3):
        make_picture(make_product(categories=[make_category()]))
    # price lists and merchant were forgotten with the pages that showed them
    staff.get(LIST)

    with django_assert_num_queries(22):
        page = staff.get(LIST)

    assert len(page.context["cl"].result_list) == 4


def test_goods_are_received_and_counted_with_their_reason(staff: Client) -> None:
    variant = make_variant(stock=5)
    deeds = f"/admin/catalog/variant/{variant.pk}/deeds"

    staff.post(f"{deeds}/receive/", {"quantity": 3, "reference": "DN-1"})
    staff.post(f"{deeds}/count/", {"on_hand": 6})

    assert Stock.objects.get().on_hand == 6
    moves = StockMove.objects.order_by("pk").values_list("kind", "quantity", "by")
    assert list(moves) == [
        ("received", 3, "Marta Agent"),
        ("counted", -2, "Marta Agent"),
    ]


def test_a_count_below_what_is_sold_is_refused(staff: Client) -> None:
    variant = make_variant(stock=5)
    Stock.objects.update(sold=4)

    page = staff.post(
        f"/admin/catalog/variant/{variant.pk}/deeds/count/", {"on_hand": 3}
    )

    assert "4 are sold and not sent yet" in page.text
    assert Stock.objects.get().on_hand == 5


def test_what_is_oversold_cannot_become_tracked(staff: Client) -> None:
    make_variant(stock=None)
    Stock.objects.update(sold=4)
    stock = Stock.objects.get()

    page = staff.post(f"/admin/catalog/stock/{stock.pk}/deeds/track/")

    stock.refresh_from_db()
    assert "More is sold or in carts" in page.text
    assert not stock.is_tracked


def test_an_offer_reduces_what_it_was_given(staff: Client, run_jobs: Any) -> None:
    product = make_product(price="10.00")
    now = timezone.localtime()
    form = {
        "name_en": "Linen weeks",
        "slug": "linen-weeks",
        "kind": "percent",
        "value": "20",
        "starts_at_0": now.strftime("%Y-%m-%d"),
        "starts_at_1": now.strftime("%H:%M:%S"),
        "is_active": "on",
        "products": [product.pk],
    }

    answer = staff.post("/admin/catalog/offer/add/", form)
    run_jobs()

    assert answer.status_code == 302
    assert history_of(Offer.objects.get()).count() == 1
    assert ShelfPrice.objects.get(product=product).amount == Decimal("8.00")
