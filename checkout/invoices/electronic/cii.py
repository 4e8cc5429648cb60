"""An invoice for machines: Cross Industry Invoice of UN/CEFACT, profile EN 16931."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import (
    Element,
    SubElement,
    indent,
    register_namespace,
    tostring,
)

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from checkout.invoices.electronic.rules import (
    REASONS,
    category,
    is_vat_number,
    vat_of_lines,
)
from checkout.invoices.models import Invoice
from shop.money.amounts import ZERO, Taxed, round_money

_STANDARD = "urn:un:unece:uncefact:data:standard"
_SPACES = {
    "rsm": f"{_STANDARD}:CrossIndustryInvoice:100",
    "ram": f"{_STANDARD}:ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_STANDARD}:UnqualifiedDataType:100",
    "qdt": f"{_STANDARD}:QualifiedDataType:100",
}
_PROFILE = "urn:cen.eu:en16931:2017"
_INVOICE, _CREDIT_NOTE = "380", "381"
_PIECE = "C62"
_DAY = "102"
_UNLAWFUL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

for _prefix, _space in _SPACES.items():
    register_namespace(_prefix, _space)


def cii(invoice: Invoice) -> bytes:
    """The same bytes whenever it is asked for."""
    root = Element(_name("rsm:CrossIndustryInvoice"))
    _put(
        root,
        "rsm:ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
        _PROFILE,
    )
    _put_document(_put(root, "rsm:ExchangedDocument"), invoice)
    trade = _put(root, "rsm:SupplyChainTradeTransaction")
    for place, line in enumerate(invoice.content["lines"], start=1):
        item = _put(trade, "IncludedSupplyChainTradeLineItem")
        _put_line(item, line, place=place, invoice=invoice)
    _put_parties(_put(trade, "ApplicableHeaderTradeAgreement"), invoice.content)
    _put_delivery(_put(trade, "ApplicableHeaderTradeDelivery"), invoice)
    _put_money(_put(trade, "ApplicableHeaderTradeSettlement"), invoice)
    indent(root)
    xml: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml


def _name(path: str) -> str:
    prefix, colon, local = path.rpartition(":")
    return f"{{{_SPACES[prefix if colon else 'ram']}}}{local}"


def _put(parent: Element, path: str, text: str = "", **attributes: str) -> Element:
    """The last of new elements, each in the one before."""
    for step in path.split("/"):
        parent = SubElement(parent, _name(step))
    parent.text = _UNLAWFUL.sub("", text) or None
    parent.attrib.update(attributes)
    return parent


def _put_if(parent: Element, path: str, text: str, **attributes: str) -> None:
    if text:
        _put(parent, path, text, **attributes)


def _put_day(parent: Element, path: str, day: date, *, kind: str = "udt") -> None:
    _put(parent, f"{path}/{kind}:DateTimeString", f"{day:%Y%m%d}", format=_DAY)


def _put_document(document: Element, invoice: Invoice) -> None:
    _put(document, "ID", invoice.number)
    _put(document, "TypeCode", _CREDIT_NOTE if invoice.is_credit_note else _INVOICE)
    _put_day(document, "IssueDateTime", localtime(invoice.issued_at).date())
    _put_if(document, "IncludedNote/Content", invoice.content.get("reason", ""))


def _put_line(
    item: Element, line: dict[str, Any], *, place: int, invoice: Invoice
) -> None:
    currency = invoice.currency
    net, rate = Decimal(line["net"]), Decimal(line["rate"])
    _put(item, "AssociatedDocumentLineDocument/LineID", str(place))
    product = _put(item, "SpecifiedTradeProduct")
    _put_if(product, "SellerAssignedID", line["sku"])
    _put(product, "Name", line["title"])
    price = _put(item, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice")
    pieces, unit = line["quantity"], Decimal(line["unit_net"])
    if unit * pieces == net:
        _put(price, "ChargeAmount", _amount(unit, currency))
    else:
        # reductions and rounding belong to all pieces: the price of so many
        _put(price, "ChargeAmount", _amount(net, currency))
        _put(price, "BasisQuantity", str(pieces), unitCode=_PIECE)
    _put(
        item,
        "SpecifiedLineTradeDelivery/BilledQuantity",
        str(pieces),
        unitCode=_PIECE,
    )
    settlement = _put(item, "SpecifiedLineTradeSettlement")
    tax = _put(settlement, "ApplicableTradeTax")
    _put(tax, "TypeCode", "VAT")
    _put(tax, "CategoryCode", category(invoice, rate))
    _put(tax, "RateApplicablePercent", _percent(rate))
    _put(
        settlement,
        "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        _amount(net, currency),
    )


def _put_parties(agreement: Element, content: dict[str, Any]) -> None:
    seller, buyer = content["seller"], content["buyer"]
    party = _put(agreement, "SellerTradeParty")
    _put(party, "Name", seller["legal_name"] or seller["name"])
    organisation = _put(party, "SpecifiedLegalOrganization")
    _put_if(organisation, "ID", seller["registration_number"])
    _put(organisation, "TradingBusinessName", seller["name"])
    _put_address(party, seller)
    _put_if(party, "URIUniversalCommunication/URIID", seller["email"], schemeID="EM")
    _put_vat_number(party, seller["vat_number"])
    party = _put(agreement, "BuyerTradeParty")
    _put(party, "Name", buyer.get("company") or buyer["name"])
    _put_address(party, buyer)
    _put_vat_number(party, buyer["vat_number"])
    _put(agreement, "SellerOrderReferencedDocument/IssuerAssignedID", content["order"])


def _put_address(party: Element, place: dict[str, Any]) -> None:
    address = _put(party, "PostalTradeAddress")
    _put_if(address, "PostcodeCode", place.get("postcode", ""))
    _put_if(address, "LineOne", place.get("street", ""))
    _put_if(address, "LineTwo", place.get("street2", ""))
    _put_if(address, "LineThree", place.get("district", ""))
    _put_if(address, "CityName", place.get("city", ""))
    _put(address, "CountryID", place["country"])
    _put_if(address, "CountrySubDivisionName", place.get("region", ""))


def _put_vat_number(party: Element, number: str) -> None:
    if is_vat_number(number):
        _put(party, "SpecifiedTaxRegistration/ID", number, schemeID="VA")


def _put_delivery(delivery: Element, invoice: Invoice) -> None:
    place = invoice.content["delivery"] or {}
    party = _put(delivery, "ShipToTradeParty")
    _put_if(party, "Name", place.get("company") or place.get("name", ""))
    _put_address(party, {**place, "country": place.get("country") or invoice.country})
    bought = (invoice.corrects or invoice).content
    _put_day(
        delivery,
        "ActualDeliverySupplyChainEvent/OccurrenceDateTime",
        date.fromisoformat(bought["supplied_on"]),
    )


def _put_money(settlement: Element, invoice: Invoice) -> None:
    content, currency = invoice.content, invoice.currency
    _put(settlement, "InvoiceCurrencyCode", currency)
    for group in vat_of_lines(content):
        _put_vat(_put(settlement, "ApplicableTradeTax"), group, invoice)
    with override(content["language"]):
        terms = _("As agreed for order %(number)s.") % {"number": content["order"]}
    _put(settlement, "SpecifiedTradePaymentTerms/Description", terms)
    sums = _put(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    net = sum((Decimal(line["net"]) for line in content["lines"]), ZERO)
    total = _amount(invoice.total, currency)
    _put(sums, "LineTotalAmount", _amount(net, currency))
    _put(sums, "TaxBasisTotalAmount", _amount(net, currency))
    _put(sums, "TaxTotalAmount", _amount(invoice.vat, currency), currencyID=currency)
    _put(sums, "GrandTotalAmount", total)
    _put(sums, "DuePayableAmount", total)
    if invoice.corrects:
        corrected = _put(settlement, "InvoiceReferencedDocument")
        _put(corrected, "IssuerAssignedID", invoice.corrects.number)
        issued_on = localtime(invoice.corrects.issued_at).date()
        _put_day(corrected, "FormattedIssueDateTime", issued_on, kind="qdt")


def _put_vat(tax: Element, group: Taxed, invoice: Invoice) -> None:
    kind = category(invoice, group.rate)
    _put(tax, "CalculatedAmount", _amount(group.vat, invoice.currency))
    _put(tax, "TypeCode", "VAT")
    _put(tax, "BasisAmount", _amount(group.net, invoice.currency))
    _put(tax, "CategoryCode", kind)
    _put_if(tax, "ExemptionReasonCode", REASONS.get(kind, ""))
    _put(tax, "RateApplicablePercent", _percent(group.rate))


def _amount(amount: Decimal, currency: str) -> str:
    return f"{round_money(amount, currency):f}"


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
