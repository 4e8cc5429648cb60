"""The variants of a product as records: choices, prices, sales and stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from catalog.attributes.models import Attribute
from catalog.offers.models import Offer
from catalog.products.models import Product, Variant
from catalog.products.models import Specification as Fact
from catalog.transfer.records import Choice, PriceRecord, Specification, VariantRecord
from shop.money.amounts import ZERO, round_money

STANDARD = "standard"
STOCKLESS = {*Product.MADE_ON_DEMAND, Product.Kind.BUNDLE}


def options_of(product: Product) -> list[Attribute]:
    """What every variant has a choice of, in an order that every shop gives them."""
    chosen = [
        {fact.attribute for fact in variant.specifications.all() if _is_option(fact)}
        for variant in product.variants.all()
    ]
    shared = set.intersection(*chosen) if chosen else set()
    return sorted(
        shared, key=lambda attribute: (attribute.name.casefold(), attribute.pk)
    )


def said_by(facts: Iterable[Fact]) -> list[Specification]:
    said = [
        Specification(
            name=fact.attribute.name,
            value=_value(fact),
            unit=fact.attribute.unit,
            group=fact.attribute.group.name if fact.attribute.group else "",
        )
        for fact in facts
    ]
    return sorted(said, key=lambda each: (each.name.casefold(), each.value))


def variants_of(
    product: Product, options: Sequence[Attribute], currency: str
) -> list[VariantRecord]:
    """In the prices of `currency` first."""
    variants = [
        _variant(product, row, options, currency) for row in product.variants.all()
    ]
    sale = next(iter(product.offers.all()), None)
    return _on_sale(variants, sale) if sale else variants


def _variant(
    product: Product, row: Variant, options: Sequence[Attribute], currency: str
) -> VariantRecord:
    prices = _prices(row, currency)
    first = prices[0] if prices else PriceRecord("", ZERO)
    stock, is_tracked = _stock(product, row)
    facts = row.specifications.all()
    chosen = {fact.attribute_id: fact for fact in facts if _is_option(fact)}
    tax_class = product.vat_class.code
    return VariantRecord(
        line=0,
        sku=row.sku,
        price=first.price,
        choices=tuple(
            Choice(option.name, _value(chosen[option.pk])) for option in options
        ),
        currency=first.currency,
        other_prices=tuple(prices[1:]),
        is_sellable=row.is_active,
        is_default=row.is_default,
        stock=stock,
        tracks_stock=is_tracked,
        gtin=row.gtin,
        weight_g=row.weight_g or None,
        length_mm=row.length_mm or None,
        width_mm=row.width_mm or None,
        height_mm=row.height_mm or None,
        content_quantity=row.content_quantity,
        content_unit=row.content_unit,
        tax_class="" if tax_class == STANDARD else tax_class,
        title=row.name,
        specifications=tuple(
            said_by(fact for fact in facts if fact.attribute not in options)
        ),
    )


def _prices(row: Variant, currency: str) -> list[PriceRecord]:
    found = [
        PriceRecord(
            price.price_list.currency,
            round_money(price.amount, price.price_list.currency),
        )
        for price in row.prices.all()
    ]
    return sorted(found, key=lambda each: (each.currency != currency, each.currency))


def _stock(product: Product, row: Variant) -> tuple[int | None, bool]:
    stock = next(iter(row.stocks.all()), None)
    if stock is not None:
        return stock.on_hand, stock.is_tracked
    return (None, False) if product.kind in STOCKLESS else (0, True)


def _on_sale(variants: Sequence[VariantRecord], sale: Offer) -> list[VariantRecord]:
    """With the sale an import can make an offer of again: alike for all variants."""
    currency = sale.price_list.currency if sale.price_list else ""
    price = round_money(sale.value, currency) if currency else ZERO
    fits = all(each.currency == currency and each.price > price for each in variants)
    if not fits:
        return list(variants)
    return [
        replace(
            each,
            price=price,
            compare_at=each.price,
            sale_from=sale.starts_at,
            sale_until=sale.ends_at,
        )
        for each in variants
    ]


def _is_option(fact: Fact) -> bool:
    return fact.attribute.is_option and fact.choice_id is not None


def _value(fact: Fact) -> str:
    if fact.choice:
        return fact.choice.name
    if fact.number is not None:
        return _plain(fact.number)
    if fact.boolean is not None:
        return "yes" if fact.boolean else "no"
    return fact.text


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
