from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry
from checkout.payments.statements.models import BankCredit
from checkout.payments.statements.testing import make_entry, make_statement
from checkout.testing import make_order
from shop.users.models import User

pytestmark = pytest.mark.django_db

LIST = "admin:checkout_bankcredit_changelist"
ADD = "admin:checkout_bankcredit_add"


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def upload(desk: Client, content: bytes) -> str:
    file = SimpleUploadedFile("statement.xml", content)
    answer = desk.post(reverse(ADD), {"file": file}, follow=True)
    return answer.content.decode()


def deed(credit: BankCredit, name: str) -> str:
    return reverse("admin:checkout_bankcredit_deed", args=[credit.pk, name])


def test_statement_is_taken_in_and_shown(desk: Client) -> None:
    order = make_order()
    sure = make_entry(order.total, reference=order.payments.get().reference)

    page = upload(desk, make_statement(sure, make_entry("99.00", text="a gift")))

    order.refresh_from_db()
    assert "Booked: 1. To be decided: 1. Taken in before: 0." in page
    assert "a gift" in page
    assert order.status == Order.Status.CONFIRMED


def test_other_file_is_refused_and_takes_in_nothing(desk: Client) -> None:
    page = upload(desk, b"<html></html>")

    assert "This XML is no camt.053 statement." in page
    assert not BankCredit.objects.exists()


def test_staff_book_what_was_doubtful(desk: Client) -> None:
    order = make_order()
    upload(desk, make_statement(make_entry("10.00", text="for the mug")))
    credit = BankCredit.objects.get()

    desk.post(deed(credit, "book"), {"order": order.number.lower()})

    credit.refresh_from_db()
    assert credit.status == BankCredit.Status.BOOKED
    assert (credit.payment, credit.decided_by) == (order.payments.get(), "Marta Agent")
    assert LedgerEntry.objects.get().amount == 10


def test_unknown_number_is_refused_and_books_nothing(desk: Client) -> None:
    upload(desk, make_statement(make_entry("10.00")))
    credit = BankCredit.objects.get()

    answer = desk.post(deed(credit, "book"), {"order": "AAAA-AAAA"})

    assert "No order with this number is paid by bank transfer" in str(answer.content)
    credit.refresh_from_db()
    assert credit.status == BankCredit.Status.UNKNOWN


def test_money_set_aside_cannot_be_booked_any_more(desk: Client) -> None:
    order = make_order()
    upload(desk, make_statement(make_entry("10.00")))
    credit = BankCredit.objects.get()

    desk.post(deed(credit, "aside"), {"note": "the landlord pays back"})
    desk.post(deed(credit, "book"), {"order": order.number})

    credit.refresh_from_db()
    assert credit.status == BankCredit.Status.SET_ASIDE
    assert credit.note == "the landlord pays back"
    assert not LedgerEntry.objects.exists()


def test_credits_are_not_deleted(desk: Client) -> None:
    upload(desk, make_statement(make_entry("10.00")))
    credit = BankCredit.objects.get()

    answer = desk.post(reverse("admin:checkout_bankcredit_delete", args=[credit.pk]))

    assert answer.status_code == 403
    assert BankCredit.objects.exists()
