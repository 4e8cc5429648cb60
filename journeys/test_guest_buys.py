from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from decimal import Decimal

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from catalog.products.models import Product
from catalog.stock.models import Stock
from catalog.testing import make_product
from checkout.credit.cards import code_of
from checkout.credit.testing import make_gift_card
from checkout.orders.models import Order
from checkout.payments.models import PaymentMethod
from checkout.testing import make_method
from shop.merchant.models import Merchant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOD, DECLINED, ASKS_THE_BANK = (
    "4242424242424242",
    "4000000000000002",
    "4000002760003184",
)


@pytest.fixture(autouse=True)
def mug(shop_url: str) -> Product:
    """A mug of which five are left, in a shop that sends within Latvia."""
    Merchant(
        name="Liepa", country="LV", legal_name="Liepa SIA", iban="LV80BANK0000435195001"
    ).save()
    make_method("2.90", code="locker", name="Parcel locker", cutoff=time(14))
    for provider, name, fee in (
        ("stripe", "Card", "0"),
        ("paypal", "PayPal", "0"),
        ("bank_transfer", "Bank transfer", "0"),
        ("cash_on_delivery", "Cash on delivery", "1.90"),
    ):
        PaymentMethod.objects.create(
            provider=provider, code=provider, name=name, fee=Decimal(fee)
        )
    return make_product(title="Oat mug", price="18.00", stock=5)


def _fill_in(page: Page, name: str = "Anna Ozola") -> None:
    typed = {
        "email": "anna@example.com",
        "name": name,
        "street": "Brīvības iela 1",
        "postcode": "LV-1010",
        "city": "Rīga",
    }
    for field, value in typed.items():
        page.locator(f"#checkout [name={field}]").fill(value)


def _go_to_checkout(page: Page, mug: Product) -> None:
    page.goto(mug.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="To the cart").click()
    page.get_by_role("link", name=re.compile("checkout", re.IGNORECASE)).first.click()


