"""What PayPal tells of consents that customers gave or took back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from checkout.payments.models import Payment
from checkout.payments.providers.paypal.orders import NAME
from checkout.payments.providers.paypal.vault import kept_in
from checkout.payments.saved.keeping import keep, remove
from checkout.payments.saved.models import SavedMethod

KEEPING_EVENTS = {"VAULT.PAYMENT-TOKEN.CREATED", "VAULT.PAYMENT-TOKEN.DELETED"}


def follow_keeping(kind: str, about: dict[str, Any]) -> None:
    """Bring what is kept to what PayPal says of it."""
    reference = str(about.get("id", ""))
    if kind == "VAULT.PAYMENT-TOKEN.DELETED":
        ours = SavedMethod.objects.filter(provider=NAME, reference=reference)
        for saved in ours:
            remove(saved, now=timezone.now())
        return
    _keep_late(about)


def _keep_late(about: dict[str, Any]) -> None:
    """A consent that came with a payment may be there only after the money."""
    order = str((about.get("metadata") or {}).get("order_id") or "")
    payment = (
        Payment.objects.filter(provider=NAME, reference=order, wants_keeping=True)
        .exclude(reference="")
        .select_related("order__user")
        .first()
    )
    if payment and payment.order.user:
        keep(
            payment.order.user,
            provider=NAME,
            method_code=payment.method_code,
            kept=kept_in(about),
        )
