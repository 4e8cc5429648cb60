from __future__ import annotations

from checkout.staff import coupons, delivery, figures, orders, parcels, payments, piles

__all__ = ["coupons", "delivery", "figures", "orders", "parcels", "payments", "piles"]
