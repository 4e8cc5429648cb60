from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.products.models import Variant
from catalog.stock.models import Stock
from catalog.stock.selling import sell
from catalog.testing import make_variant
from checkout.orders.models import Order, OrderLine
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import NothingToPack, pack, unpacked
from checkout.parcels.polling import poll_carriers
from checkout.parcels.sending import AlreadySent, send
from checkout.parcels.tracking import Sighting, mark_delivered, record_sightings
from checkout.testing import make_order

pytestmark = pytest.mark.django_db
Status = Parcel.Status


@pytest.fixture
def variant() -> Variant:
    return make_variant(stock=5)


@pytest.fixture
def order(variant: Variant) -> Order:
    """A paid order of one thing that is sold and lies in stock."""
    order = make_order(variant)
    order.move_to(Order.Status.CONFIRMED, by="test")
    return order


@pytest.fixture
def post() -> Carrier:
    return Carrier.objects.create(
        code="post", name="Post", tracking_url="https://post.example/{number}"
    )


@pytest.fixture
def courier() -> Carrier:
    return Carrier.objects.create(
        code="demo", name="Demo courier", interface="loopback"
    )


def _sell(variant: Variant, quantity: int, order: Order) -> None:
    now = timezone.now()
    sell({variant.pk: quantity}, holder=None, reference=order.number, now=now)


def _add_line(order: Order, quantity: int) -> OrderLine:
    variant = make_variant(stock=5)
    _sell(variant, quantity, order)
    line = order.lines.get()
    return OrderLine.objects.create(
        order=order,
        variant=variant,
        title="Jug",
        sku=variant.sku,
        quantity=quantity,
        unit_price=line.unit_price,
        regular_price=line.regular_price,
        discount=0,
        gross=line.unit_price * quantity,
        vat=0,
        vat_rate=0,
    )


def _kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def test_an_order_in_one_parcel_goes_all_the_way(
    order: Order, variant: Variant, post: Carrier
) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=post, tracking_number=" LV1 ", by="marta")
    mark_delivered(parcel, at=timezone.now(), by="marta")

    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED
    assert _kinds(order) == ["placed", "confirmed", "packed", "sent", "delivered"]
    stock = Stock.objects.get(variant=variant)
    assert (stock.on_hand, stock.sold) == (4, 0)
    assert parcel.carrier_link == "https://post.example/LV1"


def test_an_order_in_two_parcels_is_sent_with_the_second(
    order: Order, post: Carrier
) -> None:
    cup, jug = order.lines.get(), _add_line(order, quantity=2)

    first = pack(order, by="marta", quantities={cup.pk: 1, jug.pk: 1})
    assert order.status == Order.Status.CONFIRMED
    assert unpacked(order) == {jug.pk: 1}
    send(first, carrier=post, tracking_number="LV1", by="marta")
    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED

    second = pack(order, by="marta")
    send(second, carrier=post, tracking_number="LV2", by="marta")
    order.refresh_from_db()
    assert order.status == Order.Status.SENT
    assert _kinds(order) == ["placed", "confirmed", "sent", "packed", "sent"]

    mark_delivered(first, at=timezone.now(), by="marta")
    order.refresh_from_db()
    assert order.status == Order.Status.SENT
    mark_delivered(second, at=timezone.now(), by="marta")
    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED


def test_more_than_was_ordered_cannot_be_packed(order: Order) -> None:
    line = order.lines.get()

    with pytest.raises(NothingToPack):
        pack(order, by="marta", quantities={line.pk: 2})

    assert not order.parcels.exists()
    assert _kinds(order) == ["placed", "confirmed"]


def test_an_order_that_is_not_paid_cannot_be_packed() -> None:
    order = make_order()

    with pytest.raises(NothingToPack):
        pack(order, by="marta")

    assert not order.parcels.exists()


def test_a_packed_order_cannot_be_packed_again(order: Order) -> None:
    pack(order, by="marta")

    with pytest.raises(NothingToPack):
        pack(order, by="marta")

    assert order.parcels.count() == 1


def test_a_parcel_leaves_once(order: Order, variant: Variant, post: Carrier) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=post, tracking_number="LV1", by="marta")

    with pytest.raises(AlreadySent):
        send(parcel, carrier=post, tracking_number="LV2", by="janis")

    parcel.refresh_from_db()
    assert parcel.tracking_number == "LV1"
    assert Stock.objects.get(variant=variant).on_hand == 4


def test_news_comes_in_any_order_and_more_than_once(
    order: Order, post: Carrier
) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=post, tracking_number="LV1", by="marta")
    now = timezone.now()
    out = Sighting("2", Status.OUT_FOR_DELIVERY, now)
    sorted_ = Sighting("1", Status.IN_TRANSIT, now - timedelta(hours=3), place="Rīga")

    record_sightings(parcel, [out], by="post")
    record_sightings(parcel, [sorted_, out], by="post")
    record_sightings(parcel, [out, sorted_], by="post")

    parcel.refresh_from_db()
    assert parcel.status == Status.OUT_FOR_DELIVERY
    assert parcel.events.count() == 2


def test_a_simulated_carrier_brings_a_parcel_within_minutes(
    order: Order, courier: Carrier
) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=courier, tracking_number="D1", by="marta")
    poll_carriers()
    parcel.refresh_from_db()
    assert parcel.status == Status.SENT
    assert parcel.events.count() == 1

    an_hour_ago = timezone.now() - timedelta(hours=1)
    Parcel.objects.update(sent_at=an_hour_ago, next_poll_at=an_hour_ago)
    poll_carriers()

    parcel.refresh_from_db()
    order.refresh_from_db()
    assert (parcel.status, order.status) == (Status.DELIVERED, Order.Status.DELIVERED)
    assert parcel.next_poll_at is None
    assert parcel.delivered_at == an_hour_ago + timedelta(seconds=180)


def test_a_carrier_is_left_in_peace_between_two_questions(
    order: Order, courier: Carrier
) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=courier, tracking_number="D1", by="marta")
    poll_carriers()
    Parcel.objects.update(sent_at=timezone.now() - timedelta(hours=1))

    poll_carriers()

    parcel.refresh_from_db()
    assert parcel.status == Status.SENT


def test_the_buyer_sees_the_parcel_move(
    client: Client, order: Order, courier: Carrier
) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=courier, tracking_number="D1", by="marta")
    poll_carriers()
    address = f"/en/orders/{order.token}/parcels/"

    shown = client.get(address, headers={"hx-request": "true"})

    assert "Handed to the carrier" in shown.content.decode()
    assert 'hx-trigger="every 5s, moved"' in shown.content.decode()
    assert shown["Cache-Control"].startswith("max-age=0, no-cache, no-store")

    mark_delivered(parcel, at=timezone.now(), by="marta")
    shown = client.get(address, headers={"hx-request": "true"})
    assert "Delivered" in shown.content.decode()
    assert "hx-trigger" not in shown.content.decode()


def test_the_fragment_alone_leads_to_the_order_page(
    client: Client, order: Order
) -> None:
    response = client.get(f"/en/orders/{order.token}/parcels/")

    assert response["Location"] == f"/en/orders/{order.token}/#parcels"
