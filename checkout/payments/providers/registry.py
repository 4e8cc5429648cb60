"""Who moves the money, in the order shown to the buyer."""

from __future__ import annotations

from functools import cache

from django.utils.module_loading import import_string

from checkout.payments.providers.protocol import Provider, Remembers

# gift cards and store credit: money of our own, chosen beside the way of paying
CREDIT = "credit"

PROVIDERS = {
    "stripe": "checkout.payments.providers.stripe.provider.Stripe",
    "paypal": "checkout.payments.providers.paypal.provider.PayPal",
    "bank_transfer": "checkout.payments.providers.bank_transfer.provider.BankTransfer",
    "cash_on_delivery": (
        "checkout.payments.providers.cash_on_delivery.provider.CashOnDelivery"
    ),
    CREDIT: "checkout.payments.providers.credit.provider.Credit",
}


@cache
def provider_called(code: str) -> Provider:
    """The provider of a payment or of a way of paying."""
    provider: Provider = import_string(PROVIDERS[code])()
    return provider


def remembering(code: str) -> Remembers | None:
    """The provider, if it can remember ways of paying."""
    provider = provider_called(code)
    return provider if isinstance(provider, Remembers) else None
