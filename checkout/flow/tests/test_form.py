from __future__ import annotations

import re

import pytest
from django.test import Client

from checkout.flow.tests.buyers import bring, buy
from checkout.orders.models import Order
from checkout.testing import make_cart, make_method, make_shop
from shop.users.models import Address, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    make_shop()


def shown_fields(page: str) -> list[str]:
    """Names of what a guest sees to fill in: nothing folded, hidden or to be ticked."""
    form = page[page.index('id="checkout"') :]
    form = re.sub(
        r"<details.*?</details>", "", form[: form.index("</form>")], flags=re.DOTALL
    )
    fields = re.findall(r"<(?:input|select|textarea)[^>]*>", form)
    typed = [
        tag for tag in fields if not re.search(r'type="(hidden|radio|checkbox)"', tag)
    ]
    return [re.search(r'name="([^"]+)"', tag)[1] for tag in typed]  # type: ignore[index]


def test_guest_fills_in_six_fields(client: Client) -> None:
    bring(client, make_cart())

    page = client.get("/en/checkout/").content.decode()

    assert shown_fields(page) == [
        "email",
        "country",
        "name",
        "street",
        "city",
        "postcode",
    ]


def test_telephone_is_asked_when_the_carrier_calls_and_says_why(client: Client) -> None:
    make_method("1.00", code="evening", needs_phone=True)
    cart = make_cart()

    page = buy(client, cart, method="evening").content.decode()

    assert not Order.objects.exists()
    assert "The driver calls before" in page
    assert "Enter a telephone number" in page

    buy(client, cart, method="evening", phone="20000000")

    assert Order.objects.get().phone == "20000000"


def test_number_that_is_none_is_refused(client: Client) -> None:
    make_method("1.00", code="evening", needs_phone=True)

    page = buy(client, make_cart(), method="evening", phone="call me").content.decode()

    assert "Check the telephone number." in page


def test_every_error_says_what_to_do_and_nothing_is_lost(client: Client) -> None:
    page = buy(
        client, make_cart(), email="anna@", street="", postcode="1", note="Ring twice"
    ).content.decode()

    assert "It should look like anna@example.com." in page
    assert "Enter the street and the number of the house." in page
    assert "It should look like LV-1073." in page
    assert 'value="anna@"' in page
    assert "Ring twice" in page


def test_what_was_typed_is_there_after_a_reload(client: Client) -> None:
    cart = make_cart()
    buy(client, cart, email="", note="Ring twice")

    page = client.get("/en/checkout/").content.decode()

    assert 'value="Brīvības iela 1"' in page
    assert "Ring twice" in page
    assert "field-errors" not in page


def test_card_numbers_are_never_kept(client: Client) -> None:
    cart = make_cart()

    buy(client, cart, email="", number="4242424242424242", cvc="123")

    cart.refresh_from_db()
    assert "4242" not in str(cart.draft)
    assert "cvc" not in cart.draft


def test_customer_finds_the_default_address_filled_in(
    client: Client, buyer: User
) -> None:
    Address.objects.create(
        user=buyer, name="Old", street="Old 1", city="Old", country="LV"
    )
    Address.objects.create(
        user=buyer,
        name="Anna Ozola",
        street="Miera iela 5",
        postcode="LV-1001",
        city="Rīga",
        country="LV",
        is_default=True,
    )
    client.force_login(buyer)
    make_cart(user=buyer)

    page = client.get("/en/checkout/").content.decode()

    assert 'value="Miera iela 5"' in page
    assert 'value="buyer@example.com"' in page


@pytest.mark.parametrize(
    ("country", "label"), [("DE", "Postcode"), ("US", "ZIP code"), ("US", "State")]
)
def test_address_is_asked_as_in_its_country(
    client: Client, country: str, label: str
) -> None:
    make_method("20.00", code="world", countries=("US",))
    cart = make_cart()
    buy(client, cart, country=country, email="")

    assert label in client.get("/en/checkout/").content.decode()


def test_no_page_tells_whether_an_account_exists(client: Client, buyer: User) -> None:
    answer = buy(client, make_cart(), email=buyer.email)

    order = Order.objects.get()
    assert answer.headers["Location"] == order.get_absolute_url()
    assert order.user is None
