"""Which ways of paying are offered to whom, and why not the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from checkout.orders.models import Order
from checkout.orders.refusals import count_refusals
from checkout.payments.models import PaymentMethod
from checkout.payments.providers.registry import PROVIDERS, provider_called

Customers = PaymentMethod.Customers


@dataclass(frozen=True)
class Payer:
    """Who pays, as far as it decides. Somebody who is not signed in is new: an address
    that is only typed opens nothing."""

    user_id: int | None = None
    is_business: bool = False
    # typed or known: it opens nothing, but parcels it refused are remembered
    email: str = ""

    @cached_property
    def has_bought(self) -> bool:
        if self.user_id is None:
            return False
        delivered = Order.objects.filter(status=Order.Status.DELIVERED)
        return delivered.filter(user=self.user_id).exists()

    @cached_property
    def refusals(self) -> int:
        return count_refusals(user_id=self.user_id, email=self.email)

    def is_in_a_group_of(self, method: PaymentMethod) -> bool:
        if self.user_id is None:
            return False
        return method.groups.filter(users=self.user_id).exists()


NOBODY_KNOWN = Payer()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is to be paid: `total` before any fee, for a delivery to `country`."""

    country: str
    currency: str
    total: Decimal
    payer: Payer = NOBODY_KNOWN


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a way of paying is not offered; it is, where there is no reason."""

    method: PaymentMethod
    reasons: tuple[str, ...]


def ways_to_pay(
    *, country: str, currency: str, total: Decimal, payer: Payer = NOBODY_KNOWN
) -> list[PaymentMethod]:
    """The ways of paying `total` (before any fee) for a delivery to `country`, in the
    merchant's order."""
    active = PaymentMethod.objects.filter(is_active=True, provider__in=PROVIDERS)
    occasion = Occasion(country, currency, total, payer)
    methods = active.order_by("position", "pk")
    return [method for method in methods if not _reasons(method, occasion)]


def verdicts(occasion: Occasion) -> list[Verdict]:
    """Every way of paying there is, and what speaks against it: for staff."""
    methods = PaymentMethod.objects.order_by("position", "pk")
    return [Verdict(method, _reasons(method, occasion)) for method in methods]


def _reasons(method: PaymentMethod, occasion: Occasion) -> tuple[str, ...]:
    provider = method.provider
    is_known = provider in PROVIDERS
    is_ready = is_known and provider_called(provider).is_ready()
    maximum = method.maximum
    checks = (
        (method.is_active, _("It is switched off.")),
        (is_known, _("Its provider is not installed.")),
        (is_ready or not is_known, _("Its provider has not been set up.")),
        (
            not method.countries or occasion.country in method.countries,
            _("It is not offered in this country."),
        ),
        (
            method.currency in ("", occasion.currency),
            _("It is not offered in this currency."),
        ),
        (method.minimum <= occasion.total, _("The amount is too small for it.")),
        (maximum is None or occasion.total <= maximum, _("The amount is too large.")),
        (_is_for(method, occasion.payer), _WHOM[method.customers]()),
        (
            not is_known or _takes_parcels_in(method, occasion.payer),
            _("Parcels to be paid at the door came back from this customer."),
        ),
    )
    return tuple(reason for holds, reason in checks if not holds)


def _is_for(method: PaymentMethod, payer: Payer) -> bool:
    match method.customers:
        case Customers.NEW:
            return not payer.has_bought
        case Customers.KNOWN:
            return payer.has_bought
        case Customers.BUSINESS:
            return payer.is_business
        case Customers.GROUPS:
            return payer.is_in_a_group_of(method)
    return True


def _takes_parcels_in(method: PaymentMethod, payer: Payer) -> bool:
    allowed = method.refusals_allowed
    if allowed is None or not provider_called(method.provider).is_paid_on_delivery:
        return True
    return payer.refusals < allowed


_WHOM: dict[str, Callable[[], str]] = {
    Customers.ALL: lambda: "",
    Customers.NEW: lambda: _("It is for new customers only."),
    Customers.KNOWN: lambda: _(
        "It is only for signed-in customers who have received an order before."
    ),
    Customers.GROUPS: lambda: _("It is only for its groups, when they are signed in."),
    Customers.BUSINESS: lambda: _("It is only for businesses with a VAT number."),
}
