"""What Stripe keeps for a customer: who they are there, and their ways of paying."""

from __future__ import annotations

import calendar
from datetime import date

import stripe
from django.utils.translation import gettext as _

from checkout.payments.providers.protocol import Kept, PaymentFailed
from checkout.payments.providers.stripe.client import refusals_told, stripe_client
from checkout.payments.saved.models import Adding, ProviderCustomer, SavedMethod
from shop.users.models import User

NAME = "stripe"
BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "Eftpos",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
NAMES = {"sepa_debit": "SEPA", "link": "Link", "paypal": "PayPal"}


def customer_of(user: User) -> str:
    """Stripe's id of a customer, who is made known there the first time."""
    customer, _is_new = ProviderCustomer.objects.get_or_create(user=user, provider=NAME)
    if not customer.reference:
        with refusals_told():
            made = stripe_client().v1.customers.create(
                {
                    "email": user.email,
                    "name": user.name,
                    "metadata": {"customer": str(customer.key)},
                },
                {"idempotency_key": str(customer.key)},
            )
        ProviderCustomer.objects.filter(pk=customer.pk, reference="").update(
            reference=made.id
        )
        customer.refresh_from_db(fields=["reference"])
    return customer.reference


def make_setup(adding: Adding) -> stripe.SetupIntent:
    """Make the intent to keep a way of paying; a second call answers as the first."""
    customer = customer_of(adding.user)
    with refusals_told():
        return stripe_client().v1.setup_intents.create(
            {
                "customer": customer,
                "usage": "off_session",
                "automatic_payment_methods": {"enabled": True},
                "metadata": {"adding": str(adding.key)},
            },
            {"idempotency_key": str(adding.key)},
        )


def read_setup(reference: str) -> stripe.SetupIntent:
    with refusals_told():
        return stripe_client().v1.setup_intents.retrieve(
            reference, {"expand": ["payment_method"]}
        )


def read_method(reference: str) -> stripe.PaymentMethod | None:
    """A way of paying as Stripe knows it now, None if it knows none."""
    with refusals_told():
        try:
            return stripe_client().v1.payment_methods.retrieve(reference)
        except stripe.InvalidRequestError as fault:
            if fault.code != "resource_missing":
                raise
            return None


def forget_method(saved: SavedMethod) -> None:
    """Detach it, so that it can never be charged again."""
    method = read_method(saved.reference)
    if method is None or not method.customer:
        return
    with refusals_told():
        stripe_client().v1.payment_methods.detach(saved.reference)


def kept_in(method: stripe.PaymentMethod | str | None) -> Kept | None:
    """What is kept for a customer, None where it belongs to nobody."""
    if not isinstance(method, stripe.PaymentMethod) or not method.customer:
        return None
    customer = method.customer
    return Kept(
        reference=method.id,
        customer_reference=customer if isinstance(customer, str) else customer.id,
        kind=method.type,
        label=_label(method),
        expires_on=_expiry(method),
        fingerprint=(method.card and method.card.fingerprint) or "",
    )


def no_longer_kept(fault: stripe.InvalidRequestError) -> PaymentFailed | None:
    """The refusal of a way that is no longer there, None for any other refusal."""
    if fault.param != "payment_method":
        return None
    return PaymentFailed(
        _("This way of paying is no longer kept. Please pay in another way."),
        retry=False,
    )


def _label(method: stripe.PaymentMethod) -> str:
    if method.card:
        brand = BRANDS.get(method.card.brand, method.card.brand.title())
        return f"{brand} •• {method.card.last4}"
    if method.sepa_debit:
        return f"SEPA •• {method.sepa_debit.last4}"
    if method.link and method.link.email:
        return f"Link {method.link.email}"
    return NAMES.get(method.type, method.type.replace("_", " ").title())


def _expiry(method: stripe.PaymentMethod) -> date | None:
    """The last day on which a card is valid."""
    if not method.card:
        return None
    year, month = method.card.exp_year, method.card.exp_month
    return date(year, month, calendar.monthrange(year, month)[1])
