from __future__ import annotations

from checkout.staff import (
    bank_credits,
    coupons,
    credit,
    delivery,
    disputes,
    figures,
    orders,
    parcels,
    payments,
    piles,
)

__all__ = [
    "bank_credits",
    "coupons",
    "credit",
    "delivery",
    "disputes",
    "figures",
    "orders",
    "parcels",
    "payments",
    "piles",
]
