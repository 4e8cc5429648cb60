from __future__ import annotations

from catalog.staff import parts, prices, products, sorting, stock
from catalog.transfer import admin as transfer

__all__ = ["parts", "prices", "products", "sorting", "stock", "transfer"]
