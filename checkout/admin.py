from __future__ import annotations

from checkout.staff import coupons, delivery, orders, parcels, payments, piles

__all__ = ["coupons", "delivery", "orders", "parcels", "payments", "piles"]
