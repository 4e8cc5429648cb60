from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkout.flow.coming_back import take_back_parcel
from checkout.orders.models import Order
from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting, record_sightings
from checkout.testing import make_sent_parcel
from shop.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def parcel() -> Parcel:
    parcel = make_sent_parcel()
    seen = Sighting("back", Parcel.Status.RETURNED, timezone.now())
    record_sightings(parcel, [seen], by="post")
    return parcel


def deed(parcel: Parcel, name: str) -> str:
    return reverse("admin:checkout_order_deed", args=[parcel.order_id, name])


def waiting(desk: Client) -> str:
    page = reverse("admin:checkout_parcel_changelist")
    return desk.get(page, {"back": "yes"}).content.decode()


def test_staff_find_what_came_back_and_end_its_order(
    desk: Client, parcel: Parcel
) -> None:
    assert parcel.tracking_number in waiting(desk)
    assert "Came back" in desk.get(deed(parcel, "back")).content.decode()

    done = desk.post(
        deed(parcel, "back"), {"parcel": parcel.pk, "goods": "shelf"}, follow=True
    )

    assert "the order has ended" in done.content.decode()
    assert Order.objects.get().status == Order.Status.CANCELLED
    assert parcel.tracking_number not in waiting(desk)


def test_staff_send_it_again(desk: Client, parcel: Parcel) -> None:
    asked = {"parcel": parcel.pk, "carrier": "", "tracking_number": "LV77"}
    desk.post(deed(parcel, "again"), asked)
    twice = desk.post(deed(parcel, "again"), asked, follow=True)

    assert Parcel.objects.filter(tracking_number="LV77").count() == 1
    assert twice.status_code == 200
    assert parcel.tracking_number not in waiting(desk)


def test_staff_read_why_cash_is_not_offered(desk: Client, buyer: User) -> None:
    for _ in range(2):
        parcel = make_sent_parcel()
        Order.objects.filter(pk=parcel.order_id).update(user=buyer)
        take_back_parcel(parcel, is_sellable=True, by="marta")
    asked = {"country": "LV", "currency": "EUR", "total": "20"}

    page = desk.get(
        reverse("admin:checkout_paymentmethod_why"), {**asked, "customer": buyer.email}
    )

    assert "Parcels to be paid at the door came back" in page.content.decode()
