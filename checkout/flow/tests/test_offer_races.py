"""The last use of an offer and of a one-time code, wanted by many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from catalog.stock.tests.test_races import race
from catalog.testing import make_variant
from checkout.cart.couponing import use_coupon
from checkout.cart.models import Cart
from checkout.discounts.models import CartOffer, OfferUse, OneTimeCode
from checkout.flow.auditing import audit_books
from checkout.flow.details import CheckoutDetails
from checkout.flow.placing import OfferChanged, place_order
from checkout.orders.models import CodeUse, Order
from checkout.testing import make_cart, make_codes, make_details, make_offer, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS = 8


def carts(**offer: Any) -> list[tuple[Cart, CheckoutDetails]]:
    """Eight buyers who all see the offer that a few can have."""
    make_shop()
    made = make_offer(**offer)
    variant = make_variant(stock=100)
    found = [make_cart(variant) for _ in range(BUYERS)]
    if made.needs_code:
        [code] = make_codes(offer=made)
        for cart in found:
            use_coupon(cart, code.code, now=timezone.now())
    return [
        (cart, make_details(cart, email=f"buyer{number}@example.com"))
        for number, cart in enumerate(found)
    ]


def order(cart: Cart, details: CheckoutDetails) -> str:
    try:
        place_order(cart, details=details, user=None, now=timezone.now())
    except OfferChanged:
        return "refused"
    return "ordered"


def test_the_last_uses_of_an_offer_are_had_once_each() -> None:
    wanted = carts(usage_limit=3)

    outcomes = race(lambda number: order(*wanted[number]), runners=BUYERS)

    assert outcomes == {"ordered": 3, "refused": 5}
    assert CartOffer.objects.get().use_count == 3
    assert Order.objects.filter(discount__gt=0).count() == 3
    assert not list(audit_books())


def test_without_the_condition_more_have_it_than_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = carts(usage_limit=3)
    # the constraint of the database stands behind the condition: it goes, too
    monkeypatch.setattr("checkout.flow.placing.claim_offers", _count_blindly)

    outcomes = race(lambda number: order(*wanted[number]), runners=BUYERS)

    assert outcomes["ordered"] > 3


def test_a_one_time_code_is_used_by_one_of_many() -> None:
    wanted = carts(needs_code=True)

    outcomes = race(lambda number: order(*wanted[number]), runners=BUYERS)

    assert outcomes == {"ordered": 1, "refused": 7}
    assert CodeUse.objects.count() == 1
    assert OneTimeCode.objects.get().used_at
    assert not list(audit_books())


def test_without_the_condition_a_code_is_used_by_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = carts(needs_code=True)
    monkeypatch.setattr("checkout.flow.placing.claim_code", lambda *a, **k: None)
    monkeypatch.setattr("checkout.flow.placing._write_uses", lambda *a, **k: None)

    outcomes = race(lambda number: order(*wanted[number]), runners=BUYERS)

    assert outcomes == {"ordered": 8}


def test_two_first_orders_of_one_customer_get_the_offer_once() -> None:
    wanted = carts(limit_per_customer=1)
    same = [(cart, make_details(cart, email="anna@example.com")) for cart, _ in wanted]

    race(lambda number: order(*same[number]), runners=BUYERS)

    assert Order.objects.filter(discount__gt=0).count() == 1
    assert OfferUse.objects.count() == 1
    assert not list(audit_books())


def _count_blindly(offer_ids: Any, *, email: str, reference: str, now: Any) -> None:
    for pk in offer_ids:
        OfferUse.objects.create(offer_id=pk, email=email, reference=reference)
