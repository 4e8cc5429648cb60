from __future__ import annotations

from catalog.staff import parts, prices, products, sorting, stock

__all__ = ["parts", "prices", "products", "sorting", "stock"]
