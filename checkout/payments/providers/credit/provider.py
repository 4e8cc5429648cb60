from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localdate

from checkout.credit.ledger import book, lock, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.protocol import (
    Begun,
    Finding,
    Instructions,
    PaymentFailed,
)

# a card that ran out while its money lay in an order is good again for so long
_RENEWED_FOR = timedelta(days=365)


class Credit:
    """Gift cards and store credit: money that lies in our own ledger.

    It is taken in the transaction that places the order (`payments/spending.py`), so
    there is never anything to begin, to wait for or to cancel, and no row of
    `PaymentMethod` offers it. A payment's reference is that of its entry.
    """

    patience = None
    # it moves without people: its refunds carry themselves out
    is_remote = True
    is_paid_on_delivery = False
    script = ""

    def is_ready(self) -> bool:
        """Never as a way of paying of its own."""
        return False

    def page_data(self) -> Mapping[str, str]:
        return {}

    def begin(self, payment: Payment, *, return_url: str) -> Begun:
        return Begun(payment.reference, Payment.Status(payment.status))

    def look_up(self, payment: Payment) -> Finding:
        return Finding(Payment.Status(payment.status), reference=payment.reference)

    @transaction.atomic
    def refund(self, refund: Refund) -> str:
        """Put money back where it came from, or on the customer's store credit."""
        account = _account_for(refund)
        today = localdate()
        locked = lock(account)
        if locked.is_expired(today):
            CreditAccount.objects.filter(pk=locked.pk).update(
                valid_until=today + _RENEWED_FOR
            )
        entry = book(
            account,
            kind=CreditEntry.Kind.RETURNED,
            amount=refund.amount,
            reference=f"refund-{refund.key}",
            by=refund.by,
            reason=refund.reason,
        )
        return entry.reference

    def cancel(self, payment: Payment) -> None:
        """It is captured from the first moment on; what is undone is refunded."""

    def instructions(self, payment: Payment) -> Instructions | None:
        return None


def _account_for(refund: Refund) -> CreditAccount:
    payment = refund.payment
    entry = CreditEntry.objects.filter(reference=payment.reference).first()
    if entry is not None and not refund.as_credit:
        return entry.account
    if payment.order.user is None:
        raise PaymentFailed("the order has no customer with an account", retry=False)
    return store_credit_of(payment.order.user, payment.currency)
