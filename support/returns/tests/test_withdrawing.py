from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.stock.models import Stock
from catalog.testing import make_product, make_variant
from checkout.orders.models import Order
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.payments.models import Refund
from checkout.testing import make_order
from support.returns.models import Return, Withdrawal
from support.returns.testing import make_delivered_order, make_paid_order

pytestmark = pytest.mark.django_db


def step_one(client: Client, order: Order, **changes: Any) -> str:
    """The page that repeats what is declared, with its hidden fields."""
    url = f"/en/orders/{order.token}/withdrawal/"
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields}
    answer = client.post(url, {**given, **changes})
    assert answer.status_code == 200
    return answer.content.decode()


def step_two(client: Client, order: Order, page: str) -> Any:
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page)
    )
    return client.post(f"/en/orders/{order.token}/withdrawal/confirmation/", hidden)


def declare(client: Client, order: Order, **changes: Any) -> Any:
    return step_two(client, order, step_one(client, order, **changes))


def test_every_page_leads_to_it(client: Client) -> None:
    page = client.get("/en/faq/").content.decode()

    assert '<a href="/en/withdrawal/">Withdraw from contract here</a>' in page


def test_a_guest_withdraws_in_two_steps(
    client: Client, run_jobs: Callable[[], int]
) -> None:
    order = make_delivered_order()
    found = client.post(
        "/en/withdrawal/",
        {"name": "Anna O.", "number": order.number, "email": order.email},
    )
    assert found.headers["Location"] == f"/en/orders/{order.token}/withdrawal/"

    page = step_one(client, order)
    assert not Withdrawal.objects.exists()
    assert re.search(r"<button[^>]*>Confirm withdrawal</button>", page)
    answer = step_two(client, order, page)
    run_jobs()

    withdrawal = Withdrawal.objects.get()
    assert answer.headers["Location"] == f"/en/withdrawals/{withdrawal.key}/"
    assert withdrawal.name == "Anna O."
    assert withdrawal.is_whole
    [receipt] = [m for m in mail.outbox if m.subject.startswith("Receipt")]
    assert receipt.to == [order.email]
    assert order.lines.get().title in receipt.body
    assert re.search(r"\d\d:\d\d \(EES?T\)", str(receipt.body))
    back = Return.objects.get()
    assert back.status == Return.Status.ANNOUNCED
    assert back.gives_extras
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_second_click_is_the_same_declaration(client: Client) -> None:
    order = make_delivered_order()
    page = step_one(client, order)

    first, second = step_two(client, order, page), step_two(client, order, page)

    assert first.headers["Location"] == second.headers["Location"]
    assert Return.objects.count() == 1


def test_who_knows_only_a_half_learns_nothing(client: Client) -> None:
    order = make_order()

    said = [
        client.post("/en/withdrawal/", {"name": "X", "number": number, "email": email})
        for number, email in (
            (order.number, "stranger@example.com"),
            ("2222-3333", order.email),
        )
    ]

    sentences = [
        re.findall(r"We found no order[^<]*", each.content.decode()) for each in said
    ]
    assert sentences[0] == sentences[1] != []
    assert [each.status_code for each in said] == [422, 422]


def test_guessing_is_slowed_down(client: Client) -> None:
    tries = [
        client.post("/en/withdrawal/", {"name": "X", "number": "2", "email": "a@b.lv"})
        for _ in range(11)
    ]

    assert tries[-1].status_code == 429


def test_what_is_not_packed_is_cancelled_at_once(client: Client) -> None:
    variant = make_variant(stock=5)
    order = make_paid_order(variant)

    declare(client, order)

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED
    assert Refund.objects.get().amount == order.total
    assert Stock.objects.get(variant=variant).sold == 0
    assert not Return.objects.exists()


def test_a_part_that_is_not_packed_is_called_off(client: Client) -> None:
    variant = make_variant(stock=5, price="10.00")
    order = make_paid_order(variant, quantity=3)
    line = order.lines.get()

    declare(client, order, **{f"line_{line.pk}": 1})

    order.refresh_from_db()
    assert order.status == Order.Status.CONFIRMED
    assert Refund.objects.get().amount == Decimal("10.00")
    assert Stock.objects.get(variant=variant).sold == 2
    assert not Withdrawal.objects.get().is_whole


def test_pieces_here_and_away_go_their_own_ways(client: Client) -> None:
    order = make_paid_order(make_variant(stock=5, price="10.00"), quantity=3)
    line = order.lines.get()
    parcel = pack(order, by="test", quantities={line.pk: 1})
    send(parcel, carrier=None, tracking_number="", by="test")

    declare(client, order)

    assert Refund.objects.get().amount == Decimal("20.00")
    assert Return.objects.get().lines.get().quantity == 1


def test_unpaid_order_only_as_a_whole(client: Client) -> None:
    order = make_order(make_variant(stock=5), quantity=2)
    line = order.lines.get()

    answer = declare(client, order, **{f"line_{line.pk}": 1})

    assert answer.status_code == 422
    assert "not paid yet" in answer.content.decode()
    declare(client, order)
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELLED


def test_too_late_is_said_with_the_days_and_another_way(client: Client) -> None:
    order = make_delivered_order(delivered_at=timezone.now() - timedelta(days=22))

    page = client.get(f"/en/orders/{order.token}/withdrawal/").content.decode()

    assert re.search(r"ended [2-8] days? ago", page)
    assert f"/en/orders/{order.token}/returning/" in page
    assert not Withdrawal.objects.exists()


def test_business_has_no_such_right(client: Client) -> None:
    order = make_delivered_order(vat_number="")
    Order.objects.update(vat_number="LV40003245752")

    page = client.get(f"/en/orders/{order.token}/withdrawal/").content.decode()

    assert "placed by a business" in page


def test_exempt_goods_are_named_with_the_reason(client: Client) -> None:
    bread = make_product(title="Rye bread", withdrawal_exemption="perishable")
    order = make_delivered_order(make_variant(), bread.variants.get())

    page = client.get(f"/en/orders/{order.token}/withdrawal/")

    exempt = order.lines.get(title__contains="Rye bread")
    assert f"line_{exempt.pk}" not in page.context["form"].fields
    assert "It spoils quickly" in page.content.decode()


def test_sealed_goods_can_be_withdrawn_unopened(client: Client) -> None:
    mascara = make_product(title="Mascara", withdrawal_exemption="hygiene")
    order = make_delivered_order(mascara.variants.get())

    declare(client, order)

    assert Withdrawal.objects.get().lines.count() == 1


@pytest.mark.parametrize("value", ["-1", "99999999999999999999", "x", "9"])
def test_odd_numbers_are_refused(client: Client, value: str) -> None:
    order = make_delivered_order(make_variant(stock=5), quantity=2)
    url = f"/en/orders/{order.token}/withdrawal/"
    field = f"line_{order.lines.get().pk}"

    answers = [
        client.post(path, {"name": "A", "email": "a@b.lv", "key": "x", field: value})
        for path in (url, f"{url}confirmation/")
    ]

    assert [each.status_code for each in answers] == [422, 422]
    assert not Withdrawal.objects.exists()
