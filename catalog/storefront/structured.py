"""What search engines read of our pages, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import strip_tags

from catalog.categories.tree import Node
from catalog.offers.showing import ShownPrice
from catalog.products.models import Variant
from catalog.storefront.product_page import ProductPage
from shop.merchant.models import Merchant
from shop.web.texts import in_language

Data = dict[str, Any]

CONTEXT = "https://schema.org"
LONGEST_DESCRIPTION = 5000
# options that schema.org has a property for
_KNOWN_OPTIONS = {
    "colour": "color",
    "color": "color",
    "size": "size",
    "material": "material",
    "pattern": "pattern",
}


class Promise(Protocol):
    @property
    def inputs(self) -> Mapping[str, Any]: ...


class Delivery(Protocol):
    """The cheapest way to the visitor's country."""

    @property
    def price(self) -> Decimal: ...
    @property
    def promise(self) -> Promise: ...


def breadcrumbs(trail: Sequence[Node], *, last: str = "") -> Data:
    """The way to a page; the page itself needs no address."""
    items: list[Data] = [
        {"name": node.name, "item": _absolute(node.get_absolute_url())}
        for node in trail
    ]
    if last:
        items.append({"name": last})
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, **item}
            for number, item in enumerate(items, start=1)
        ],
    }


def product_data(
    page: ProductPage, *, country: str, delivery: Delivery | None = None
) -> Data:
    """The product with its offers; one with several variants is a group of them."""
    common = {"@context": CONTEXT, **_said(page)}
    terms = _terms(page, country, delivery)
    if len(page.variants) == 1:
        return common | {"@type": "Product", **_variant(page, page.variants[0], terms)}
    options = {group.code for group in page.options}
    varies_by = sorted({_KNOWN_OPTIONS[code] for code in options & {*_KNOWN_OPTIONS}})
    return common | {
        "@type": "ProductGroup",
        "productGroupID": str(page.product.pk),
        "url": _absolute(page.product.get_absolute_url()),
        "variesBy": [f"{CONTEXT}/{name}" for name in varies_by],
        "hasVariant": [
            {
                "@type": "Product",
                "name": f"{common['name']}, {variant.name}".rstrip(", "),
                "image": common.get("image", []),
                **_variant(page, variant, terms),
            }
            for variant in page.variants
        ],
    }


def _said(page: ProductPage) -> Data:
    product = page.product
    title, _ = in_language(product, "title")
    text = " ".join(
        in_language(product, field)[0] for field in ("summary", "description")
    )
    said: Data = {
        "name": title,
        "description": " ".join(strip_tags(text).split())[:LONGEST_DESCRIPTION],
        "image": [_absolute(picture.src) for picture in page.pictures],
    }
    if product.brand:
        said["brand"] = {"@type": "Brand", "name": product.brand}
    if product.review_count and product.rating:
        said["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(product.rating),
            "reviewCount": product.review_count,
        }
    return {key: value for key, value in said.items() if value}


def _variant(page: ProductPage, variant: Variant, terms: Data) -> Data:
    facts: Data = {"sku": variant.sku}
    if variant.gtin:
        facts["gtin"] = variant.gtin
    if variant.weight_g:
        facts["weight"] = {
            "@type": "QuantitativeValue",
            "value": variant.weight_g,
            "unitCode": "GRM",
        }
    for group in page.options:
        name = _KNOWN_OPTIONS.get(group.code)
        choice = page.choices.get(variant.pk, {}).get(group.code)
        if name and choice:
            facts[name] = choice
    if price := page.prices.get(variant.pk):
        facts["offers"] = _offer(page, variant, price) | terms
    return facts


def _offer(page: ProductPage, variant: Variant, price: ShownPrice) -> Data:
    path = page.product.get_absolute_url()
    url = (
        f"{path}?{urlencode({'variant': variant.sku})}"
        if len(page.variants) > 1
        else path
    )
    is_there = page.stock.get(variant.pk, 0) != 0
    availability = "InStock" if is_there else "OutOfStock"
    if is_there and page.product.lead_time_days:
        availability = "BackOrder"
    offer: Data = {
        "@type": "Offer",
        "url": _absolute(url),
        "price": str(price.amount),
        "priceCurrency": price.currency,
        "availability": f"{CONTEXT}/{availability}",
        "itemCondition": f"{CONTEXT}/NewCondition",
    }
    if price.is_reduced:
        if price.ends_at:
            offer["priceValidUntil"] = price.ends_at.date().isoformat()
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": f"{CONTEXT}/StrikethroughPrice",
            "price": str(price.prior),
            "priceCurrency": price.currency,
        }
    return offer


def _terms(page: ProductPage, country: str, delivery: Delivery | None) -> Data:
    """How it gets to the buyer, and back."""
    merchant = Merchant.current()
    terms: Data = {
        "hasMerchantReturnPolicy": {
            "@type": "MerchantReturnPolicy",
            "applicableCountry": country,
            "returnPolicyCategory": f"{CONTEXT}/MerchantReturnNotPermitted",
        }
        if page.questions
        else {
            "@type": "MerchantReturnPolicy",
            "applicableCountry": country,
            "returnPolicyCategory": f"{CONTEXT}/MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": merchant.return_days,
            "returnMethod": f"{CONTEXT}/ReturnByMail",
            "returnFees": f"{CONTEXT}/FreeReturn",
        }
    }
    if delivery and page.price:
        inputs = delivery.promise.inputs
        handling = inputs["handling_days"] + page.product.lead_time_days
        terms["shippingDetails"] = {
            "@type": "OfferShippingDetails",
            "shippingRate": {
                "@type": "MonetaryAmount",
                "value": str(delivery.price),
                "currency": page.price.shown.currency,
            },
            "shippingDestination": {
                "@type": "DefinedRegion",
                "addressCountry": country,
            },
            "deliveryTime": {
                "@type": "ShippingDeliveryTime",
                "handlingTime": _days(handling, handling + 1),
                "transitTime": _days(inputs["days_min"], inputs["days_max"]),
            },
        }
    return terms


def _days(least: int, most: int) -> Data:
    return {
        "@type": "QuantitativeValue",
        "minValue": least,
        "maxValue": most,
        "unitCode": "DAY",
    }


def _absolute(path: str) -> str:
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
