from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from checkout.cart.models import Cart
from checkout.cart.pricing import PricedCart, price_cart
from checkout.discounts.coupons import (
    CouponRefused,
    check_coupon,
    coupon_for,
    one_time_code_for,
)
from checkout.discounts.models import OneTimeCode
from checkout.discounts.words import reason_of


def use_coupon(cart: Cart, code: str, *, now: datetime) -> None:
    """Put a coupon or a one-time code on the cart, or with no code take it off.

    Raises CouponRefused, and then leaves what was there.
    """
    before = cart.coupon, cart.one_time_code
    try:
        one_time = one_time_code_for(code, now=now) if code else None
        cart.coupon, cart.one_time_code = None, one_time
        if one_time:
            _use_once(cart, one_time, now)
        elif code:
            quote = price_cart(cart, now=now).quote
            cart.coupon = coupon_for(
                code,
                goods=quote.goods - quote.gift_cards,
                currency=quote.currency,
                now=now,
            )
    except CouponRefused:
        cart.coupon, cart.one_time_code = before
        raise
    cart.save(update_fields=["coupon", "one_time_code", "updated_at"])


def _use_once(cart: Cart, code: OneTimeCode, now: datetime) -> None:
    priced = price_cart(cart, now=now)
    quote = priced.quote
    if coupon := code.batch.coupon:
        goods = quote.goods - quote.gift_cards
        check_coupon(coupon, goods=goods, currency=quote.currency, now=now)
        cart.coupon = coupon
    elif why := _why_not(code, priced):
        raise CouponRefused(
            _("The code “%(code)s” is for “%(offer)s”. %(why)s")
            % {"code": code.code, "offer": code.batch.offer, "why": why}
        )


def _why_not(code: OneTimeCode, priced: PricedCart) -> str:
    """What keeps the offer of the code from applying; "" when nothing does."""
    for verdict in priced.offers.decision.verdicts:
        if verdict.rule.id == code.batch.offer_id:
            if verdict.applies:
                return ""
            return reason_of(verdict, priced.quote.currency, priced.country)
    return _("It does not run now.")
