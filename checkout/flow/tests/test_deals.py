"""Limited pieces at a price: counted in sales, and gone for everybody at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.offers.models import Offer, PieceSale
from catalog.offers.pieces import PiecesGone, claim_pieces
from catalog.offers.showing import shown_prices
from catalog.pricing.loading import default_price_list
from catalog.products.models import Variant
from catalog.stock.tests.test_races import race
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.cart.pricing import price_cart
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.placing import OfferChanged, place_order
from checkout.flow.tests.buyers import bring
from checkout.orders.models import Order
from checkout.testing import make_cart, make_details, make_shop
from shop.kept.generation import pages_changed


def make_deal(variant: Variant, **fields: Any) -> Offer:
    """Half the price until tomorrow."""
    now = timezone.now()
    deal = Offer.objects.create(
        name="Deal",
        slug="deal",
        kind=Offer.Kind.PERCENT,
        value=Decimal(50),
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        is_deal=True,
        **fields,
    )
    deal.products.add(variant.product)
    pages_changed()
    return deal


def order(cart: Cart) -> Order:
    details = make_details(cart)
    return place_order(cart, details=details, user=None, now=timezone.now())


def price_of(variant: Variant) -> Decimal:
    shown = shown_prices([variant], price_list=default_price_list(), now=timezone.now())
    return shown[variant.pk].amount


@pytest.mark.django_db
def test_the_price_goes_back_when_the_pieces_are_gone() -> None:
    make_shop()
    variant = make_variant(stock=9)
    deal = make_deal(variant, share=2)

    first = order(make_cart(variant))
    assert price_of(variant) == 5
    order(make_cart(variant))

    deal.refresh_from_db()
    assert (deal.share_sold, bool(deal.gone_at)) == (2, True)
    assert first.goods == 5
    assert price_of(variant) == 10
    assert order(make_cart(variant)).goods == 10
    assert not list(audit_books())


@pytest.mark.django_db
def test_pieces_gone_stay_gone_when_an_order_is_cancelled() -> None:
    make_shop()
    variant = make_variant(stock=9)
    deal = make_deal(variant, share=1)
    placed = order(make_cart(variant))

    cancel_order(placed, by="test", reason="")

    deal.refresh_from_db()
    assert (deal.share_sold, PieceSale.objects.count()) == (0, 0)
    assert price_of(variant) == 10
    assert not list(audit_books())


@pytest.mark.django_db
def test_nobody_keeps_the_price_of_limited_pieces_in_a_cart() -> None:
    make_shop()
    variant = make_variant(stock=9)
    make_deal(variant, share=1)
    waiting, quick = make_cart(variant), make_cart(variant)
    details = make_details(waiting)

    order(quick)

    with pytest.raises(OfferChanged):
        place_order(waiting, details=details, user=None, now=timezone.now())
    assert Order.objects.count() == 1
    assert price_cart(waiting, now=timezone.now()).quote.goods == 10


@pytest.mark.django_db
def test_a_cart_with_more_than_are_left_says_so(client: Client) -> None:
    make_shop()
    variant = make_variant(stock=9)
    make_deal(variant, share=2)
    cart = make_cart(variant, quantity=3)
    bring(client, cart)

    page = client.get("/en/cart/").content.decode()

    words = page.translate({0x2068: None, 0x2069: None})
    assert "are left at this price." in words
    assert "Take 2" in words
    assert not price_cart(cart, now=timezone.now()).can_be_ordered


@pytest.mark.django_db
def test_the_front_page_and_the_product_show_the_deal(client: Client) -> None:
    make_shop()
    variant = make_variant(stock=9)
    deal = make_deal(variant, share=40)
    claim_pieces({deal.pk: 28}, reference="X", now=timezone.now())
    variant.product.is_available = True
    variant.product.save()

    front = client.get("/en/").content.decode()
    page = client.get(variant.product.get_absolute_url()).content.decode()

    assert "Deal of the day" in front
    for shown in (front, page):
        assert "12 of 40 left at this price" in shown
        assert "data-counts-down" in shown


@pytest.mark.django_db(transaction=True)
def test_the_last_pieces_are_sold_once_each() -> None:
    variant = make_variant(stock=100)
    deal = make_deal(variant, share=3)

    def claim(number: int) -> str:
        try:
            claim_pieces({deal.pk: 1}, reference=str(number), now=timezone.now())
        except PiecesGone:
            return "gone"
        return "had"

    assert race(claim, runners=8) == {"had": 3, "gone": 5}
    deal.refresh_from_db()
    assert deal.share_sold == 3
    assert deal.gone_at


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_more_are_sold_than_there_are() -> None:
    variant = make_variant(stock=100)
    deal = make_deal(variant, share=3)

    def read_then_write(number: int) -> str:
        """What counting would be without the condition in the UPDATE."""
        seen = Offer.objects.get(pk=deal.pk)
        barrier.wait(timeout=10)
        if seen.share_sold >= 3:
            return "gone"
        PieceSale.objects.create(offer=deal, reference=str(number), quantity=1)
        return "had"

    barrier = Barrier(8)

    assert race(read_then_write, runners=8) == {"had": 8}
