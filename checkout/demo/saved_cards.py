"""A card that the demo shop's customers have kept, to try what one click buys."""

from __future__ import annotations

import stripe
from django.conf import settings
from django.utils import timezone

from checkout.payments.providers.stripe.saving import NAME, kept_in
from checkout.payments.providers.stripe.standin import customers, methods
from checkout.payments.saved.keeping import keep
from checkout.payments.saved.models import ProviderCustomer
from shop.users.models import User


def keep_test_card(user: User) -> None:
    """Straight into the stand-in, which nobody can call while the shop is opened."""
    if not settings.USES_STRIPE_STANDIN:
        return
    now = timezone.now()
    customer = customers.create({"email": user.email, "name": user.name}, now=now)
    reference = customer.body["id"]
    ProviderCustomer.objects.create(user=user, provider=NAME, reference=reference)
    card = methods.attach(
        "pm_card_visa", {"customer": reference}, today=timezone.localdate(now)
    )
    kept = kept_in(stripe.PaymentMethod.construct_from(card.body, key=None))
    assert kept, "it has just been attached to its customer"
    keep(user, provider=NAME, method_code="card", kept=kept)
