from __future__ import annotations

from checkout.staff import (
    bank_credits,
    cart_offers,
    coupons,
    credit,
    delivery,
    disputes,
    figures,
    leaving,
    one_time_codes,
    orders,
    parcels,
    payments,
    pickup_points,
    piles,
    reminding,
    remittances,
)

__all__ = [
    "bank_credits",
    "cart_offers",
    "coupons",
    "credit",
    "delivery",
    "disputes",
    "figures",
    "leaving",
    "one_time_codes",
    "orders",
    "parcels",
    "payments",
    "pickup_points",
    "piles",
    "reminding",
    "remittances",
]
