from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.pricing.loading import default_price_list
from catalog.pricing.prices import set_price
from catalog.stock.models import Stock
from catalog.testing import make_variant
from checkout.flow.auditing import audit_books
from checkout.flow.refunding_parts import PartRefused
from checkout.orders.models import Order
from checkout.payments.models import Refund
from shop.users.models import User
from support.returns.announcing import announce_return
from support.returns.guarantee import guarantee_ends
from support.returns.inspecting import Finding, inspect
from support.returns.models import Return, ReturnLine
from support.returns.settling import refund, replace, send_back_repaired
from support.returns.testing import make_delivered_order

pytestmark = pytest.mark.django_db


def send_back(client: Client, order: Order, **changes: Any) -> Any:
    line = order.lines.order_by("pk")[0]
    given = {f"line_{line.pk}": "1", "reason": "not_expected", "wish": "refund"}
    return client.post(f"/en/orders/{order.token}/returning/", {**given, **changes})


def make_return(order: Order, quantity: int = 1, **fields: Any) -> Return:
    line = order.lines.order_by("pk")[0]
    return announce_return(order, {line.pk: quantity}, by="customer", **fields)


def look_at(back: Return, verdict: str = "accepted", **found: Any) -> None:
    back.move_to(Return.Status.RECEIVED, by="Marta")
    findings = {line.pk: Finding(verdict, **found) for line in back.lines.all()}
    inspect(back, findings, by="Marta")


