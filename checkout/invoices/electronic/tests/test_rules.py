"""The business rules of EN 16931, counted again from the XML alone."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from facturx import xml_check_xsd
from hypothesis import given
from hypothesis import strategies as st

from checkout.invoices.electronic.cii import cii
from checkout.invoices.electronic.rules import why_not_electronic
from checkout.invoices.electronic.tests.papers import (
    BUYER,
    SELLER,
    amounts,
    make_paper,
    read,
    words,
)
from checkout.invoices.models import Invoice
from shop.money.amounts import ZERO

D = Decimal
CENT = D("0.01")
LINE = ("IncludedSupplyChainTradeLineItem", "SpecifiedLineTradeSettlement")
LINE_SUM = ("SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount")
HEAD = "ApplicableHeaderTradeSettlement"
TAX = (HEAD, "ApplicableTradeTax")
SUMS = (HEAD, "SpecifiedTradeSettlementHeaderMonetarySummation")
PRICE = "NetPriceProductTradePrice"
ITEMS = st.lists(
    st.tuples(
        st.integers(1, 99),
        st.integers(1, 999_999).map(lambda cents: D(cents) * CENT),
        st.sampled_from([D(0), D("5.5"), D(12), D(21), D("25.50"), D(27)]),
    ),
    min_size=1,
    max_size=12,
)


def one(found: list[D]) -> D:
    assert len(found) == 1
    return found[0]


def check_sums(invoice: Invoice) -> None:
    root = read(invoice)
    nets = amounts(root, *LINE, *LINE_SUM)
    line_total = one(amounts(root, *SUMS, "LineTotalAmount"))
    basis = one(amounts(root, *SUMS, "TaxBasisTotalAmount"))
    vat = one(amounts(root, *SUMS, "TaxTotalAmount"))
    grand = one(amounts(root, *SUMS, "GrandTotalAmount"))
    assert line_total == sum(nets, ZERO), "BR-CO-10"
    assert basis == line_total, "BR-CO-13"
    assert vat == sum(amounts(root, *TAX, "CalculatedAmount"), ZERO), "BR-CO-14"
    assert grand == basis + vat == invoice.total, "BR-CO-15"
    assert one(amounts(root, *SUMS, "DuePayableAmount")) == grand, "BR-CO-16"
    for each in (*nets, line_total, basis, vat, grand):
        assert each == each.quantize(CENT), "BR-DEC"


def check_rates(invoice: Invoice) -> None:
    root = read(invoice)
    by_rate: defaultdict[D, D] = defaultdict(Decimal)
    nets = amounts(root, *LINE, *LINE_SUM)
    rates = amounts(root, *LINE, "ApplicableTradeTax", "RateApplicablePercent")
    for net, rate in zip(nets, rates, strict=True):
        by_rate[rate] += net
    stated = amounts(root, *TAX, "RateApplicablePercent")
    bases = amounts(root, *TAX, "BasisAmount")
    vats = amounts(root, *TAX, "CalculatedAmount")
    assert dict(zip(stated, bases, strict=True)) == dict(by_rate), "BR-S-08"
    for rate, basis, vat in zip(stated, bases, vats, strict=True):
        # prices include VAT, so that rounding may be a cent away
        assert abs(vat - basis * rate / 100) <= CENT, "BR-S-09, BR-CO-17"


def check_prices(invoice: Invoice) -> None:
    for item in read(invoice).iterfind(".//{*}IncludedSupplyChainTradeLineItem"):
        price = one(amounts(item, PRICE, "ChargeAmount"))
        per = (amounts(item, PRICE, "BasisQuantity") or [D(1)])[0]
        pieces = one(amounts(item, "BilledQuantity"))
        assert price * pieces / per == one(amounts(item, "LineTotalAmount"))


@given(ITEMS)
def test_sums_of_an_invoice_agree(items):
    invoice = make_paper(items)

    assert why_not_electronic(invoice) == ""
    check_sums(invoice)
    check_rates(invoice)
    check_prices(invoice)


@given(ITEMS)
def test_sums_of_a_credit_note_agree(items):
    note = make_paper(items, corrects=make_paper(), reason="Chipped")

    check_sums(note)
    check_rates(note)


def test_form_is_that_of_the_standard():
    invoice = make_paper([(3, D("9.99"), D(21)), (1, D("0.07"), D("5.5"))])
    note = make_paper(corrects=invoice, reason="Chipped", delivery=BUYER)

    for paper in (invoice, note):
        assert xml_check_xsd(cii(paper), flavor="factur-x", level="en16931")


def test_credit_note_names_what_it_corrects():
    root = read(make_paper(corrects=make_paper()))

    reference = (HEAD, "InvoiceReferencedDocument", "IssuerAssignedID")
    assert words(root, *reference) == ["2026-000001"]
    assert root.findtext(".//{*}TypeCode") == "381"


@pytest.mark.parametrize(
    ("note", "country", "category", "reason"),
    [
        # BR-IC-10, BR-AE-10 and BR-G-10 ask for a reason
        ("reverse_charge", "DE", "K", ["VATEX-EU-IC"]),
        ("reverse_charge", "LV", "AE", ["VATEX-EU-AE"]),
        ("export", "US", "G", ["VATEX-EU-G"]),
        ("", "LV", "Z", []),
    ],
)
def test_no_vat_has_its_reason(note, country, category, reason):
    paper = make_paper(
        [(3, D("9.99"), D(0))],
        country=country,
        note=note,
        buyer={**BUYER, "vat_number": "DE136695976"},
    )

    root = read(paper)

    assert why_not_electronic(paper) == ""
    line = (*LINE, "ApplicableTradeTax")
    for place in (line, TAX):
        assert words(root, *place, "CategoryCode") == [category]
        # BR-AE-05, BR-IC-05, BR-G-05, BR-Z-05
        assert words(root, *place, "RateApplicablePercent") == ["0"]
    # BR-AE-09, BR-IC-09, BR-G-09, BR-Z-09
    assert amounts(root, *TAX, "CalculatedAmount") == [0]
    assert words(root, *TAX, "ExemptionReasonCode") == reason
    # BR-AE-02, BR-IC-02: both VAT numbers; BR-IC-11, BR-IC-12: when and where to
    numbers = words(root, "SpecifiedTaxRegistration", "ID")
    assert numbers == ["LV40003245752", "DE136695976"]
    assert root.find(".//{*}OccurrenceDateTime") is not None
    where = ("ShipToTradeParty", "PostalTradeAddress", "CountryID")
    assert words(root, *where) == [country]


@pytest.mark.parametrize(
    "change",
    [
        {"seller": {**SELLER, "vat_number": ""}},
        {"seller": {**SELLER, "vat_number": "40003245752"}},
        {"buyer": {**BUYER, "name": ""}},
        {"note": "reverse_charge"},
        {"groups": []},
        {"lines": []},
    ],
)
def test_what_lacks_something_is_not_electronic(change):
    assert why_not_electronic(make_paper(**change))


def test_three_decimals_are_not_electronic():
    items = [(1, D("9.999"), D(21))]

    assert why_not_electronic(make_paper(items, currency="KWD"))
    assert not why_not_electronic(make_paper([(1, D(999), D(21))], currency="JPY"))


def test_gift_cards_are_outside_vat():
    paper = make_paper([(1, D(50), D(0))])
    paper.content["lines"][0]["is_gift_card"] = True

    assert why_not_electronic(paper)
    assert why_not_electronic(make_paper([(1, D(50), D(0))], corrects=paper))


def test_letters_that_xml_forbids_are_left_out():
    paper = make_paper(buyer={**BUYER, "name": "An\x00na\x1b \ufffe🌿"})

    root = read(paper)

    assert words(root, "BuyerTradeParty", "Name") == ["Anna 🌿"]
