from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from catalog.pricing.loading import default_price_list
from checkout.credit.cards import gift_card_for
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.credit.testing import make_gift_card, make_store_credit
from checkout.payments.models import Refund
from checkout.payments.receiving import mark_received
from checkout.testing import make_order
from shop.staff.roles import load_roles
from shop.users.models import User

pytestmark = pytest.mark.django_db

LIST = "/admin/checkout/creditaccount/"


@pytest.fixture
def staff(client: Client, agent: User) -> Client:
    default_price_list()
    client.force_login(agent)
    return client


def issue(staff: Client, **changes: object) -> object:
    form = {
        "token": uuid4(),
        "amount": "25",
        "currency": "EUR",
        "customer": "",
        "reason": "a gift",
        "valid_until": "",
        **changes,
    }
    return staff.post(f"{LIST}add/", form, follow=True)


def test_a_gift_card_is_issued_and_its_code_shown_once(staff: Client) -> None:
    page = issue(staff).content.decode()  # type: ignore[attr-defined]

    [code] = re.findall(r"[2-9B-Z]{4}(?:-[2-9B-Z]{4}){3}", page)
    card = gift_card_for(code)
    assert card.balance == 25
    assert code not in staff.get(f"{LIST}{card.pk}/change/").content.decode()


def test_a_second_click_issues_nothing(staff: Client) -> None:
    token = uuid4()

    issue(staff, token=token)
    issue(staff, token=token)

    assert CreditEntry.objects.count() == 1


def test_credit_is_given_to_a_customer_with_a_reason(
    staff: Client, buyer: User
) -> None:
    issue(staff, customer=buyer.email)

    entry = CreditEntry.objects.get()
    assert entry.account.user == buyer
    assert (entry.amount, entry.reason) == (25, "a gift")


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "0"}, {"amount": "0.001"}, {"customer": "no@one.test"}, {"reason": ""}],
    ids=["nothing", "no such unit", "nobody", "no reason"],
)
def test_what_is_wrong_is_said_and_gives_nothing(
    staff: Client, wrong: dict[str, str]
) -> None:
    issue(staff, **wrong)

    assert not CreditAccount.objects.exists()


def test_a_card_is_blocked_and_never_deleted(staff: Client) -> None:
    card = make_gift_card()

    staff.post(
        f"{LIST}{card.pk}/change/",
        {
            "is_blocked": "on",
            "valid_until": "",
            "entries-TOTAL_FORMS": 0,
            "entries-INITIAL_FORMS": 0,
        },
    )
    answer = staff.post(f"{LIST}{card.pk}/delete/", {"post": "yes"})

    card.refresh_from_db()
    assert card.is_blocked
    assert card.balance == 20
    assert answer.status_code == 403
    assert card.history.count() == 2


def test_every_entry_can_be_seen_and_none_changed(staff: Client, buyer: User) -> None:
    account = make_store_credit(buyer)
    entry = account.entries.get()
    page = f"/admin/checkout/creditentry/{entry.pk}"

    assert staff.get("/admin/checkout/creditentry/").status_code == 200
    assert staff.get(f"{page}/change/").status_code == 200
    assert staff.post(f"{page}/delete/", {"post": "yes"}).status_code == 403


def test_an_order_is_refunded_as_store_credit(staff: Client, buyer: User) -> None:
    order = make_order(user=buyer)
    payment = order.payments.get()
    mark_received(payment, by="Marta", amount=payment.amount)

    staff.post(
        f"/admin/checkout/order/{order.pk}/deeds/refund-as-credit/",
        {"reason": "agreed on the telephone"},
    )

    refund = Refund.objects.get()
    assert (refund.as_credit, refund.amount) == (True, order.total)


def test_a_guest_is_refunded_no_store_credit(staff: Client) -> None:
    order = make_order()

    page = staff.get(f"/admin/checkout/order/{order.pk}/change/").content.decode()

    assert "/deeds/refund-as-credit/" not in page


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("orders", 200), ("support", 403)]
)
def test_credit_is_given_by_those_who_book_money(
    client: Client, make_user: Callable[..., User], role: str, status: int
) -> None:
    load_roles()
    user = make_user(f"{role}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    assert client.get(f"{LIST}add/").status_code == status
    assert client.get(LIST).status_code == 200
