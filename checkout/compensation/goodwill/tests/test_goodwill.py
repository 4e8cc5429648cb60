from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localtime

from checkout.compensation.costs import costs_by, spent
from checkout.compensation.goodwill.budgets import USUAL, budget_of, left_of
from checkout.compensation.goodwill.giving import (
    AlreadyDecided,
    OwnRequest,
    approve,
    offer_goodwill,
    refuse,
)
from checkout.compensation.goodwill.models import Goodwill, GoodwillBudget
from checkout.compensation.making_good import make_good
from checkout.compensation.tests.late_orders import make_late_order, make_rule
from checkout.credit.ledger import store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.orders.models import Order
from checkout.payments.models import Refund
from checkout.testing import make_order
from shop.jobs.running import run_due
from shop.staff.roles import load_roles
from shop.users.models import User

pytestmark = pytest.mark.django_db

Status = Goodwill.Status
MakeUser = Callable[..., User]


@pytest.fixture
def helper(make_user: MakeUser) -> User:
    """Of the support: may give within a budget, and decides about nothing."""
    load_roles()
    user = make_user("helper@example.com", name="Ilze", is_staff=True)
    user.groups.add(Group.objects.get(name="support"))
    return user


def bare(text: str) -> str:
    """Without the marks that keep amounts in one piece."""
    return re.sub("[\u2066-\u2069]", "", text)


def deed_of(order: Order) -> str:
    return f"/admin/checkout/order/{order.pk}/deeds/goodwill/"


def give(client: Client, order: Order, amount: str = "5", **changes: Any) -> Any:
    form = {"key": uuid4(), "cause": "damaged", "amount": amount, **changes}
    return client.post(deed_of(order), form, follow=True)


def offer(order: Order, by: User, amount: str, cause: str = "late") -> Goodwill:
    return offer_goodwill(
        order, cause=cause, amount=Decimal(amount), by=by, key=uuid4()
    )


def decide(client: Client, goodwill: Goodwill, deed: str) -> Any:
    url = f"/admin/checkout/goodwill/{goodwill.pk}/deeds/{deed}/"
    return client.post(url, follow=True)


def test_a_customer_finds_credit_a_reason_and_a_mail(
    client: Client, helper: User, buyer: User
) -> None:
    order = make_order(user=buyer)
    client.force_login(helper)

    give(client, order)
    run_due()

    assert store_credit_of(buyer, "EUR").balance == 5
    assert not Refund.objects.exists()
    [letter] = [m for m in mail.outbox if "Something from us" in m.subject]
    assert "did not reach you whole" in str(letter.body)
    assert "€5.00 as store credit" in bare(str(letter.body))
    page = client.get(order.get_absolute_url()).content.decode()
    assert "did not reach you whole" in page
    assert "€5.00 is on your store credit" in bare(page)


def test_a_guest_gets_a_gift_card_whose_code_works(
    client: Client, helper: User
) -> None:
    order = make_order()
    client.force_login(helper)

    give(client, order)
    run_due()

    card = CreditAccount.objects.get()
    assert card.balance == 5
    page = client.get(order.get_absolute_url()).content.decode()
    code = page.partition('class="gift-code" dir="ltr">')[2][:19]
    assert code[-4:] == card.last_four
    assert code in str(mail.outbox[-1].body)


def test_a_second_click_gives_nothing(client: Client, helper: User) -> None:
    order, key = make_order(), uuid4()
    client.force_login(helper)

    give(client, order, key=key)
    give(client, order, key=key)

    assert Goodwill.objects.count() == CreditEntry.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"amount": "0"}, {"amount": "0.001"}, {"cause": "none"}, {"key": "x"}]
)
def test_what_is_wrong_gives_nothing(
    client: Client, helper: User, wrong: dict[str, str]
) -> None:
    order = make_order()
    client.force_login(helper)

    assert give(client, order, **wrong).status_code == 200

    assert not Goodwill.objects.exists()


def test_the_form_says_what_is_left(client: Client, helper: User) -> None:
    order = make_order()
    offer(order, helper, "12")
    client.force_login(helper)

    page = client.get(deed_of(order)).content.decode()

    assert "€38.00 of your budget is left" in bare(page)


