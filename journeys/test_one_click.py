from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Page, expect

from catalog.stock.models import Stock
from catalog.testing import make_product
from checkout.orders.models import Order
from checkout.payments.models import Refund
from checkout.testing import ADDRESS, make_shop, make_way
from shop.users.models import Address, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def customer(buyer: User, page: Page, client: Client, shop_url: str) -> User:
    """Somebody signed in who has kept an address, and no way of paying yet."""
    make_shop()
    make_way("card", provider="stripe", name="Card")
    typed = {key: value for key, value in ADDRESS.items() if key != "district"}
    Address.objects.create(user=buyer, is_default=True, **typed)
    client.force_login(buyer)
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": shop_url}]
    )
    return buyer


def test_card_is_kept_buys_with_one_click_and_is_paid_back_with_one_more(
    page: Page, customer: User, run_jobs: Callable[[], int]
) -> None:
    mug = make_product(title="Oat mug", price="18.00", stock=5)
    page.goto("/en/my/paying/")
    page.get_by_role("button", name="Card").click()
    page.locator("#number").fill("4242424242424242")
    page.locator("#expiry").fill("1234")
    page.locator("#cvc").fill("123")
    page.get_by_role("button", name="Keep for next time").click()
    expect(page.get_by_text("Visa •• 4242").first).to_be_visible()

    page.goto(mug.get_absolute_url())
    beside = page.locator("#one-click")
    expect(beside).to_contain_text("Brīvības iela 1")
    page.locator("#buy [name=quantity]").fill("2")
    page.locator("#buy [name=quantity]").blur()
    expect(beside).to_contain_text("40.90")
    beside.get_by_role("button", name="Order now with obligation to pay").click()

    expect(page.get_by_text("Your order is confirmed")).to_be_visible()
    page.get_by_role("button", name="Undo the order").click()
    expect(page.get_by_text("This order has been cancelled").first).to_be_visible()
    run_jobs()
    page.reload()
    expect(page.get_by_text(re.compile("40.90.* has been given back"))).to_be_visible()
    order = Order.objects.get()
    assert Refund.objects.get().amount == order.total
    assert Stock.objects.get().sold == 0
