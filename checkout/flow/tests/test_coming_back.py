"""A parcel that comes back: its goods, the money, and what the customer reads."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.stock.models import Stock
from checkout.flow.auditing import audit_books
from checkout.flow.coming_back import take_back_parcel
from checkout.notifications.mails import claim_order_mails, send_order_mail
from checkout.notifications.models import Mailing
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.coming_back.deciding import AlreadySeenTo, send_again
from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting, mark_delivered, record_sightings
from checkout.payments.choosing import Payer, ways_to_pay
from checkout.payments.models import Payment, PaymentMethod, Refund
from checkout.payments.receiving import collect_from_carriers, mark_received
from checkout.testing import make_sent_parcel

pytestmark = pytest.mark.django_db


def turn_back(parcel: Parcel) -> None:
    seen = Sighting("turned", Parcel.Status.RETURNING, timezone.now())
    record_sightings(parcel, [seen], by="post")


def on_hand(parcel: Parcel) -> int:
    line = parcel.lines.get()
    return Stock.objects.get(variant=line.order_line.variant).on_hand


def page_of(client: Client, order: Order) -> str:
    return client.get(order.get_absolute_url()).content.decode()


def refuse(times: int) -> None:
    for _ in range(times):
        parcel = make_sent_parcel()
        take_back_parcel(parcel, is_sellable=True, by="marta")


def offered(email: str) -> set[str]:
    payer = Payer(email=email)
    ways = ways_to_pay(country="LV", currency="EUR", total=Decimal(20), payer=payer)
    return {way.code for way in ways}


@pytest.mark.parametrize(("is_sellable", "more"), [(True, 1), (False, 0)])
def test_a_refused_parcel_ends_its_order(is_sellable: bool, more: int) -> None:
    parcel = make_sent_parcel()
    before = on_hand(parcel)
    turn_back(parcel)

    take_back_parcel(parcel, is_sellable=is_sellable, by="marta")

    order = Order.objects.get()
    assert order.status == Order.Status.CANCELLED
    assert order.payments.get().status == Payment.Status.CANCELLED
    assert on_hand(parcel) == before + more
    assert not Refund.objects.exists()
    assert [*audit_books()] == []


def test_what_was_paid_goes_back() -> None:
    parcel = make_sent_parcel(payment_code="bank")
    payment = parcel.order.payments.get()
    mark_received(payment, by="marta", amount=payment.amount)

    take_back_parcel(parcel, is_sellable=True, by="marta")

    assert Refund.objects.get().amount == payment.amount
    assert [*audit_books()] == []


def test_a_parcel_is_seen_to_once() -> None:
    parcel = make_sent_parcel()
    before = on_hand(parcel)
    take_back_parcel(parcel, is_sellable=True, by="marta")

    with pytest.raises(AlreadySeenTo):
        take_back_parcel(parcel, is_sellable=True, by="olga")
    with pytest.raises(AlreadySeenTo):
        send_again(parcel, carrier=None, tracking_number="", by="olga")
    assert on_hand(parcel) == before + 1


def test_a_delivered_parcel_is_not_taken_back_this_way() -> None:
    parcel = make_sent_parcel()
    mark_delivered(parcel, at=timezone.now(), by="post")

    with pytest.raises(AlreadySeenTo):
        take_back_parcel(parcel, is_sellable=True, by="marta")


def test_it_is_sent_again_and_arrives() -> None:
    parcel = make_sent_parcel()
    turn_back(parcel)
    before = on_hand(parcel)

    again = send_again(parcel, carrier=None, tracking_number="LV77", by="marta")
    mark_delivered(again, at=timezone.now(), by="post")
    collect_from_carriers()

    order = Order.objects.get()
    assert order.status == Order.Status.DELIVERED
    assert order.payments.get().status == Payment.Status.CAPTURED
    assert again.lines.get().order_line == parcel.lines.get().order_line
    assert on_hand(parcel) == before
    assert [*audit_books()] == []


def test_what_comes_back_twice_ends_the_order() -> None:
    parcel = make_sent_parcel()
    turn_back(parcel)
    again = send_again(parcel, carrier=None, tracking_number="LV77", by="marta")

    take_back_parcel(again, is_sellable=True, by="marta")

    assert Order.objects.get().status == Order.Status.CANCELLED


def test_the_page_of_the_order_tells(client: Client) -> None:
    parcel = make_sent_parcel()
    turn_back(parcel)
    order = Order.objects.get()
    assert "Your parcel is coming back to us" in page_of(client, order)

    take_back_parcel(parcel, is_sellable=True, by="marta")

    page = page_of(client, order)
    assert "Its parcel came back to us. You owe us nothing for it." in page
    assert "What was paid goes back to you." not in page


def test_the_end_is_told_by_mail() -> None:
    parcel = make_sent_parcel()
    take_back_parcel(parcel, is_sellable=True, by="marta")
    claim_order_mails()
    event = OrderEvent.objects.get(kind="cancelled")

    send_order_mail(mailing=Mailing.objects.get(event=event).pk)

    body = mail.outbox[-1].body
    assert "has come back to us" in body
    assert "You owe us nothing for it." in body
    assert "goes back the way it came" not in body


def test_cash_is_no_longer_offered_after_two_refused_parcels() -> None:
    anna = "anna@example.com"
    refuse(1)
    assert "cod" in offered(anna)

    refuse(1)

    assert "cod" not in offered(anna)
    assert "bank" in offered(anna)
    assert "cod" in offered("berta@example.com")
    assert "cod" in offered("")


def test_how_many_is_for_the_merchant_to_say() -> None:
    refuse(2)
    anna = "anna@example.com"
    PaymentMethod.objects.update(refusals_allowed=3)
    assert "cod" in offered(anna)

    PaymentMethod.objects.update(refusals_allowed=None)

    assert "cod" in offered(anna)


def test_prepaid_parcels_that_came_back_are_not_held_against_anybody() -> None:
    for _ in range(2):
        parcel = make_sent_parcel(payment_code="bank")
        take_back_parcel(parcel, is_sellable=True, by="marta")

    assert "cod" in offered("anna@example.com")