def test_the_budget_is_given_to_the_cent_and_no_further(helper: User) -> None:
    order = make_order()

    within = [offer(order, helper, amount) for amount in ("30", "19.99", "0.01")]
    above = offer(order, helper, "0.01")

    assert {one.status for one in within} == {Status.GIVEN}
    assert above.status == Status.WAITING
    assert Goodwill.objects.filter(account=None).get() == above
    assert left_of(helper, "EUR") == 0


def test_what_waits_takes_nothing_from_the_budget(helper: User) -> None:
    order = make_order()

    offer(order, helper, "50.01")

    assert left_of(helper, "EUR") == 50
    assert offer(order, helper, "50").status == Status.GIVEN


def test_a_new_month_brings_a_new_budget(helper: User) -> None:
    given = offer(make_order(), helper, "50")
    month = localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)

    for asked_at, left in ((month, 0), (month - timedelta(microseconds=1), 50)):
        Goodwill.objects.filter(pk=given.pk).update(asked_at=asked_at)
        assert left_of(helper, "EUR") == left


def test_ones_own_budget_counts_before_that_of_roles(
    helper: User, make_user: MakeUser
) -> None:
    role, other = helper.groups.get(), Group.objects.get(name="orders")
    assert budget_of(helper, "EUR") == USUAL["EUR"]
    assert budget_of(helper, "USD") == 0

    helper.groups.add(other)
    for group, amount in ((role, 20), (other, 30)):
        GoodwillBudget.objects.create(group=group, per_month=amount)
    assert budget_of(helper, "EUR") == 30

    GoodwillBudget.objects.create(user=helper, per_month=0)
    assert budget_of(helper, "EUR") == 0
    assert offer(make_order(), helper, "1").status == Status.WAITING


def test_a_colleague_approves_once(
    client: Client, helper: User, agent: User, buyer: User
) -> None:
    above = offer(make_order(user=buyer), helper, "80")
    client.force_login(agent)

    decide(client, above, "approve")
    decide(client, above, "approve")
    decide(client, above, "refuse")

    above.refresh_from_db()
    assert (above.status, above.decided_by) == (Status.GIVEN, agent)
    assert store_credit_of(buyer, "EUR").balance == 80
    assert left_of(helper, "EUR") == left_of(agent, "EUR") == 50
    with pytest.raises(AlreadyDecided):
        refuse(above, by=agent)


def test_a_colleague_refuses_and_nobody_hears_of_it(
    client: Client, helper: User, agent: User
) -> None:
    order = make_order()
    above = offer(order, helper, "80")
    client.force_login(agent)

    decide(client, above, "refuse")
    run_due()

    above.refresh_from_db()
    assert above.status == Status.REFUSED
    assert not CreditEntry.objects.exists()
    assert not [m for m in mail.outbox if "Something from us" in m.subject]
    assert "A gift from us" not in client.get(order.get_absolute_url()).content.decode()


