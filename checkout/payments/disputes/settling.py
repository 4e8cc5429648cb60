"""The only door through which news of disputes comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from checkout.orders.models import Order, OrderEvent
from checkout.payments.disputes.models import Dispute
from checkout.payments.models import LedgerEntry, Payment


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that a dispute moved: below nothing it left us, above it came back. `fee`
    is what the provider charged for it. `reference` is the provider's id."""

    reference: str
    amount: Decimal
    fee: Decimal


@dataclass(frozen=True, slots=True)
class DisputeFinding:
    """What a provider says of a dispute, with everything that it has moved so far."""

    reference: str
    status: Dispute.Status
    reason: str
    amount: Decimal
    opened_at: datetime
    due_at: datetime | None = None
    link: str = ""
    movements: tuple[Movement, ...] = ()


@transaction.atomic
def settle_dispute(payment: Payment, finding: DisputeFinding, *, by: str) -> Dispute:
    """Bring a dispute and the ledger to what the provider found, any number of times.

    What is over stays over: news that was read before does not open it again.
    """
    # whoever needs both rows locks the order first
    order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    payment = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    dispute, is_new = Dispute.objects.get_or_create(
        payment=payment,
        reference=finding.reference,
        defaults={**_told(finding), "opened_at": finding.opened_at},
    )
    for movement in finding.movements:
        _book(payment, movement, by=by)
    before = dispute.status
    if not is_new and before not in Dispute.OVER:
        for name, value in _told(finding).items():
            setattr(dispute, name, value)
        dispute.save(update_fields=list(_told(finding)))
    if is_new or dispute.status != before:
        order.record(
            OrderEvent.Kind.NOTE,
            by=by,
            about=f"dispute_{dispute.status}",
            amount=str(dispute.amount),
            dispute=dispute.pk,
        )
    return dispute


def _told(finding: DisputeFinding) -> dict[str, object]:
    return {
        "status": finding.status,
        "reason": finding.reason[:100],
        "amount": finding.amount,
        "due_at": finding.due_at,
        "link": finding.link,
    }


def _book(payment: Payment, movement: Movement, *, by: str) -> None:
    kinds = LedgerEntry.Kind
    kind = kinds.DISPUTED if movement.amount < 0 else kinds.REINSTATED
    booked = {kind: abs(movement.amount), kinds.PROVIDER_FEE: movement.fee}
    for what, amount in booked.items():
        if amount > 0:
            LedgerEntry.objects.get_or_create(
                payment=payment,
                kind=what,
                reference=movement.reference,
                defaults={"amount": amount, "at": timezone.now(), "by": by},
            )
