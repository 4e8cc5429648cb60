from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkout.remittances.models import CarrierRemittance
from checkout.remittances.testing import make_list
from checkout.testing import make_delivered_parcel
from shop.users.models import User

pytestmark = pytest.mark.django_db

ADD = "admin:checkout_carrierremittance_add"
OWED = "admin:checkout_carrierremittance_owed"


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def upload(desk: Client, content: bytes) -> str:
    file = SimpleUploadedFile("list.csv", content)
    answer = desk.post(reverse(ADD), {"file": file}, follow=True)
    return answer.content.decode()


def deed(row: CarrierRemittance, name: str) -> str:
    return reverse("admin:checkout_carrierremittance_deed", args=[row.pk, name])


def test_a_list_is_taken_in_and_shown(desk: Client) -> None:
    make_delivered_parcel(number="LV1")

    page = upload(desk, make_list(("LV1", "17,40"), ("LV9", "5")))

    assert "Booked: 1. To be decided: 1. Taken in before: 0." in page
    assert "No parcel has this number." in page


def test_another_file_is_refused_and_takes_in_nothing(desk: Client) -> None:
    assert "This is no table that can be read." in upload(desk, b"<html></html>")
    assert not CarrierRemittance.objects.exists()


def test_staff_book_what_was_doubtful(desk: Client) -> None:
    order = make_delivered_parcel(number="LV1").order
    upload(desk, make_list(("LV1", "20")))
    row = CarrierRemittance.objects.get()

    refused = desk.post(deed(row, "book"), {"order": "nothing"})
    done = desk.post(deed(row, "book"), {"order": order.number}, follow=True)

    assert b"No order with this number" in refused.content
    assert "of it is the carrier’s own." in done.content.decode()
    row.refresh_from_db()
    assert row.status == CarrierRemittance.Status.BOOKED
    assert row.surplus == Decimal("2.60")


def test_staff_set_aside_what_counts_for_no_order(desk: Client) -> None:
    upload(desk, make_list(("LV9", "-5")))
    row = CarrierRemittance.objects.get()

    desk.post(deed(row, "aside"), {"note": "a fee for the month"})

    row.refresh_from_db()
    assert (row.status, row.note) == ("set_aside", "a fee for the month")
    desk.post(reverse("admin:checkout_carrierremittance_delete", args=[row.pk]))
    assert CarrierRemittance.objects.exists()


def test_staff_see_what_carriers_owe_and_since_when(desk: Client) -> None:
    assert "No carrier owes us anything." in desk.get(reverse(OWED)).content.decode()
    order = make_delivered_parcel(days_ago=20).order

    page = desk.get(reverse(OWED)).content.decode()
    first_page = desk.get(reverse("admin:index")).content.decode()

    assert order.number in page
    assert "over two weeks ago" in page
    assert reverse(OWED) in first_page


def test_many_debts_cost_no_more_queries(desk: Client) -> None:
    counts = []
    for _ in range(3):
        make_delivered_parcel()
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse(OWED))
        counts.append(len(asked))

    assert counts[1] == counts[2]


def test_who_only_answers_customers_takes_in_nothing(client: Client) -> None:
    user = User.objects.create_user("eve@example.com", is_staff=True)
    client.force_login(user)

    assert client.get(reverse(ADD)).status_code == 403
    assert client.get(reverse(OWED)).status_code == 403
