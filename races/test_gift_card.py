"""One gift card in many carts, ordered at once."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from checkout.cart.models import Cart
from checkout.credit.models import CreditAccount
from checkout.credit.testing import make_gift_card
from checkout.flow.auditing import audit_books
from checkout.flow.details import CheckoutDetails
from checkout.flow.placing import place_order
from checkout.orders.models import Order
from checkout.testing import make_cart, make_details, make_shop
from races.guards import without_locks
from races.starting import PATIENT, Deed, race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

FRIENDS = 5
SPEND = r'INSERT INTO "checkout_creditentry"'


def friends_with_one_card(card: CreditAccount) -> list[Deed]:
    """Each has a cart of its own goods for 14.90, and the card in it."""
    make_shop()
    deeds: list[Deed] = []
    for _ in range(FRIENDS):
        cart = make_cart()
        cart.credits.create(account=card)
        deeds.append(partial(order, cart, make_details(cart)))
    return deeds


def order(cart: Cart, details: CheckoutDetails) -> str:
    place_order(cart, details=details, user=None, now=timezone.now())
    return "ordered"


def test_a_card_for_two_orders_pays_two() -> None:
    card = make_gift_card("29.80")

    ends = race(*friends_with_one_card(card), meet=SPEND)

    refused = ends.total() - ends["ordered"]
    assert (ends["ordered"], refused) == (2, FRIENDS - 2)
    assert card.balance == 0
    assert Order.objects.filter(status=Order.Status.CONFIRMED).count() == 2
    assert [*audit_books()] == []


def test_control_without_the_lock_the_card_is_overdrawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = make_gift_card("29.80")
    deeds = friends_with_one_card(card)
    without_locks(monkeypatch)

    ends = race(*deeds, meet=SPEND, patience=PATIENT)

    assert ends["ordered"] > 2
    assert card.balance < 0
    assert [*audit_books()] != []
