"""The last pieces and the last use of a coupon, wanted by more than there are."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from catalog.stock.models import Hold, Stock
from catalog.stock.tests.test_races import without_guard
from catalog.testing import make_variant
from checkout.cart.models import Cart
from checkout.discounts.models import CodeBatch, Coupon
from checkout.flow import placing
from checkout.flow.auditing import audit_books
from checkout.flow.details import CheckoutDetails
from checkout.flow.placing import place_order
from checkout.orders.models import CodeUse, CouponUse, Order
from checkout.testing import make_cart, make_coupon, make_details, make_shop
from races.guards import Uniques
from races.starting import PATIENT, Deed, race

__all__ = ["without_guard"]

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

BUYERS = 10
PIECES = 3


def order(cart: Cart, details: CheckoutDetails) -> str:
    place_order(cart, details=details, user=None, now=timezone.now())
    return "ordered"


def buyers_of_the_last_pieces() -> list[Deed]:
    """Each saw the piece on the shelf; none holds it any more."""
    make_shop()
    variant = make_variant(stock=BUYERS)
    carts = [make_cart(variant) for _ in range(BUYERS)]
    deeds = [partial(order, cart, make_details(cart)) for cart in carts]
    Hold.objects.all().delete()
    Stock.objects.update(held=0, on_hand=PIECES)
    return [*deeds]


def test_ten_buyers_of_three_pieces_place_three_orders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deeds = buyers_of_the_last_pieces()
    nobody_looks_first(monkeypatch)

    ends = race(*deeds)

    assert ends == {"ordered": PIECES, "OutOfStock": BUYERS - PIECES}
    assert Order.objects.count() == Stock.objects.get().sold == PIECES
    assert Cart.objects.open().count() == BUYERS - PIECES
    assert [*audit_books()] == []


@pytest.mark.usefixtures("without_guard")
def test_control_without_the_condition_more_is_sold_than_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deeds = buyers_of_the_last_pieces()
    nobody_looks_first(monkeypatch)

    ends = race(*deeds)

    assert ends == {"ordered": BUYERS}
    assert Stock.objects.get().sold > PIECES


def nobody_looks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look at the shelf before the sale refuses politely; it guards nothing."""
    monkeypatch.setattr(
        "checkout.cart.pricing.available",
        lambda variants, **_: {variant.pk: BUYERS for variant in variants},
    )


def buyers_with_one_coupon(**limits: Any) -> list[Deed]:
    """Of different goods, so that no shelf makes them wait for each other."""
    make_shop()
    coupon = make_coupon(**limits)
    deeds: list[Deed] = []
    for _ in range(BUYERS):
        cart = make_cart(coupon=coupon)
        deeds.append(partial(order, cart, make_details(cart)))
    return deeds


READ_THE_COUPON = r'UPDATE "checkout_coupon"'


def test_last_use_of_a_coupon_is_one_order() -> None:
    deeds = buyers_with_one_coupon(usage_limit=1)

    ends = race(*deeds, meet=READ_THE_COUPON)

    assert ends == {"ordered": 1, "CouponRefused": BUYERS - 1}
    assert Coupon.objects.get().use_count == CouponUse.objects.count() == 1
    assert Order.objects.count() == 1


def test_control_a_coupon_counted_by_reading_first_is_used_too_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deeds = buyers_with_one_coupon(usage_limit=1)
    monkeypatch.setattr(placing, "claim_use", _claim_by_reading)

    ends = race(*deeds, meet=READ_THE_COUPON, patience=PATIENT)

    assert ends["ordered"] > 1
    assert CouponUse.objects.count() > 1
    assert "The uses counted are not those of the orders." in {
        fault.sentence for fault in audit_books()
    }


def _claim_by_reading(coupon: Coupon, *, email: str, now: datetime) -> None:
    coupon.refresh_from_db()
    assert coupon.usage_limit is None or coupon.use_count < coupon.usage_limit
    coupon.use_count += 1
    coupon.save(update_fields=["use_count"])


def buyers_with_one_code() -> list[Deed]:
    make_shop()
    coupon = make_coupon()
    code = CodeBatch.objects.create(name="Letter", coupon=coupon).codes.create(
        code="ONCE-7K3M"
    )
    deeds: list[Deed] = []
    for _ in range(BUYERS):
        cart = make_cart(coupon=coupon, one_time_code=code)
        deeds.append(partial(order, cart, make_details(cart)))
    return deeds


def test_a_one_time_code_is_one_order() -> None:
    ends = race(*buyers_with_one_code(), meet=READ_THE_COUPON)

    assert ends == {"ordered": 1, "OfferChanged": BUYERS - 1}
    assert Order.objects.count() == CodeUse.objects.count() == 1
    assert [*audit_books()] == []


def test_control_a_code_nobody_claims_is_used_by_each(
    monkeypatch: pytest.MonkeyPatch, uniques: Uniques
) -> None:
    deeds = buyers_with_one_code()
    monkeypatch.setattr(placing, "claim_code", lambda *_, **__: None)
    uniques.without(CodeUse, "code")

    ends = race(*deeds, meet=READ_THE_COUPON, patience=PATIENT)

    assert ends == {"ordered": BUYERS}
    assert CodeUse.objects.count() == BUYERS


def test_a_customer_uses_a_coupon_once_in_two_carts_at_once() -> None:
    deeds = buyers_with_one_coupon(limit_per_customer=1)

    ends = race(*deeds, meet=READ_THE_COUPON)

    assert ends == {"ordered": 1, "CouponRefused": BUYERS - 1}
    assert Coupon.objects.get().use_count == CouponUse.objects.count() == 1
