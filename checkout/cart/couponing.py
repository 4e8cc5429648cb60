from __future__ import annotations

from datetime import datetime

from checkout.cart.models import Cart
from checkout.cart.pricing import price_cart
from checkout.discounts.coupons import coupon_for


def use_coupon(cart: Cart, code: str, *, now: datetime) -> None:
    """Put a coupon on the cart, or with no code take it off.

    Raises CouponRefused, and then leaves the coupon that was there.
    """
    if code:
        quote = price_cart(cart, now=now).quote
        cart.coupon = coupon_for(
            code,
            goods=quote.goods - quote.gift_cards,
            currency=quote.currency,
            now=now,
        )
    else:
        cart.coupon = None
    cart.save(update_fields=["coupon", "updated_at"])
