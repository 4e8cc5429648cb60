"""Invoices as they are issued, without a shop around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from checkout.invoices.content import rows_of
from checkout.invoices.electronic.cii import cii
from checkout.invoices.models import Invoice
from shop.money.amounts import ZERO, Taxed, allocate

NAMES = {
    "ram": "urn:un:unece:uncefact:data:standard:"
    "ReusableAggregateBusinessInformationEntity:100"
}
SELLER = {
    "name": "Liepa",
    "legal_name": "SIA Liepa",
    "registration_number": "40003245752",
    "vat_number": "LV40003245752",
    "street": "Brīvības iela 1",
    "postcode": "LV-1010",
    "city": "Rīga",
    "country": "LV",
    "email": "shop@example.com",
}
BUYER = {
    "name": "Anna & Co <Ozola>",
    "street": "Unter den Linden 1",
    "postcode": "10117",
    "city": "Berlin",
    "country": "DE",
    "vat_number": "",
}
Item = tuple[int, Decimal, Decimal]  # pieces, price of one, rate


def make_paper(
    items: Sequence[Item] = ((2, Decimal("9.99"), Decimal(21)),),
    *,
    currency: str = "EUR",
    corrects: Invoice | None = None,
    country: str = "DE",
    **content: Any,
) -> Invoice:
    """VAT is taken out of each rate's gross and divided over its lines."""
    lines, groups = [], []
    for rate in sorted({rate for _pieces, _price, rate in items}):
        own = [item for item in items if item[2] == rate]
        gross = [pieces * price for pieces, price, _rate in own]
        group = Taxed.from_gross(sum(gross, ZERO), rate, currency)
        groups.append(group)
        vat = allocate(group.vat, gross, currency)
        lines += [
            _line(item, Taxed(paid, part, rate), currency)
            for item, paid, part in zip(own, gross, vat, strict=True)
        ]
    return Invoice(
        kind=Invoice.Kind.CREDIT_NOTE if corrects else Invoice.Kind.INVOICE,
        number="C2026-000001" if corrects else "2026-000001",
        corrects=corrects,
        issued_at=datetime(2026, 2, 28, 23, tzinfo=UTC),
        country=country,
        currency=currency,
        vat=sum((group.vat for group in groups), ZERO),
        total=sum((group.gross for group in groups), ZERO),
        content={
            "seller": SELLER,
            "buyer": BUYER,
            "delivery": {},
            "order": "1042",
            "language": "en",
            "note": "destination",
            "lines": lines,
            "groups": rows_of(groups),
            **({} if corrects else {"supplied_on": "2026-02-28"}),
            **content,
        },
    )


def _line(item: Item, amount: Taxed, currency: str) -> dict[str, Any]:
    pieces, price, rate = item
    return {
        "title": "Teapot",
        "sku": "TEA-1",
        "is_gift_card": False,
        "quantity": pieces,
        "unit_net": str(Taxed.from_gross(price, rate, currency).net),
        "discount": "0",
        **rows_of([amount])[0],
    }


def read(invoice: Invoice) -> ElementTree.Element:
    return ElementTree.fromstring(cii(invoice))


def words(root: ElementTree.Element, *path: str) -> list[str]:
    """The texts of all elements that end such a path."""
    steps = "/".join(f"ram:{step}" for step in path)
    return [each.text or "" for each in root.iterfind(f".//{steps}", NAMES)]


def amounts(root: ElementTree.Element, *path: str) -> list[Decimal]:
    return [Decimal(text) for text in words(root, *path)]
