from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from catalog.pricing.models import VatRate
from catalog.testing import make_variant, make_vat_class
from checkout.invoices.issuing import account_for_news
from checkout.invoices.models import Invoice
from checkout.invoices.printing import print_invoice
from checkout.orders.models import Order
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.refunding import finish_refund, refund_order
from checkout.payments.settling import settle
from checkout.testing import make_order, make_shop
from shop.merchant.models import Merchant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _taxed() -> None:
    make_shop()
    VatRate.objects.create(
        country="LV", vat_class=make_vat_class(), rate="21", valid_from="2020-01-01"
    )


def pay(order: Order, amount: Decimal | None = None) -> None:
    payment = order.payments.get()
    money = payment.amount if amount is None else amount
    settle(
        payment,
        Finding(Payment.Status.CAPTURED, captured=money, movement="mv"),
        by="bank",
    )


def give_back(order: Order, amount: str) -> None:
    refund_order(order, amount=Decimal(amount), reason="Chipped", by="marta")
    let_money_go_back()


def let_money_go_back() -> None:
    for refund in Refund.objects.filter(status=Refund.Status.BEGUN):
        finish_refund(refund, reference=f"re_{refund.pk}", by="bank")


def make_sent_order(**details: Any) -> Order:
    order = make_order(**details)
    pay(order)
    order.refresh_from_db()
    order.move_to(Order.Status.SENT, by="marta")
    return order


def text_of(invoice: Invoice) -> str:
    pages = PdfReader(BytesIO(print_invoice(invoice))).pages
    return "\n".join(page.extract_text() for page in pages)


def test_order_has_one_invoice_once_it_is_sent():
    order = make_order()
    pay(order)
    account_for_news()
    assert not Invoice.objects.exists()

    order.refresh_from_db()
    order.move_to(Order.Status.SENT, by="marta")
    account_for_news()
    order.move_to(Order.Status.DELIVERED, by="post")
    account_for_news()

    invoice = Invoice.objects.get()
    assert invoice.number == f"{invoice.year}-000001"
    assert (invoice.total, invoice.vat) == (order.total, order.vat)


def test_numbers_go_on_without_gaps_in_a_series_of_their_own():
    for _number in range(3):
        order = make_sent_order()
        give_back(order, "1.00")

    account_for_news()

    for kind in Invoice.Kind:
        papers = Invoice.objects.filter(kind=kind).order_by("running")
        assert [paper.running for paper in papers] == [1, 2, 3]


def test_numbers_follow_the_days():
    later, earlier = make_sent_order(), make_sent_order()
    moved = timezone.now() - timedelta(minutes=5)
    earlier.events.filter(kind="sent").update(at=moved)

    account_for_news()

    orders = Invoice.objects.order_by("running").values_list("order", flat=True)
    assert [*orders] == [earlier.pk, later.pk]


def test_refunds_are_credited_until_nothing_is_left():
    order = make_sent_order()
    account_for_news()

    give_back(order, "3.33")
    account_for_news()
    give_back(order, str(order.total - Decimal("3.33")))
    account_for_news()
    account_for_news()

    invoice = Invoice.objects.get(kind=Invoice.Kind.INVOICE)
    notes = list(invoice.credit_notes.order_by("pk"))
    assert [note.total for note in notes] == [
        Decimal("3.33"),
        order.total - notes[0].total,
    ]
    assert sum(note.vat for note in notes) == invoice.vat


def test_refund_before_sending_is_credited_with_the_invoice():
    order = make_order()
    pay(order)
    give_back(order, "2.00")
    account_for_news()
    assert not Invoice.objects.exists()

    order.refresh_from_db()
    order.move_to(Order.Status.SENT, by="marta")
    account_for_news()

    assert Invoice.objects.get(kind=Invoice.Kind.CREDIT_NOTE).total == 2


def test_money_that_was_too_much_corrects_nothing():
    order = make_order()
    pay(order, order.total + 5)
    order.refresh_from_db()
    order.move_to(Order.Status.SENT, by="marta")
    let_money_go_back()
    assert order.events.filter(kind="refunded").exists()

    account_for_news()

    assert Invoice.objects.get().kind == Invoice.Kind.INVOICE


def test_cancelled_order_has_no_papers():
    order = make_order()
    order.move_to(Order.Status.CANCELLED, by="anna")

    account_for_news()

    assert not Invoice.objects.exists()


def test_paper_says_what_the_law_wants():
    order = make_sent_order()
    account_for_news()

    words = text_of(Invoice.objects.get())

    line = order.lines.get()
    for part in (
        "SIA Liepa",
        "LV40003245752",
        "Anna Ozola",
        "Brīvības iela 1",
        f"{Invoice.objects.get().year}-000001",
        order.number,
        line.sku,
        "21%",
        f"€{order.vat:.2f}",
        f"€{order.total:.2f}",
    ):
        assert part in words


def test_paper_stays_as_it_was_issued():
    make_sent_order()
    account_for_news()
    invoice = Invoice.objects.get()
    before = print_invoice(invoice)

    Merchant.objects.update(legal_name="Somebody else", street="Moved")

    assert print_invoice(Invoice.objects.get()) == before


def test_business_of_another_country_reads_who_owes_the_vat():
    order = make_sent_order(
        address={"country": "DE", "postcode": "10115", "city": "Berlin"},
        vat_number="DE136695976",
    )
    assert order.is_reverse_charge
    account_for_news()

    words = " ".join(text_of(Invoice.objects.get()).split())

    assert "Reverse charge" in words
    assert "DE136695976" in words


@pytest.mark.parametrize("language", ["en", "lv", "uk", "hy", "fa"])
def test_long_invoice_can_be_printed_in_every_language(language):
    make_sent_order(language=language)
    account_for_news()
    invoice = Invoice.objects.get()
    invoice.content["lines"] = invoice.content["lines"] * 40

    assert len(PdfReader(BytesIO(print_invoice(invoice))).pages) > 1


def test_order_page_offers_its_papers(client: Client) -> None:
    order = make_sent_order()
    account_for_news()
    number = Invoice.objects.get().number
    url = reverse("order_invoice", args=[order.token, number])

    page = client.get(order.get_absolute_url())
    paper = client.get(url)

    assert url in page.content.decode()
    assert paper["Content-Type"] == "application/pdf"
    assert "no-store" in paper["Cache-Control"]
    assert paper.content.startswith(b"%PDF")


def test_papers_of_others_are_not_found(client: Client) -> None:
    mine, theirs = make_sent_order(), make_order(make_variant())
    account_for_news()
    number = mine.invoices.get().number

    answer = client.get(reverse("order_invoice", args=[theirs.token, number]))

    assert answer.status_code == 404


def test_staff_print_a_paper_again(admin_client: Client) -> None:
    make_sent_order()
    account_for_news()
    invoice = Invoice.objects.get()

    listed = admin_client.get(reverse("admin:checkout_invoice_changelist"))
    paper = admin_client.get(reverse("admin:checkout_invoice_pdf", args=[invoice.pk]))

    assert invoice.number in listed.content.decode()
    assert paper.content.startswith(b"%PDF")