def test_the_way_back_from_the_order_page(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    order = make_delivered_order(make_variant(stock=5, price="10.00"), quantity=2)
    page = client.get(order.get_absolute_url()).content.decode()
    assert f"/en/orders/{order.token}/returning/" in page

    answer = send_back(client, order)
    run_jobs()

    back = Return.objects.get()
    assert answer.headers["Location"] == back.get_absolute_url()
    assert back.lines.get().reason == "not_expected"
    shown = client.get(back.get_absolute_url()).content.decode()
    assert back.number in shown
    assert "data:image/svg+xml" in shown
    assert f"Return {back.number}: announced" in [m.subject for m in mail.outbox]

    client.post(f"{back.get_absolute_url()}posting/")
    back.refresh_from_db()
    assert back.status == Return.Status.POSTED


def test_it_is_called_off_while_it_has_not_left(client: Client) -> None:
    back = make_return(make_delivered_order())

    client.post(f"{back.get_absolute_url()}cancellation/")

    back.refresh_from_db()
    assert back.status == Return.Status.CANCELLED


@pytest.mark.parametrize(
    ("days", "reason", "is_taken"),
    [
        (29, "not_expected", True),
        (40, "not_expected", False),
        (40, "defective", True),
        (740, "defective", False),
    ],
)
def test_how_long_what_comes_back(
    client: Client, days: int, reason: str, is_taken: bool
) -> None:
    order = make_delivered_order(delivered_at=timezone.now() - timedelta(days=days))

    answer = send_back(client, order, reason=reason)

    assert answer.status_code == (302 if is_taken else 422)
    assert Return.objects.exists() == is_taken


def test_pieces_on_their_way_do_not_come_twice(client: Client) -> None:
    order = make_delivered_order()
    send_back(client, order)

    answer = send_back(client, order)

    assert answer.headers["Location"] == order.get_absolute_url()
    assert Return.objects.count() == 1


def test_what_is_our_fault_costs_the_customer_no_postage() -> None:
    order = make_delivered_order()
    Order.objects.update(country="UA")
    order.refresh_from_db()
    line = order.lines.get()

    back = announce_return(
        order, {line.pk: 1}, by="customer", reasons={line.pk: "damaged"}
    )

    assert back.is_free


def test_accepted_goods_are_paid_and_sold_again() -> None:
    variant = make_variant(stock=5, price="10.00")
    order = make_delivered_order(variant, quantity=3)
    before = Stock.objects.get(variant=variant).on_hand
    back = make_return(order, quantity=2)

    look_at(back, restocks=True)
    amount = refund(back, by="Marta")

    back.refresh_from_db()
    assert amount == Decimal("20.00")
    assert back.status == Return.Status.SETTLED
    assert Refund.objects.get().amount == amount
    assert Stock.objects.get(variant=variant).on_hand == before + 2
    assert list(audit_books()) == []


def test_what_lost_worth_is_paid_in_part() -> None:
    order = make_delivered_order(make_variant(stock=5, price="10.00"))
    back = make_return(order)

    look_at(back, "reduced", reduction=Decimal("3.50"), found="worn")

    assert refund(back, by="Marta") == Decimal("6.50")
    part = order.refunded_parts.get()
    assert part.vat <= part.amount


def test_money_goes_back_once() -> None:
    back = make_return(make_delivered_order())
    look_at(back)
    mine, hers = Return.objects.get(), Return.objects.get()
    refund(mine, by="Marta")

    with pytest.raises(PartRefused):
        refund(hers, by="Ieva")

    assert Refund.objects.count() == 1


def test_refused_goods_end_the_return_with_a_reason(
    run_jobs: Callable[[], int],
) -> None:
    back = make_return(make_delivered_order())

    look_at(back, "refused", found="This is not from us")
    run_jobs()

    back.refresh_from_db()
    assert back.status == Return.Status.REFUSED
    assert any("This is not from us" in message.body for message in mail.outbox)
    assert not Refund.objects.exists()


def test_a_whole_withdrawal_brings_the_delivery_back() -> None:
    order = make_delivered_order(make_variant(stock=5, price="10.00"))
    back = make_return(order, gives_extras=True)
    look_at(back)

    assert refund(back, by="Marta") == order.total


def test_the_same_once_more_costs_nothing() -> None:
    variant = make_variant(stock=5)
    back = make_return(make_delivered_order(variant), wish="replacement")
    look_at(back)

    again = replace(back, by="Marta")

    assert again.total == 0
    assert again.status == Order.Status.CONFIRMED
    assert again.lines.get().variant == variant
    assert Stock.objects.get(variant=variant).sold == 1
    assert list(audit_books()) == []


def test_a_cheaper_variant_brings_the_difference_back() -> None:
    bought = make_variant(stock=5, price="10.00")
    other = make_variant(product=bought.product, stock=5, price="8.00")
    back = make_return(make_delivered_order(bought), wish="exchange")
    look_at(back)

    replace(back, by="Marta", variant=other)

    assert Refund.objects.get().amount == Decimal("2.00")


def test_a_dearer_variant_costs_the_customer_nothing() -> None:
    bought = make_variant(stock=5, price="10.00")
    other = make_variant(product=bought.product, stock=5, price="10.00")
    back = make_return(make_delivered_order(bought), wish="exchange")
    set_price(
        other, price_list=default_price_list(), amount=Decimal("12.00"), by="test"
    )
    look_at(back)

    replace(back, by="Marta", variant=other)

    assert not Refund.objects.exists()


def test_a_repair_makes_the_guarantee_a_year_longer() -> None:
    order = make_delivered_order()
    [before] = guarantee_ends(order).values()
    back = make_return(order, wish="repair")
    look_at(back)

    send_back_repaired(back, by="Marta", note="")

    [after] = guarantee_ends(order).values()
    assert (after.year, after.month) == (before.year + 1, before.month)


def test_only_what_is_broken_is_repaired(client: Client) -> None:
    answer = send_back(client, make_delivered_order(), wish="repair")

    assert "Only what is damaged or faulty" in answer.content.decode()


def test_staff_lead_a_return_to_its_end(admin_client: Client) -> None:
    back = make_return(make_delivered_order(make_variant(stock=5, price="10.00")))
    line = back.lines.get()
    url = f"/admin/support/return/{back.pk}"
    assert admin_client.get("/admin/support/return/").status_code == 200
    assert "It is here" in admin_client.get(f"{url}/change/").content.decode()

    admin_client.post(f"{url}/deeds/received/")
    seen = admin_client.get(f"{url}/deeds/inspect/").content.decode()
    assert line.line.title in seen
    verdict = {f"verdict_{line.pk}": ReturnLine.Verdict.ACCEPTED}
    admin_client.post(f"{url}/deeds/inspect/", verdict)
    admin_client.post(f"{url}/deeds/refund/")
    admin_client.post(f"{url}/deeds/refund/")

    back.refresh_from_db()
    assert back.status == Return.Status.SETTLED
    assert Refund.objects.get().amount == Decimal("10.00")


def test_staff_see_withdrawals(admin_client: Client, admin_user: User) -> None:
    assert admin_client.get("/admin/support/withdrawal/").status_code == 200
    assert admin_client.get("/admin/support/guaranteenotice/add/").status_code == 200
