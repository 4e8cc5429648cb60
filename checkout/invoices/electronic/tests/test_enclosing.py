from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from facturx import get_xml_from_pdf
from pypdf import PdfReader

from checkout.invoices.electronic.tests.papers import words
from checkout.invoices.issuing import account_for_news
from checkout.invoices.models import Invoice
from checkout.invoices.printing import print_invoice
from checkout.invoices.tests.test_issuing import give_back, make_sent_order
from checkout.testing import make_shop
from shop.merchant.models import Merchant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


@pytest.mark.parametrize("kind", Invoice.Kind.values)
def test_paper_holds_the_invoice_for_machines(kind):
    order = make_sent_order()
    give_back(order, "1.00")
    account_for_news()
    paper = Invoice.objects.get(kind=kind)

    # checked against the XSD while it is read
    name, xml = get_xml_from_pdf(print_invoice(paper), check_xsd=True)

    assert name == "factur-x.xml"
    root = ElementTree.fromstring(xml)
    assert paper.number in [each.text for each in root.iterfind(".//{*}ID")]
    assert words(root, "GuidelineSpecifiedDocumentContextParameter", "ID") == [
        "urn:cen.eu:en16931:2017"
    ]


def test_paper_describes_what_it_holds() -> None:
    make_sent_order()
    account_for_news()

    pdf = print_invoice(Invoice.objects.get())

    catalogue: Any = PdfReader(BytesIO(pdf)).root_object
    described = catalogue["/Metadata"].get_data().decode()
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in described
    assert "<pdfaid:part>3</pdfaid:part>" in described
    assert catalogue["/AF"][0].get_object()["/AFRelationship"] == "/Alternative"


def test_staff_read_why_a_paper_is_not_electronic(admin_client: Client) -> None:
    Merchant.objects.update(vat_number="")
    make_sent_order()
    account_for_news()

    page = admin_client.get(reverse("admin:checkout_invoice_changelist"))
    pdf = print_invoice(Invoice.objects.get())

    assert "The merchant has no VAT number" in page.content.decode()
    assert not PdfReader(BytesIO(pdf)).attachments


def test_list_asks_as_often_for_many_papers_as_for_one(admin_client: Client) -> None:
    url = reverse("admin:checkout_invoice_changelist")
    counts = []
    for orders in (1, 1, 4):
        for _number in range(orders):
            give_back(make_sent_order(), "1.00")
        account_for_news()
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(url)
        counts.append(len(asked))

    assert counts[1] == counts[2]
