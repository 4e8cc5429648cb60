"""The demo shop's pages, one of every kind and in every state that looks different."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, ViewportSize

from catalog.products.models import Product
from checkout.orders.models import Order
from shop.users.models import User

PHONE: ViewportSize = {"width": 390, "height": 844}
# what a visitor sees without having done anything
STILL = {
    "home": "/",
    "offers": "/offers/",
    "offer": "/offers/linen-weeks/",
    "category": "/c/home/",
    "search": "/search/?q=linen",
    "nothing found": "/search/?q=zzzz",
    "simple product": "/p/forest-teapot/",
    "options": "/p/stoneware-mug/",
    "bundle": "/p/breakfast-for-two/",
    "made to order": "/p/engraved-board/",
    "sold out": "/p/oak-stool/",
    "comparison": "/compare/?p=stoneware-mug&p=travel-cup&p=stoneware-tumbler",
    "question": "/p/forest-teapot/question/",
    "help": "/help/",
    "contacts": "/contacts/",
    "guides": "/guides/",
    "guide": "/guides/oiling-oak/",
    "delivery": "/about/delivery/",
    "values": "/about/values/",
    "accessibility": "/about/accessibility/",
    "find order": "/orders/",
    "log-in": "/account/login/",
    "sign-up": "/account/signup/",
    "empty cart": "/cart/",
    "not found": "/nowhere/",
    "style guide": "/styleguide/",
}
# what a customer sees of the account
OWN = {
    "account": "/my/",
    "profile": "/my/profile/",
    "addresses": "/my/addresses/",
    "new address": "/my/addresses/new/",
    "e-mails": "/account/email/",
    "deletion": "/my/deletion/",
}


def everywhere(page: Page, language: str) -> Iterator[str]:
    """Bring `page` to every place, one after the other. Yields their names."""
    for name, path in STILL.items():
        page.goto(f"/{language}{path}")
        yield name
    yield from _filters(page, language)
    yield from _buying(page, language)
    yield from _afterwards(page, language)
    enter(page, "nasrin@example.com")
    for name, path in OWN.items():
        page.goto(f"/{language}{path}")
        yield name


def behind_the_counter(page: Page) -> Iterator[str]:
    """The pages of the admin that staff have open all day."""
    page.goto("/en/")
    enter(page, "agent@example.com")
    mug = Product.objects.get(slug="stoneware-mug")
    order = Order.objects.filter(status="sent").latest("pk")
    for name, url in {
        "admin": reverse("admin:index"),
        "orders": reverse("admin:checkout_order_changelist"),
        "order": reverse("admin:checkout_order_change", args=[order.pk]),
        "product": reverse("admin:catalog_product_change", args=[mug.pk]),
    }.items():
        page.goto(url)
        yield name


def enter(page: Page, email: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=email))
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    home = urljoin(page.url, "/")
    page.context.add_cookies([{"name": name, "value": value, "url": home}])


def put_into_the_cart(page: Page, language: str, slug: str = "forest-teapot") -> None:
    page.goto(f"/{language}/p/{slug}/")
    page.locator("#buy .button").click()
    page.locator("#cart-badge .count").wait_for()


def _filters(page: Page, language: str) -> Iterator[str]:
    page.goto(f"/{language}/c/table/?available=1")
    yield "filters in use"
    page.set_viewport_size(PHONE)
    page.locator(".filters-button").click()
    yield "filters open"


def _buying(page: Page, language: str) -> Iterator[str]:
    put_into_the_cart(page, language)
    yield "put into the cart"
    page.goto(f"/{language}/cart/")
    yield "cart"
    page.locator("#coupon summary").click()
    page.locator("[name=code]").fill("WELCOME10")
    page.locator("#coupon-button").click()
    page.locator("#coupon .tag").wait_for()
    yield "cart with a coupon"
    page.goto(f"/{language}/checkout/")
    yield "checkout"
    page.locator("#checkout-summary [type=submit]").click()
    page.locator("#checkout-errors .alert").wait_for()
    yield "checkout with errors"


def _afterwards(page: Page, language: str) -> Iterator[str]:
    states = {"placed": "to be paid", "sent": "on its way", "cancelled": "cancelled"}
    for status, name in states.items():
        order = Order.objects.filter(status=status).latest("pk")
        with override(language):
            page.goto(order.get_absolute_url())
        yield f"order {name}"
    order = Order.objects.filter(status="placed").latest("pk")
    with override(language):
        page.goto(reverse("order_payment", args=[order.token]))
        yield "payment"
        page.goto(reverse("order_cancellation", args=[order.token]))
        yield "cancellation"
