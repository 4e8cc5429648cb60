from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from checkout.discounts.coupons import (
    CouponRefused,
    claim_use,
    coupon_for,
    discount_of,
    release_use,
)
from checkout.discounts.models import Coupon
from checkout.orders.models import CouponUse
from checkout.testing import make_coupon, make_order
from checkout.totals.quote import Discount

RIGA = ZoneInfo("Europe/Riga")

pytestmark = pytest.mark.django_db


def ask(code: str, *, goods: str = "50.00", currency: str = "EUR") -> Coupon:
    return coupon_for(code, goods=Decimal(goods), currency=currency, now=timezone.now())


def refusal(code: str, **asked: Any) -> str:
    with pytest.raises(CouponRefused) as refused:
        ask(code, **asked)
    return str(refused.value).translate({0x2068: None, 0x2069: None})


@pytest.mark.parametrize(
    "typed", ["WELCOME10", "welcome10", " Welcome10 ", "WELCOME 10", "welcome\u00a010"]
)
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    coupon = make_coupon("WELCOME10")

    assert ask(typed) == coupon


@pytest.mark.parametrize("typed", ["", "WELCOME11", "%", "' OR 1=1", "x" * 500])
def test_an_unknown_code_asks_to_check_the_spelling(typed: str) -> None:
    make_coupon("WELCOME10")

    assert "Is it spelt as you received it?" in refusal(typed)


def test_a_coupon_that_is_switched_off_is_not_known() -> None:
    make_coupon("OLD", is_active=False)

    assert "We do not know the code “OLD”." in refusal("old")


def test_a_coupon_that_has_not_begun_says_when_it_does() -> None:
    make_coupon("ADVENT", starts_at=datetime(2030, 12, 1, tzinfo=RIGA))

    assert refusal("ADVENT") == "The code “ADVENT” is valid from 1 Dec 2030."


def test_a_coupon_that_has_ended_says_when_it_did() -> None:
    make_coupon("SUMMER", ends_at=datetime(2025, 9, 1, tzinfo=RIGA))

    assert refusal("SUMMER") == "The code “SUMMER” was valid until 31 Aug 2025."


def test_a_coupon_ends_at_the_moment_it_ends() -> None:
    now = timezone.now()
    make_coupon("NOW", starts_at=now - timedelta(days=1), ends_at=now)

    with pytest.raises(CouponRefused):
        coupon_for("NOW", goods=Decimal(50), currency="EUR", now=now)
    just_before = now - timedelta(microseconds=1)
    assert coupon_for("NOW", goods=Decimal(50), currency="EUR", now=just_before)


def test_a_minimum_says_how_much_is_missing() -> None:
    make_coupon("MINUS5", minimum=Decimal(30))

    assert refusal("MINUS5", goods="24.50") == (
        "The code “MINUS5” is for goods worth €30.00 or more: add €5.50 to use it."
    )
    assert ask("MINUS5", goods="30.00")


def test_a_coupon_in_another_currency_says_in_which() -> None:
    make_coupon("MINUS5", kind=Coupon.Kind.AMOUNT, value=Decimal(5), currency="EUR")

    sentence = refusal("MINUS5", currency="GBP")

    assert sentence == "The code “MINUS5” is for orders paid in EUR."


def test_a_percentage_without_a_minimum_holds_in_every_currency() -> None:
    make_coupon("WELCOME10", currency="EUR")

    assert ask("WELCOME10", currency="GBP")


def test_a_coupon_that_is_used_up_says_so() -> None:
    make_coupon("ONCE", usage_limit=1, use_count=1)

    assert refusal("ONCE") == "The code “ONCE” has been used as often as it could be."


@pytest.mark.parametrize("language", ["lv", "uk", "hy", "fa"])
def test_a_refusal_can_be_said_in_every_language(language: str) -> None:
    make_coupon("MINUS5", minimum=Decimal(30))

    with translation.override(language):
        assert "MINUS5" in refusal("MINUS5", goods="1.00")


@pytest.mark.parametrize(
    ("fields", "discount"),
    [
        ({"value": Decimal(10)}, Discount(percent=Decimal(10))),
        (
            {"kind": Coupon.Kind.AMOUNT, "value": Decimal(5), "currency": "EUR"},
            Discount(amount=Decimal(5)),
        ),
        ({"kind": Coupon.Kind.FREE_DELIVERY}, Discount(frees_delivery=True)),
    ],
)
def test_a_coupon_takes_off_what_it_says(
    fields: dict[str, Any], discount: Discount
) -> None:
    assert discount_of(make_coupon("CODE", **fields), "EUR") == discount


def test_the_last_use_is_claimed_once() -> None:
    coupon = make_coupon("ONCE", usage_limit=1)
    as_read_by_another = Coupon.objects.get()

    claim_use(coupon, email="anna@example.com", now=timezone.now())

    with pytest.raises(CouponRefused):
        claim_use(as_read_by_another, email="peter@example.com", now=timezone.now())
    coupon.refresh_from_db()
    assert coupon.use_count == 1


def test_a_use_that_came_to_nothing_can_be_claimed_again() -> None:
    coupon = make_coupon("ONCE", usage_limit=1)
    claim_use(coupon, email="anna@example.com", now=timezone.now())

    release_use(coupon)

    claim_use(coupon, email="peter@example.com", now=timezone.now())
    coupon.refresh_from_db()
    assert coupon.use_count == 1


def test_what_was_never_claimed_is_not_given_back_below_nothing() -> None:
    coupon = make_coupon()

    release_use(coupon)

    coupon.refresh_from_db()
    assert coupon.use_count == 0


@pytest.mark.parametrize(
    "email", ["anna@example.com", "Anna@Example.com", " anna@example.com "]
)
def test_a_customer_uses_a_coupon_as_often_as_it_allows(email: str) -> None:
    coupon = make_coupon("WELCOME10", limit_per_customer=1)
    CouponUse.objects.create(
        coupon=coupon, order=make_order(), email="anna@example.com"
    )

    with pytest.raises(CouponRefused, match="already used the code “WELCOME10”"):
        claim_use(coupon, email=email, now=timezone.now())
    claim_use(coupon, email="peter@example.com", now=timezone.now())


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"ends_at": datetime(2025, 9, 1, tzinfo=RIGA)},
        {"usage_limit": 0},
    ],
)
def test_what_changed_since_the_cart_was_seen_counts_when_ordering(
    change: dict[str, Any],
) -> None:
    coupon = make_coupon()
    Coupon.objects.update(**change)

    with pytest.raises(CouponRefused):
        claim_use(coupon, email="anna@example.com", now=timezone.now())
    coupon.refresh_from_db()
    assert coupon.use_count == 0
