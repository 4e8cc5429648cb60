from __future__ import annotations

from catalog.attributes.models import Attribute, AttributeChoice, AttributeGroup
from catalog.categories.models import Category
from catalog.media.models import Document, Picture
from catalog.offers.models import Offer, PieceSale
from catalog.pricing.models import Price, PriceChange, PriceList, ShelfPrice, VatRate
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
from catalog.stock.models import Hold, Stock, StockLocation, StockMove
from catalog.transfer.models import ImportLink, ImportProblem, ImportRun

__all__ = [
    "Attribute",
    "AttributeChoice",
    "AttributeGroup",
    "BundlePart",
    "Category",
    "Document",
    "Hold",
    "ImportLink",
    "ImportProblem",
    "ImportRun",
    "Manufacturer",
    "Offer",
    "PersonalField",
    "Picture",
    "PieceSale",
    "Price",
    "PriceChange",
    "PriceList",
    "Product",
    "ShelfPrice",
    "Specification",
    "Stock",
    "StockLocation",
    "StockMove",
    "Tag",
    "Variant",
    "VatClass",
    "VatRate",
]
