from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.attributes.models import Attribute, AttributeChoice
from catalog.categories.models import Category
from catalog.offers.models import Offer
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import Price, PriceList
from catalog.products.models import (
    BundlePart,
    Manufacturer,
    PersonalField,
    Product,
    Specification,
    Tag,
    Variant,
    VatClass,
)
from catalog.stock.models import Stock
from catalog.stock.places import default_location
from catalog.transfer.tests.files import real
from catalog.transfer.tests.shops import (
    contents,
    exported,
    imported,
    results,
    sizes,
)
from catalog.transfer.writing.known import Known

pytestmark = pytest.mark.django_db

# what an emptied shop keeps
LEFT = {"Job": 0}


def export_to(folder: Path, name: str = "export.csv") -> Path:
    path = folder / name
    call_command("export_products", out=path)
    return path


def empty_the_shop() -> None:
    for table in (BundlePart, Product, Offer, Tag, Manufacturer, AttributeChoice):
        table._default_manager.all().delete()
    Attribute.objects.all().delete()
    PriceList.objects.filter(is_default=False).delete()
    for category in sorted(Category.objects.all(), key=lambda row: -row.depth):
        category.delete()


@pytest.mark.parametrize(
    "name",
    [
        "catalog-shopify/2017/apparel.csv",
        "catalog-spree/products.csv",
        "catalog-woocommerce/sample_products.csv",
        "catalog-oscar/books.hacking.csv",
    ],
)
def test_an_export_changes_nothing_here_and_makes_the_same_shop_elsewhere(
    name: str, tmp_path: Path
) -> None:
    imported(real(name))
    rows, path = contents(), export_to(tmp_path)

    run = imported(path)

    assert results(run)[0] == 0
    assert run.refused == 0
    assert contents() == rows
    text, size = exported(), sizes()
    empty_the_shop()
    imported(path)
    assert exported() == text
    assert sizes() | LEFT == size | LEFT


def test_what_staff_made_by_hand_comes_back_the_same(tmp_path: Path) -> None:
    product = make_everything()
    rows, path = contents(), export_to(tmp_path)

    run = imported(path)

    assert results(run)[0] == 0
    assert contents() == rows
    text = exported()
    empty_the_shop()
    imported(path)
    assert exported() == text
    again = Product.objects.get(slug=product.slug)
    assert (again.source, again.source_key) == ("vitrine", product.slug)
    assert getattr(again, "title_lv") == "Krūze"  # noqa: B009
    assert again.created_at == product.created_at
    assert again.vat_class.code == "zero"
    assert again.manufacturer is not None
    assert again.manufacturer.responsible_name == "Liepa SIA"
    assert list(again.personal_fields.values_list("code", "choices")) == [
        ("thread", "Red|Blue")
    ]


def make_everything() -> Product:
    """A product that uses all a product can have."""
    euro = default_price_list()
    pound = PriceList.objects.create(code="gbp", name="Pounds", currency="GBP")
    home = Category.objects.create(name="Home", slug="home", description="<p>All</p>")
    mugs = Category.objects.create(name="Mugs", slug="mugs-2", parent=home)
    maker = Manufacturer.objects.create(
        name="Kiln & Co",
        postal_address="1 Clay Street\nStoke",
        country="GB",
        responsible_name="Liepa SIA",
    )
    colour = Attribute.objects.create(
        code="colour", name="Colour", is_option=True, position=1
    )
    volume = Attribute.objects.create(
        code="volume", name="Volume", kind=Attribute.Kind.NUMBER, unit="ml"
    )
    product = Product.objects.create(
        title="Mug | of “clay”",
        **{"title_lv": "Krūze"},  # noqa: PIE804
        slug="mug",
        kind=Product.Kind.OPTIONS,
        summary="=1+1",
        description="<p>Thrown by hand.</p>",
        materials="Clay\nand water",
        brand="Kiln",
        keywords="mug, cup",
        manufacturer=maker,
        vat_class=VatClass.objects.create(code="zero", name="Zero"),
        main_category=mugs,
        hs_code="691200",
        origin_country="GB",
        lead_time_days=3,
        is_published=True,
        is_available=True,
        created_at=datetime(2024, 2, 29, 12, 30, tzinfo=UTC),
    )
    product.categories.set([mugs, home])
    product.tags.add(Tag.objects.create(code="gift", name="A gift"))
    Specification.objects.create(
        product=product, attribute=volume, number=Decimal("300.5")
    )
    for position, name in enumerate(("Oat", "Night, blue")):
        choice = AttributeChoice.objects.create(attribute=colour, code=name, name=name)
        variant = Variant.objects.create(
            product=product,
            sku=f"MUG-{position}",
            name=f"{name} mug",
            is_default=position == 1,
            is_active=position == 0,
            position=position,
            weight_g=350,
            content_quantity=Decimal("0.300"),
            content_unit=Variant.Unit.METRE,
        )
        Specification.objects.create(
            product=product, variant=variant, attribute=colour, choice=choice
        )
        Price.objects.create(price_list=euro, variant=variant, amount=Decimal("19.90"))
        Price.objects.create(price_list=pound, variant=variant, amount=Decimal(17))
        Stock.objects.create(
            variant=variant,
            location=default_location(),
            on_hand=4,
            is_tracked=position == 0,
        )
    PersonalField.objects.create(
        product=product,
        code="thread",
        label="Thread",
        kind=PersonalField.Kind.CHOICE,
        choices="Red|Blue",
        is_required=True,
        max_length=20,
    )
    other = Product.objects.create(
        title="Saucer",
        slug="saucer",
        vat_class=Known().standard,
        created_at=product.created_at + timedelta(days=1),
    )
    product.related.add(other)
    return product
