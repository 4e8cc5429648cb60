from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.testing import make_variant
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.models import Carrier, Parcel
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.testing import make_order
from shop.users.models import User

pytestmark = pytest.mark.django_db

LIST = "/admin/checkout/order/"


@pytest.fixture
def staff(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def deed(order: Order, name: str) -> str:
    return f"{LIST}{order.pk}/deeds/{name}/"


def paid_order() -> Order:
    order = make_order()
    payment = order.payments.get()
    LedgerEntry.objects.create(
        payment=payment,
        kind=LedgerEntry.Kind.CAPTURED,
        amount=payment.amount,
        reference="bank-1",
        at=payment.created_at,
        by="test",
    )
    payment.move_to(Payment.Status.CAPTURED)
    order.move_to(Order.Status.CONFIRMED, by="test")
    return order


def test_packing_all_moves_the_order_by_the_name_of_staff(staff: Client) -> None:
    order = make_order(make_variant(stock=5), quantity=2, status="confirmed")
    line = order.lines.get()

    staff.post(deed(order, "pack"), {f"line_{line.pk}": 2})

    order.refresh_from_db()
    assert order.status == Order.Status.PACKED
    assert order.parcels.get().lines.get().quantity == 2
    assert order.events.get(kind=OrderEvent.Kind.PACKED).by == "Marta Agent"


def test_packing_a_part_leaves_the_rest_to_pack(staff: Client) -> None:
    order = make_order(make_variant(stock=5), quantity=2, status="confirmed")
    line = order.lines.get()

    staff.post(deed(order, "pack"), {f"line_{line.pk}": 1})

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert order.parcels.get().lines.get().quantity == 1


def test_nothing_is_packed_twice(staff: Client) -> None:
    order = make_order(status="confirmed")
    line = order.lines.get()
    staff.post(deed(order, "pack"), {f"line_{line.pk}": 1})

    page = staff.post(deed(order, "pack"), {f"line_{line.pk}": 1})

    assert order.parcels.count() == 1
    assert "no longer there to be packed" in page.text


def test_sending_names_carrier_and_number(staff: Client) -> None:
    carrier = Carrier.objects.create(
        code="omniva", name="Omniva", tracking_url="https://omniva.test/{number}"
    )
    order = make_order(status="confirmed")
    staff.post(deed(order, "pack"), {f"line_{order.lines.get().pk}": 1})
    parcel = order.parcels.get()

    staff.post(
        deed(order, "send"),
        {"parcel": parcel.pk, "carrier": carrier.pk, "tracking_number": "LV123"},
    )

    parcel.refresh_from_db()
    order.refresh_from_db()
    assert order.status == Order.Status.SENT
    assert parcel.carrier_link == "https://omniva.test/LV123"
    assert order.events.get(kind=OrderEvent.Kind.SENT).by == "Marta Agent"


def test_the_number_says_whose_it_is_and_whether_it_is_typed_right(
    staff: Client,
) -> None:
    Carrier.objects.create(code="latvijas-pasts", name="Latvijas Pasts")
    order = make_order(status="confirmed")
    staff.post(deed(order, "pack"), {f"line_{order.lines.get().pk}": 1})
    parcel = order.parcels.get()
    wrong = {"parcel": parcel.pk, "tracking_number": "RB123456786LV"}

    page = staff.post(deed(order, "send"), wrong)

    parcel.refresh_from_db()
    assert "its check digit does not fit" in page.text
    assert parcel.status == Parcel.Status.PACKED

    staff.post(deed(order, "send"), {**wrong, "tracking_number": "RB 123456785 LV"})
    parcel.refresh_from_db()
    assert str(parcel.carrier) == "Latvijas Pasts"
    assert parcel.carrier_link.startswith("https://track.pasts.lv/")


def test_a_number_with_another_check_digit_is_taken_when_it_is_printed_so(
    staff: Client,
) -> None:
    order = make_order(status="confirmed")
    staff.post(deed(order, "pack"), {f"line_{order.lines.get().pk}": 1})
    number = {"tracking_number": "RB123456786LV", "is_as_printed": "on"}

    staff.post(deed(order, "send"), {"parcel": order.parcels.get().pk, **number})

    assert order.parcels.get().status == Parcel.Status.SENT


def test_a_carrier_with_systems_gives_the_number_that_is_left_out(
    staff: Client,
) -> None:
    carrier = Carrier.objects.create(code="demo", name="Demo", interface="loopback")
    order = make_order(status="confirmed")
    staff.post(deed(order, "pack"), {f"line_{order.lines.get().pk}": 1})
    parcel = order.parcels.get()

    staff.post(deed(order, "send"), {"parcel": parcel.pk, "carrier": carrier.pk})

    parcel.refresh_from_db()
    assert parcel.status == Parcel.Status.SENT
    assert parcel.tracking_number.startswith("CL")


def test_staff_mark_a_parcel_delivered(staff: Client) -> None:
    order = make_order(status="confirmed")
    staff.post(deed(order, "pack"), {f"line_{order.lines.get().pk}": 1})
    parcel = order.parcels.get()
    staff.post(deed(order, "send"), {"parcel": parcel.pk, "tracking_number": "X"})

    staff.post(deed(order, "deliver"), {"parcel": parcel.pk})

    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED
    assert order.parcels.get().status == Parcel.Status.DELIVERED


def test_a_transfer_marked_received_confirms_the_order(staff: Client) -> None:
    order = make_order()
    payment = order.payments.get()
    transfer = {"payment": payment.pk, "amount": str(order.total), "movement": "B-7"}

    staff.post(deed(order, "received"), transfer)

    order.refresh_from_db()
    entry = payment.entries.get()
    assert order.status == Order.Status.CONFIRMED
    assert (entry.amount, entry.reference, entry.by) == (
        order.total,
        "B-7",
        "Marta Agent",
    )


def test_a_second_click_books_nothing(staff: Client) -> None:
    order = make_order()
    payment = order.payments.get()
    half = {"payment": payment.pk, "amount": "5.00", "movement": "B-7"}
    staff.post(deed(order, "received"), half)

    page = staff.post(deed(order, "received"), half)

    assert payment.entries.count() == 1
    assert "booked before" in page.text


def test_cancelling_asks_for_a_reason_and_gives_the_money_back(staff: Client) -> None:
    order = paid_order()

    refused = staff.post(deed(order, "cancel"), {"reason": ""})

    order.refresh_from_db()
    assert refused.status_code == 200
    assert order.status == Order.Status.CONFIRMED

    staff.post(deed(order, "cancel"), {"reason": "broken in stock"})

    order.refresh_from_db()
    event = order.events.get(kind=OrderEvent.Kind.CANCELLED)
    assert order.status == Order.Status.CANCELLED
    assert (event.by, event.data["reason"]) == ("Marta Agent", "broken in stock")
    assert Refund.objects.get().amount == order.total


def test_too_late_to_cancel_is_said(staff: Client) -> None:
    order = make_order(status="sent")

    page = staff.post(deed(order, "cancel"), {"reason": "changed my mind"})

    order.refresh_from_db()
    assert order.status == Order.Status.SENT
    assert "too late" in page.text


def test_refunding_the_whole_order_and_marking_the_transfer_sent(
    staff: Client,
) -> None:
    order = paid_order()

    staff.post(deed(order, "refund"), {"reason": "kindness"})

    refund = Refund.objects.get()
    assert (refund.amount, refund.by, refund.reason) == (
        order.total,
        "Marta Agent",
        "kindness",
    )

    staff.post(deed(order, "refunded"), {"refund": refund.pk, "reference": "OUT-1"})

    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert order.events.get(kind=OrderEvent.Kind.REFUNDED).data["amount"] == str(
        refund.amount
    )


def test_nothing_is_refunded_twice(staff: Client) -> None:
    order = paid_order()
    staff.post(deed(order, "refund"), {"reason": "kindness"})

    page = staff.post(deed(order, "refund"), {"reason": "kindness"})

    assert Refund.objects.count() == 1
    assert "nothing left to refund" in page.text


def test_a_note_stands_in_the_story(staff: Client) -> None:
    order = make_order()

    staff.post(deed(order, "note"), {"text": "Called: leave it with the neighbour."})

    assert "leave it with the neighbour" in staff.get(f"{LIST}{order.pk}/change/").text


def test_nothing_edits_an_order_directly(staff: Client) -> None:
    order = make_order()

    answer = staff.post(f"{LIST}{order.pk}/change/", {"status": "delivered"})

    order.refresh_from_db()
    assert answer.status_code == 403
    assert order.status == Order.Status.PLACED


def test_who_may_only_look_has_no_buttons(client: Client, buyer: User) -> None:
    buyer.is_staff = True
    buyer.save()
    buyer.user_permissions.add(Permission.objects.get(codename="view_order"))
    client.force_login(buyer)
    order = make_order(status="confirmed")

    page = client.get(f"{LIST}{order.pk}/change/")
    refused = client.post(deed(order, "cancel"), {"reason": "no"})

    order.refresh_from_db()
    assert page.context["deed_buttons"] == []
    assert refused.status_code == 403
    assert order.status == Order.Status.CONFIRMED


def test_the_list_costs_the_same_for_any_number_of_orders(
    staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_order()
    staff.get(LIST)
    with django_assert_num_queries(22):
        staff.get(LIST)
    for _ in range(3):
        make_order()
    # what pages keep was forgotten with the goods that were sold
    staff.get(LIST)

    with django_assert_num_queries(22):
        page = staff.get(LIST)

    assert len(page.context["cl"].result_list) == 4


def test_the_list_finds_by_number_mail_and_name(staff: Client) -> None:
    order = make_order()
    make_order(email="other@example.com", name="Somebody Else")

    for words in (order.number, "anna@example.com"):
        found = staff.get(LIST, {"q": words}).context["cl"].result_list
        assert [each.pk for each in found] == [order.pk]
