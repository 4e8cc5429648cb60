"""Staff make offers and codes, and try a cart before a shopper does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.stock.models import Hold
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.cart.pricing import price_cart
from checkout.discounts.models import (
    CartOffer,
    CodeBatch,
    CustomerGroup,
    OfferUse,
    OneTimeCode,
)
from checkout.testing import make_cart, make_codes, make_coupon, make_offer, make_shop
from shop.users.models import User

pytestmark = pytest.mark.django_db

Kind = CartOffer.Kind
ADD = "admin:checkout_cartoffer_add"
SIMULATOR = "admin:checkout_cartoffer_simulate"


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def fill_in(kind: str, **fields: Any) -> dict[str, Any]:
    empty = {"name_en": "Three for two", "is_active": "on", "combines": "on"}
    return {**empty, "kind": kind, "priority": 0, "minimum": 0, **fields}


def words(page: bytes) -> str:
    text = page.decode().translate({0x2068: None, 0x2069: None})
    return " ".join(text.split())


def test_an_offer_is_made_with_what_its_kind_needs(desk: Client) -> None:
    filled = fill_in(Kind.BUY_GET, buy_quantity=2, get_quantity=1, percent=100)

    # what is left over from another kind is no part of it
    desk.post(reverse(ADD), {**filled, "amount": "7", "steps": "3 = 10"})

    offer = CartOffer.objects.get()
    assert (offer.buy_quantity, offer.get_quantity, offer.percent) == (2, 1, 100)
    assert (offer.amount, offer.steps) == (None, [])
    assert offer.history.count() == 1  # type: ignore[attr-defined]
    page = desk.get(reverse("admin:checkout_cartoffer_change", args=[offer.pk]))
    assert "Take 3, pay for 2: the cheapest is free" in words(page.content)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (Kind.PERCENT, {}, "How many percent are off?"),
        (Kind.AMOUNT, {"amount": 5}, "In which currency?"),
        (Kind.TIER_QUANTITY, {}, "Name at least one step."),
        (Kind.TIER_QUANTITY, {"steps": "three"}, "Write steps like “3 = 10, 6 = 15”"),
        (Kind.TIER_QUANTITY, {"steps": "3=10, 3=15"}, "begin at the same place"),
        (Kind.BUNDLE, {"amount": 5, "currency": "EUR"}, "Of which products"),
        (Kind.GIFT, {}, "What is given away?"),
        (Kind.FREE_DELIVERY, {"countries": "LV, XX"}, "no country called XX"),
        (Kind.FREE_DELIVERY, {"minimum": 50}, "In which currency?"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    desk: Client, kind: str, fields: dict[str, Any], sentence: str
) -> None:
    page = desk.post(reverse(ADD), fill_in(kind, **fields))

    assert sentence in words(page.content)
    assert not CartOffer.objects.exists()


def test_a_form_that_was_open_does_not_take_back_counted_uses() -> None:
    offer = make_offer(usage_limit=5)
    opened = CartOffer.objects.get(pk=offer.pk)
    CartOffer.objects.filter(pk=offer.pk).update(use_count=3)

    opened.priority = 7
    opened.save()

    offer.refresh_from_db()
    assert (offer.priority, offer.use_count) == (7, 3)


def test_codes_are_made_in_bulk_and_taken_away_as_a_table(desk: Client) -> None:
    coupon = make_coupon("TEMPLATE", needs_code=True)
    batch = {"name": "Spring", "coupon": coupon.pk, "count": 25, "start": "spring"}

    desk.post(reverse("admin:checkout_codebatch_add"), {**batch, "is_active": "on"})
    made = CodeBatch.objects.get()
    table = desk.get(reverse("admin:checkout_codebatch_export", args=[made.pk]))

    lines = table.content.decode().split()
    assert OneTimeCode.objects.count() == 25
    assert lines[0] == "code,used_at"
    assert len(lines) == 26
    assert all(line.startswith("SPRING-") for line in lines[1:])


def test_a_batch_is_for_a_coupon_or_an_offer(desk: Client) -> None:
    page = desk.post(reverse("admin:checkout_codebatch_add"), {"name": "Spring"})

    assert "Choose a coupon or an offer, one of them." in words(page.content)
    assert not CodeBatch.objects.exists()


def test_the_simulator_says_what_would_be_paid_and_why_and_writes_nothing(
    desk: Client,
) -> None:
    make_shop()
    mug = make_variant(stock=9)
    friends = CustomerGroup.objects.create(name="Friends")
    make_offer(name="For friends", percent=Decimal(20), groups=[friends])
    make_offer(name="In Estonia", countries=["EE"])
    make_offer(Kind.FREE_DELIVERY, name="We carry it", minimum=50, currency="EUR")
    asked = {"goods": f"{mug.sku} 2", "country": "LV", "currency": "EUR"}

    page = words(desk.get(reverse(SIMULATOR), asked).content)
    as_friend = words(
        desk.get(reverse(SIMULATOR), asked | {"group": friends.pk}).content
    )

    assert "€24.90" in page
    assert "It is for customers of certain groups, once signed in." in page
    assert "It does not hold for delivery to Latvia." in page
    assert "Add €30.00 more and delivery is free." in page
    assert "€20.90" in as_friend
    assert "It applies and saves €4.00." in as_friend
    assert not Cart.objects.exists()
    assert not Hold.objects.exists()
    assert not OfferUse.objects.exists()
    assert mug.stocks.get().held == 0


def test_the_simulator_and_the_shop_agree(desk: Client) -> None:
    make_shop()
    mug = make_variant(stock=9)
    offer = make_offer(percent=Decimal(30), needs_code=True)
    [code] = make_codes(offer=offer)
    cart = make_cart(mug, quantity=3)
    cart.one_time_code = code
    cart.save()

    asked = {
        "goods": f"{mug.sku} 3",
        "country": "LV",
        "currency": "EUR",
        "code": code.code,
    }
    page = words(desk.get(reverse(SIMULATOR), asked).content)

    quote = price_cart(Cart.objects.get(), now=timezone.now()).quote
    assert quote.discount == 9
    assert f"€{quote.total}" in page


def test_the_simulator_refuses_what_it_does_not_know(desk: Client) -> None:
    make_shop()

    page = words(
        desk.get(
            reverse(SIMULATOR), {"goods": "NOPE 2", "country": "LV", "currency": "EUR"}
        ).content
    )

    assert "We know nothing with the SKU NOPE." in page


def test_the_simulator_is_for_staff_only(client: Client) -> None:
    assert client.get(reverse(SIMULATOR)).status_code == 302
