from __future__ import annotations

from decimal import Decimal

from checkout.payments.models import PaymentMethod
from checkout.payments.providers.registry import PROVIDERS, provider_called


def ways_to_pay(*, country: str, currency: str, total: Decimal) -> list[PaymentMethod]:
    """The ways of paying `total` (before any fee) for a delivery to `country`, in the
    merchant's order."""
    active = PaymentMethod.objects.filter(is_active=True, provider__in=PROVIDERS)
    return [
        method
        for method in active.order_by("position", "pk")
        if _fits(method, country=country, currency=currency, total=total)
        and provider_called(method.provider).is_ready()
    ]


def _fits(
    method: PaymentMethod, *, country: str, currency: str, total: Decimal
) -> bool:
    return (
        (not method.countries or country in method.countries)
        and (not method.currency or method.currency == currency)
        and method.minimum <= total
        and (method.maximum is None or total <= method.maximum)
    )
