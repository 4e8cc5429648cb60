from __future__ import annotations

from checkout.orders.models import Order
from checkout.orders.numbers import as_number


def find_order(*, number: str, email: str) -> Order | None:
    """The order of whoever knows both its number and its e-mail."""
    known = as_number(number)
    if not known:
        return None
    return Order.objects.filter(number=known, email__iexact=email.strip()).first()