def _type_card(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry date").fill("1234")
    page.get_by_label("Security code").fill("123")


def _order(page: Page) -> None:
    page.get_by_role("button", name="Order with obligation to pay").click()


def test_by_bank_transfer(
    page: Page, mug: Product, run_jobs: Callable[[], int]
) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Bank transfer").check()
    _order(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    order = Order.objects.get()
    assert (order.status, order.total) == ("placed", Decimal("20.90"))
    assert Stock.objects.get().sold == 1
    run_jobs()
    assert [message.to for message in mail.outbox] == [["anna@example.com"]]
    assert order.get_absolute_url() in mail.outbox[0].body


def test_by_cash_on_delivery(page: Page, mug: Product) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Cash on delivery").check()
    expect(page.locator("#checkout-summary")).to_contain_text("€22.80")
    _order(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    order = Order.objects.get()
    assert (order.status, order.total, order.fee) == (
        "confirmed",
        Decimal("22.80"),
        Decimal("1.90"),
    )


@pytest.mark.parametrize("device", ["page", "phone"])
def test_by_card(
    device: str,
    mug: Product,
    request: pytest.FixtureRequest,
    run_jobs: Callable[[], int],
) -> None:
    page: Page = request.getfixturevalue(device)
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Card", exact=True).check()
    _type_card(page, GOOD)
    _order(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    order = Order.objects.get()
    assert order.status == "confirmed"
    assert order.payments.get().balance("captured") == Decimal("20.90")
    run_jobs()
    assert len(mail.outbox) == 2


def test_with_a_card_whose_bank_asks(page: Page, mug: Product) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Card", exact=True).check()
    _type_card(page, ASKS_THE_BANK)
    _order(page)
    page.get_by_role("button", name="Complete").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    assert Order.objects.get().status == "confirmed"


def test_a_declined_card_keeps_everything_and_another_way_works(
    page: Page, mug: Product
) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Card", exact=True).check()
    _type_card(page, DECLINED)
    _order(page)

    expect(page.get_by_text(re.compile("declined"))).to_be_visible()
    expect(page.get_by_label("Full name")).to_have_value("Anna Ozola")
    assert Order.objects.get().status == "placed"

    page.get_by_label("Bank transfer").click()
    page.get_by_role("button", name=re.compile("Bank transfer")).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    order = Order.objects.get()
    assert order.payments.get(status="pending").provider == "bank_transfer"
    assert Stock.objects.get().sold == 1


def test_by_paypal(page: Page, mug: Product, run_jobs: Callable[[], int]) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("PayPal").check()
    _order(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("PayPal, in test mode")
    page.get_by_role("button", name="Pay with the balance").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    order = Order.objects.get()
    assert order.status == "confirmed"
    assert order.payments.get().balance("captured") == Decimal("20.90")


def test_who_turns_round_at_paypal_pays_in_another_way_by_one_tap(
    page: Page, mug: Product
) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("PayPal").check()
    _order(page)
    page.get_by_role("button", name="Cancel, and go back to the shop").click()

    expect(page.get_by_role("status").first).to_contain_text("no money has been taken")
    assert Order.objects.get().status == "placed"
    page.get_by_role("button", name=re.compile("Bank transfer")).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    order = Order.objects.get()
    assert order.payments.get(status="pending").provider == "bank_transfer"
    assert order.payments.get(status="cancelled").provider == "paypal"
    assert Stock.objects.get().sold == 1


def test_a_double_click_orders_once(page: Page, mug: Product) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Bank transfer").check()
    page.get_by_role("button", name="Order with obligation to pay").dblclick()

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    page.go_back()
    page.goto("/en/checkout/")
    assert Order.objects.count() == 1
    assert Stock.objects.get().sold == 1


def test_without_javascript(without_script: Page, mug: Product) -> None:
    page = without_script
    page.goto(mug.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name=re.compile("checkout", re.IGNORECASE)).first.click()
    _fill_in(page)
    page.get_by_label("Bank transfer").check()
    _order(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Thank you, Anna Ozola"
    )
    assert Order.objects.get().status == "placed"


def test_from_right_to_left(page: Page, mug: Product) -> None:
    page.goto(mug.get_absolute_url().replace("/en/", "/fa/"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("#buy button[type=submit]").click()
    expect(page.locator("#cart-badge")).to_contain_text(re.compile(r"[1\u06f1]"))
    page.goto("/fa/checkout/")
    _fill_in(page, "آنا اوزولا")
    page.locator("[name=payment][value=bank_transfer]").check()
    page.locator("#checkout-summary button[type=submit]").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("آنا اوزولا")
    order = Order.objects.get()
    assert (order.language, order.name) == ("fa", "آنا اوزولا")


def test_a_reload_keeps_what_was_typed(page: Page, mug: Product) -> None:
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_label("Bank transfer").check()
    expect(page.locator("#checkout-summary")).to_contain_text("€20.90")
    page.reload()

    expect(page.get_by_label("E-mail")).to_have_value("anna@example.com")
    expect(page.get_by_label("Full name")).to_have_value("Anna Ozola")


def test_a_guest_has_at_most_eight_fields_to_fill(page: Page, mug: Product) -> None:
    _go_to_checkout(page, mug)

    fields = page.locator(
        "#checkout :is(input, select, textarea):visible"
        ":not([type=radio], [type=checkbox], [type=hidden])"
    )
    in_our_form = [
        name for name in (field.get_attribute("name") for field in fields.all()) if name
    ]
    assert 4 <= len(in_our_form) <= 8


def test_a_gift_card_pays_and_a_card_pays_the_rest(
    page: Page, mug: Product, run_jobs: Callable[[], int]
) -> None:
    gift = make_gift_card("5.00")
    _go_to_checkout(page, mug)
    _fill_in(page)
    page.get_by_text("Gift card or store credit?").click()
    credit = page.locator("#checkout-credit")
    credit.get_by_label("Gift card code").fill(code_of(gift).lower())
    credit.get_by_role("button", name="Use").click()
    expect(credit).to_contain_text(re.compile(r"pays .€5\.00"))
    expect(page.locator("#checkout-summary .total").last).to_contain_text("€15.90")
    expect(page.locator("#checkout [name=email]")).to_have_value("anna@example.com")

    _type_card(page, GOOD)
    _order(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    run_jobs()
    page.reload()
    sums = page.get_by_role("region", name="Total")
    expect(sums).to_contain_text(f"•••• {gift.last_four}")
    expect(sums).to_contain_text("€5.00")
    expect(sums).to_contain_text("Paid: Card")
    order = Order.objects.get()
    assert order.status == Order.Status.CONFIRMED
    amounts = order.payments.order_by("pk").values_list("provider", "amount")
    assert [*amounts] == [("credit", 5), ("stripe", Decimal("15.90"))]
    assert gift.balance == 0
