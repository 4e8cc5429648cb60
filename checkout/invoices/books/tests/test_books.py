from __future__ import annotations

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.pricing.models import VatRate
from catalog.testing import make_vat_class
from checkout.invoices.books.periods import Period
from checkout.invoices.books.vat import Where, vat_report
from checkout.invoices.issuing import account_for_news
from checkout.invoices.models import Invoice
from checkout.invoices.tests.test_issuing import give_back, make_sent_order
from checkout.payments.models import LedgerEntry
from checkout.testing import make_shop
from shop.staff.roles import load_roles
from shop.users.models import User

pytestmark = pytest.mark.django_db

GERMAN = {"country": "DE", "postcode": "10115", "city": "Berlin"}
VAT = "admin:checkout_invoice_vat"
JOURNAL = "admin:checkout_invoice_journal"


@pytest.fixture(autouse=True)
def _taxed() -> None:
    make_shop()
    for country, rate in (("LV", "21"), ("DE", "19")):
        VatRate.objects.create(
            country=country,
            vat_class=make_vat_class(),
            rate=rate,
            valid_from="2020-01-01",
        )


@pytest.fixture
def sold() -> None:
    give_back(make_sent_order(), "1.23")
    make_sent_order(address=GERMAN)
    make_sent_order(address=GERMAN, vat_number="DE136695976")
    account_for_news()


def this_quarter() -> Period:
    return Period.quarter_of(timezone.localdate())


def this_month() -> Period:
    return Period.month_of(timezone.localdate())


def rows_of(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def owner() -> Client:
    return member("owner")


def member(role: str) -> Client:
    load_roles()
    user = User.objects.create_user(f"{role}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_report_equals_the_sums_of_the_papers(sold):
    signed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in Invoice.objects.values("kind").annotate(
        vat_sum=Sum("vat"), total_sum=Sum("total")
    ):
        sign = -1 if row["kind"] == Invoice.Kind.CREDIT_NOTE else 1
        signed["vat"] += sign * row["vat_sum"]
        signed["gross"] += sign * row["total_sum"]

    report = vat_report(this_quarter())

    assert sum(row.vat for row in report) == signed["vat"]
    assert sum(row.gross for row in report) == signed["gross"]
    assert signed["vat"]


def test_each_sale_is_in_its_own_declaration(sold):
    report = vat_report(this_quarter())

    assert [(row.where, row.country, row.rate) for row in report] == [
        (Where.HOME, "LV", 21),
        (Where.OSS, "DE", 19),
        (Where.REVERSE_CHARGE, "DE", 0),
    ]
    home = Invoice.objects.get(kind=Invoice.Kind.INVOICE, country="LV")
    assert report[0].gross == home.total - Decimal("1.23")


def test_quarter_begins_at_midnight_of_the_shop(sold):
    invoice = Invoice.objects.filter(country="LV").earliest("pk")
    Invoice.objects.exclude(pk=invoice.pk).delete()
    for at, quarter in (
        (datetime(2026, 3, 31, 20, 59, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 3, 31, 21, 0, tzinfo=UTC), "2026-Q2"),
    ):
        Invoice.objects.update(issued_at=at)
        for name in ("2026-Q1", "2026-Q2"):
            period = Period.named(name)
            assert period is not None
            assert bool(vat_report(period)) == (name == quarter)


def test_staff_see_and_take_the_report(sold):
    client, quarter = owner(), str(this_quarter())

    page = client.get(reverse(VAT), {"period": quarter})
    table = rows_of(client.get(reverse(VAT), {"period": quarter, "csv": "1"}))

    assert "One Stop Shop" in page.content.decode()
    assert [row["section"] for row in table] == ["home", "oss", "reverse_charge"]
    assert sum(Decimal(row["vat"]) for row in table) == sum(
        row.vat for row in vat_report(this_quarter())
    )


def test_report_asks_as_often_for_many_papers_as_for_few(sold):
    client, counts = owner(), []
    for _number in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(VAT), {"period": str(this_quarter())})
        counts.append(len(asked))
        for _order in range(2):
            give_back(make_sent_order(), "1.00")
        account_for_news()

    assert counts[1] == counts[2]


@pytest.mark.parametrize(
    "period", ["", "x", "2026-13", "2026-Q5", "9999-Q4", "1000-01"]
)
@pytest.mark.parametrize("page", [VAT, JOURNAL])
def test_odd_periods_are_no_trouble(page, period):
    client = owner()

    for query in ({"period": period}, {"period": period, "csv": "1"}):
        answer = client.get(reverse(page), query)
        assert answer.status_code == 200
        if answer.streaming:
            rows_of(answer)


def test_journal_has_every_paper_and_movement_once(sold):
    client = owner()

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(JOURNAL), {"period": str(this_month()), "csv": "1"})
        rows = rows_of(answer)

    papers = [row for row in rows if row["kind"] in Invoice.Kind.values]
    assert {row["document"] for row in papers} == {
        *Invoice.objects.values_list("number", flat=True)
    }
    assert len(rows) == Invoice.objects.count() + LedgerEntry.objects.count()
    own = [row for row in rows if row["order"] == papers[0]["order"]]
    # what was invoiced less what was credited is what was paid less what went back
    sums: defaultdict[bool, Decimal] = defaultdict(Decimal)
    for row in own:
        sums[row in papers] += Decimal(row["amount"])
    assert sums[True] == sums[False] != 0
    for row in papers:
        assert Decimal(row["net"]) + Decimal(row["vat"]) == Decimal(row["amount"])
        assert (Decimal(row["amount"]) < 0) == (row["kind"] == "credit_note")
    assert len([query for query in asked if "ledgerentry" in query["sql"]]) == 1


def test_journal_is_for_who_keeps_the_books():
    url = reverse(JOURNAL)

    assert owner().get(url).status_code == 200
    assert member("orders").get(url).status_code == 403
    assert member("support").get(url).status_code in {302, 403}


def test_periods_follow_each_other():
    assert Period.month_of(date(2026, 1, 31)).before == Period(2025, 12, 1)
    assert str(Period.quarter_of(date(2026, 11, 29))) == "2026-Q4"
    periods = Period.quarter_of(date(2026, 2, 1)).back_to(date(2025, 8, 1))
    assert [str(each) for each in periods] == ["2026-Q1", "2025-Q4", "2025-Q3"]
