"""Whoever asked to be reminded of a cart hears of it, twice at most."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.products.models import Variant
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.flow.tests.buyers import bring, buy, fill_in
from checkout.reminding.links import cart_mark, refusal_mark
from checkout.reminding.models import Reminder, ReminderTimes, ReminderWish
from checkout.testing import make_cart, make_order, make_shop
from shop.users.models import User
from support.accounts.erasing import erase
from support.accounts.exporting import data_of

pytestmark = pytest.mark.django_db

Run = Callable[[], int]


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def agree(client: Client, cart: Cart, **typed: Any) -> None:
    bring(client, cart)
    client.post("/en/checkout/draft/", fill_in(cart, **{"remind": "on", **typed}))


def go_away(**age: float) -> None:
    ago = timezone.now() - timedelta(**age)
    ReminderWish.objects.update(seen_at=ago, agreed_at=ago)
    Reminder.objects.update(claimed_at=ago + timedelta(hours=4))


def test_the_box_is_empty_and_without_it_nobody_is_reminded(
    client: Client, run_jobs: Run
) -> None:
    cart = make_cart()
    bring(client, cart)
    page = client.get("/en/checkout/").content.decode()
    box = re.search(r'<input[^>]*id="id_remind"[^>]*>', page)

    client.post("/en/checkout/draft/", fill_in(cart))

    assert box
    assert "checked" not in box[0]
    assert not ReminderWish.objects.exists()


def test_one_mail_after_hours_one_more_after_days_and_no_third(
    client: Client, run_jobs: Run
) -> None:
    agree(client, make_cart(quantity=2))
    run_jobs()
    assert mail.outbox == []

    go_away(hours=5)
    run_jobs()
    run_jobs()
    assert [m.to for m in mail.outbox] == [["anna@example.com"]]
    go_away(hours=73)
    run_jobs()
    run_jobs()
    go_away(days=20)
    run_jobs()

    first, second = mail.outbox
    assert first.subject == second.subject == "Your cart is still here"
    assert "2 × " in first.body
    headers = first.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in first.body


def test_the_merchant_may_send_none(client: Client, run_jobs: Run) -> None:
    cart = make_cart()
    agree(client, cart)
    ReminderTimes(first_after_hours=0, second_after_hours=0).save()

    go_away(days=5)
    run_jobs()

    assert mail.outbox == []
    assert "id_remind" not in client.get("/en/checkout/").content.decode()


def test_whoever_ordered_hears_nothing_and_is_forgotten(
    client: Client, run_jobs: Run
) -> None:
    cart = make_cart(make_variant(price="10.00"))
    agree(client, cart)
    buy(client, cart, remind="on")
    mail.outbox.clear()

    go_away(hours=5)
    run_jobs()

    assert not [m for m in mail.outbox if "cart" in m.subject]
    assert not ReminderWish.objects.exists()


def test_whoever_ordered_elsewhere_hears_nothing(client: Client, run_jobs: Run) -> None:
    agree(client, make_cart())
    go_away(hours=5)
    make_order(email="Anna@example.com")

    run_jobs()

    assert not [m for m in mail.outbox if "cart" in m.subject]


def test_nothing_is_sent_when_nothing_can_be_bought(
    client: Client, run_jobs: Run
) -> None:
    agree(client, make_cart())
    Variant.objects.update(is_active=False)

    go_away(hours=5)
    run_jobs()

    assert mail.outbox == []
    assert Reminder.objects.get().sent_at is None


def test_taking_the_tick_away_withdraws_it(client: Client) -> None:
    cart = make_cart()
    agree(client, cart)

    client.post("/en/checkout/draft/", fill_in(cart))

    assert not ReminderWish.objects.exists()


def test_one_click_in_the_mail_program_ends_it(client: Client, run_jobs: Run) -> None:
    cart = make_cart()
    agree(client, cart)
    url = f"/en/reminders/{refusal_mark(cart.pk)}/refusal/"

    Client().get(url)
    assert ReminderWish.objects.exists()
    program = Client(enforce_csrf_checks=True)
    answer = program.post(url, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not ReminderWish.objects.exists()
    cart.refresh_from_db()
    assert "remind" not in cart.draft
    assert program.post(url.replace(":", "x")).status_code == 404


def test_another_device_gets_what_it_lacks_and_hears_what_is_gone(
    client: Client,
) -> None:
    here, gone = make_variant(), make_variant()
    source = make_cart(here, gone, quantity=2)
    agree(client, source)
    Variant.objects.filter(pk=gone.pk).update(is_active=False)
    phone, own = Client(), make_cart(here)
    bring(phone, own)
    url = f"/en/cart/again/{cart_mark(source.pk)}/"

    phone.get(url)
    assert own.lines.get().quantity == 1
    page = phone.post(url, follow=True).content.decode()
    phone.post(url)

    assert own.lines.get().quantity == 2
    assert "is no longer sold." in page
    assert source.lines.count() == 2
    own.refresh_from_db()
    assert own.draft == {}


def test_a_link_that_is_too_old_or_made_up_changes_nothing(client: Client) -> None:
    source = make_cart()
    mark = cart_mark(source.pk)

    Client().post(f"/en/cart/again/{mark}x/")
    Cart.objects.update(closed_at=timezone.now())
    Client().post(f"/en/cart/again/{mark}/")

    assert Cart.objects.count() == 1


def test_the_wish_is_in_the_customers_data_and_goes_with_the_account(
    client: Client, buyer: User
) -> None:
    agree(client, make_cart(), email=buyer.email)

    assert data_of(buyer)["reminders_of_carts"][0]["email"] == buyer.email
    erase(buyer)
    assert not ReminderWish.objects.exists()


def test_staff_change_the_times_on_one_page(client: Client, agent: User) -> None:
    client.force_login(agent)
    page = client.get("/admin/checkout/remindertimes/", follow=True)

    client.post(
        page.request["PATH_INFO"], {"first_after_hours": 1, "second_after_hours": 0}
    )

    times = ReminderTimes.objects.get()
    assert (times.first_after_hours, times.second_after_hours) == (1, 0)


def test_the_same_form_posted_again_brings_a_lost_wish_back(client: Client) -> None:
    cart = make_cart()
    agree(client, cart)
    ReminderWish.objects.all().delete()

    agree(client, cart)

    assert ReminderWish.objects.get().email == "anna@example.com"
