"""Staff give back pieces, delivery or an amount; the order's copies say how much."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog.products.models import Product, Variant
from catalog.stock.models import Stock
from catalog.testing import make_product, make_variant
from checkout.flow.auditing import audit_books
from checkout.flow.refunding_parts import (
    NothingChosen,
    PartRefused,
    Parts,
    pieces_left,
    refund_parts,
)
from checkout.orders.models import Order
from checkout.parcels.packing import NothingLeft, pack
from checkout.parcels.sending import send
from checkout.payments.checking import check_payment
from checkout.payments.models import Payment, Refund
from checkout.payments.parts.models import RefundedPart
from checkout.payments.providers.stripe.testing import Post, confirm
from checkout.payments.receiving import mark_received
from checkout.payments.refunding import RefundTooLarge, finish_refund, refund_order
from checkout.testing import make_order, make_shop, make_way

RunJobs = Callable[[], int]


def paid_order(*variants: Variant, quantity: int = 1) -> Order:
    order = make_order(*variants, quantity=quantity)
    mark_received(order.payments.get(), by="marta", amount=order.total)
    order.refresh_from_db()
    return order


def shelf(variant: Variant) -> tuple[int | None, int]:
    stock = Stock.objects.get(variant=variant)
    return stock.on_hand, stock.sold


def give(order: Order, quantities: dict[int, int], **fields: Any) -> Decimal:
    restock = fields.pop("restock", False)
    parts = Parts(quantities=quantities, **fields)
    return refund_parts(order, parts, restock=restock, reason="broken", by="marta")


def faults() -> list[str]:
    return [fault.sentence for fault in audit_books()]


@pytest.mark.django_db
def test_every_piece_and_the_delivery_add_up_to_what_was_paid() -> None:
    cup, bowl = make_variant(stock=9), make_variant(stock=9)
    order = paid_order(cup, bowl, quantity=3)
    send(pack(order, by="marta"), carrier=None, tracking_number="", by="marta")
    first, second = order.lines.order_by("pk")

    given = [
        give(order, {second.pk: 1}),
        give(order, {first.pk: 2}, delivery=True),
        give(order, {second.pk: 2}),
        give(order, {first.pk: 1}),
    ]

    assert sum(given) == order.total
    assert sum(refund.amount for refund in Refund.objects.all()) == order.total
    parts = RefundedPart.objects.all()
    assert sum(part.vat for part in parts) == order.vat
    assert pieces_left(order) == {}
    assert faults() == []


@pytest.mark.django_db
def test_pieces_not_packed_are_called_off_and_stay_on_the_shelf() -> None:
    cup = make_variant(stock=9)
    order = paid_order(cup, quantity=3)
    [line] = order.lines.all()

    give(order, {line.pk: 2})

    line.refresh_from_db()
    assert line.called_off == 2
    assert shelf(cup) == (9, 1)
    parcel = pack(order, by="marta")
    assert [inside.quantity for inside in parcel.lines.all()] == [1]
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("restock", "on_hand"), [(False, 6), (True, 8)])
def test_sent_pieces_come_back_to_the_shelf_if_staff_say_so(
    restock: bool, on_hand: int
) -> None:
    cup = make_variant(stock=9)
    order = paid_order(cup, quantity=3)
    send(pack(order, by="marta"), carrier=None, tracking_number="", by="marta")
    [line] = order.lines.all()

    give(order, {line.pk: 2}, restock=restock)

    assert shelf(cup) == (on_hand, 0)
    assert faults() == []


@pytest.mark.django_db
def test_calling_off_the_rest_moves_the_order_on_without_a_second_mail(
    run_jobs: RunJobs,
) -> None:
    cup = make_variant(stock=9)
    order = paid_order(cup, quantity=3)
    [line] = order.lines.all()
    parcel = pack(order, by="marta", quantities={line.pk: 1})
    send(parcel, carrier=None, tracking_number="", by="marta")

    give(order, {line.pk: 2})
    run_jobs()

    order.refresh_from_db()
    assert order.status == Order.Status.SENT
    assert order.events.filter(kind="sent").count() == 2
    assert order.events.filter(kind="sent", mailing__isnull=False).count() == 1
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ({}, NothingChosen),
        ({0: 4}, PartRefused),
        ({0: -1}, PartRefused),
        ({999_999: 1}, PartRefused),
        ({0: 3}, NothingLeft),
    ],
)
def test_what_cannot_be_given_back_changes_nothing(
    chosen: dict[int, int], refusal: type[Exception]
) -> None:
    cup = make_variant(stock=9)
    order = paid_order(cup, quantity=3)
    [line] = order.lines.all()
    quantities = {pk or line.pk: count for pk, count in chosen.items()}

    with pytest.raises(refusal):
        give(order, quantities)

    line.refresh_from_db()
    assert line.called_off == 0
    assert shelf(cup) == (9, 3)
    assert not Refund.objects.exists()
    assert not RefundedPart.objects.exists()


@pytest.mark.django_db
def test_delivery_goes_back_once() -> None:
    order = paid_order(make_variant(stock=9))

    assert give(order, {}, delivery=True) == order.shipping
    with pytest.raises(PartRefused):
        give(order, {}, delivery=True)

    assert Refund.objects.get().amount == order.shipping


@pytest.mark.django_db
def test_no_more_goes_back_by_lines_than_is_left_of_the_money() -> None:
    order = paid_order(make_variant(stock=9), quantity=2)
    [line] = order.lines.all()
    [refund] = refund_order(order, amount=order.total, reason="late", by="marta")
    finish_refund(refund, reference="B-1", by="marta")

    with pytest.raises(RefundTooLarge):
        give(order, {line.pk: 1})

    assert Refund.objects.count() == 1
    assert not RefundedPart.objects.exists()


def test_what_is_only_secured_is_not_charged_for_pieces_called_off(
    standin: Post, run_jobs: RunJobs
) -> None:
    make_shop()
    make_way("card", provider="stripe", name="Card")
    product = make_product(kind=Product.Kind.MADE_TO_ORDER)
    order = make_order(
        make_variant(product=product, stock=9), payment_code="card", quantity=3
    )
    payment = order.payments.get()
    confirm(payment.reference)
    check_payment(payment, by="return")
    order.refresh_from_db()
    [line] = order.lines.all()
    parcel = pack(order, by="marta", quantities={line.pk: 1})
    send(parcel, carrier=None, tracking_number="", by="marta")

    given = give(order, {line.pk: 2})
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.waived == given
    assert payment.balance("captured") == order.total - given
    assert not Refund.objects.exists()
    assert order.events.filter(kind="paid").count() == 1
    assert not order.events.filter(kind="note").exists()
    assert faults() == []


@pytest.mark.django_db
def test_staff_choose_lines_on_the_page_of_the_order(admin_client: Client) -> None:
    order = paid_order(make_variant(stock=9), quantity=3)
    [line] = order.lines.all()
    url = f"/admin/checkout/order/{order.pk}/deeds/refund-lines/"

    shown = admin_client.get(url)
    chosen = {f"line_{line.pk}": "2", "delivery": "on", "reason": "broken"}
    done = admin_client.post(url, chosen)

    assert f"line_{line.pk}" in shown.content.decode()
    assert done.status_code == 302
    assert (
        Refund.objects.get().amount
        == (line.gross * 2 / 3).quantize(Decimal("0.01")) + order.shipping
    )


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "99999"])
def test_an_amount_that_cannot_be_given_back_is_refused(
    admin_client: Client, amount: str
) -> None:
    order = paid_order(make_variant(stock=9))
    url = f"/admin/checkout/order/{order.pk}/deeds/refund-amount/"

    page = admin_client.post(url, {"amount": amount, "reason": "late"})

    assert page.status_code == 200
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_an_amount_can_be_given_back(admin_client: Client) -> None:
    order = paid_order(make_variant(stock=9))
    url = f"/admin/checkout/order/{order.pk}/deeds/refund-amount/"

    admin_client.post(url, {"amount": "1.50", "reason": "late"})

    assert Refund.objects.get().amount == Decimal("1.50")