def test_nobody_decides_about_their_own(client: Client, agent: User) -> None:
    above = offer(make_order(), agent, "80")
    client.force_login(agent)

    page = client.get(f"/admin/checkout/goodwill/{above.pk}/change/")
    said = decide(client, above, "approve").content.decode()

    above.refresh_from_db()
    assert above.status == Status.WAITING
    assert page.context["deed_buttons"] == []
    assert "You asked for it yourself" in said
    with pytest.raises(OwnRequest):
        approve(above, by=agent)


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        ("owner", (200, 302, 200)),
        ("orders", (200, 403, 403)),
        ("support", (200, 403, 403)),
        ("catalogue", (403, 403, 403)),
    ],
)
def test_who_may_what(
    client: Client,
    helper: User,
    make_user: MakeUser,
    role: str,
    answers: tuple[int, ...],
) -> None:
    order = make_order()
    above = offer(order, helper, "80")
    user = make_user(f"{role}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    deed = f"/admin/checkout/goodwill/{above.pk}/deeds/approve/"
    gives = client.get(deed_of(order))
    decides = client.post(deed)
    sets = client.get("/admin/checkout/goodwillbudget/add/")

    assert tuple(page.status_code for page in (gives, decides, sets)) == answers


def test_a_budget_is_of_a_person_or_of_a_role(client: Client, agent: User) -> None:
    load_roles()
    role = Group.objects.get(name="support")
    client.force_login(agent)
    form = {"per_month": "40", "currency": "EUR", "user": "", "group": ""}

    for whose in ({}, {"user": agent.pk, "group": role.pk}):
        page = client.post("/admin/checkout/goodwillbudget/add/", form | whose)
        assert "Either a member of staff or a role." in page.content.decode()
    client.post("/admin/checkout/goodwillbudget/add/", form | {"group": role.pk})
    client.post("/admin/checkout/goodwillbudget/add/", form | {"user": agent.pk})

    assert GoodwillBudget.objects.count() == 2


def test_budgets_are_shown_with_what_was_given(
    client: Client, helper: User, agent: User, django_assert_num_queries: Any
) -> None:
    budget = GoodwillBudget.objects.create(user=helper, per_month=40)
    GoodwillBudget.objects.create(group=helper.groups.get(), per_month=20)
    offer(make_order(), helper, "12")
    offer(make_order(), helper, "99")
    client.force_login(agent)
    client.get("/admin/checkout/goodwillbudget/")
    with django_assert_num_queries(21):
        page = client.get("/admin/checkout/goodwillbudget/")
    for user in (agent, budget.user):
        GoodwillBudget.objects.create(user=user, per_month=7, currency="USD")

    with django_assert_num_queries(21):
        client.get("/admin/checkout/goodwillbudget/")

    assert "€40.00" in bare(page.content.decode())
    assert "€12.00" in bare(page.content.decode())


def test_the_list_costs_the_same_for_any_number(
    client: Client, helper: User, agent: User, django_assert_num_queries: Any
) -> None:
    client.force_login(agent)
    offer(make_order(), helper, "80")
    client.get("/admin/checkout/goodwill/")
    with django_assert_num_queries(20):
        client.get("/admin/checkout/goodwill/")
    for _ in range(3):
        offer(make_order(), helper, "80")
    client.get("/admin/checkout/goodwill/")

    with django_assert_num_queries(20):
        page = client.get("/admin/checkout/goodwill/")

    assert len(page.context["cl"].result_list) == 4


def test_costs_equal_the_books(client: Client, helper: User, agent: User) -> None:
    make_rule("5.00")
    late = make_late_order()
    make_good(order_id=late.pk)
    for amount, cause in (("3", "late"), ("4.50", "late"), ("7", "kindness")):
        offer(late, helper, amount, cause)
    offer(make_order(), helper, "99")
    old = offer(make_order(), helper, "1")
    long_ago = timezone.now() - timedelta(days=400)
    Goodwill.objects.filter(pk=old.pk).update(given_at=long_ago)
    client.force_login(agent)

    page = client.get("/admin/checkout/compensation/")

    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(amount) FROM checkout_compensation")
        [made_good] = cursor.fetchone()
        cursor.execute(
            "SELECT SUM(amount) FROM checkout_goodwill WHERE given_at > %s", [long_ago]
        )
        [goodwill] = cursor.fetchone()
    sums = [page.context[name] for name in ("months", "causes", "carriers", "totals")]
    for rows in sums:
        assert sum(cost.compensation for *_, cost in rows) == Decimal(str(made_good))
        assert sum(cost.goodwill for *_, cost in rows) == Decimal(str(goodwill))
        assert sum(cost.times for *_, cost in rows) == 4
    assert [(cause, cost.total) for cause, _, cost in page.context["causes"]] == [
        ("Goodwill: came late", Decimal("7.5")),
        ("Goodwill: a kindness", 7),
        ("Promise broken: the carrier's", 5),
    ]
    assert "€19.50" in bare(page.content.decode())


def test_costs_of_two_currencies_are_never_one_sum(helper: User) -> None:
    GoodwillBudget.objects.create(user=helper, per_month=50, currency="USD")
    order = make_order()
    offer(order, helper, "3")
    order.currency = "USD"
    offer(order, helper, "4")

    rows = spent(since=timezone.now() - timedelta(days=1))

    costs = costs_by(rows, lambda row: row.cause)
    assert {key: cost.total for key, cost in costs.items()} == {
        ("late", "EUR"): 3,
        ("late", "USD"): 4,
    }


def test_costs_are_read_by_those_with_the_right(client: Client, helper: User) -> None:
    client.force_login(helper)
    assert client.get("/admin/checkout/compensation/").status_code == 403

    helper.groups.add(Group.objects.get(name="orders"))
    assert client.get("/admin/checkout/compensation/").status_code == 200
