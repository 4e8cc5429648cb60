"""Paying from gift cards and store credit, in the transaction that places the order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from checkout.cart.crediting import CreditPart
from checkout.credit.ledger import book, name_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.orders.models import Order
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.providers.registry import CREDIT
from checkout.payments.settling import settle


@transaction.atomic
def spend_credit(
    order: Order, parts: Sequence[tuple[CreditAccount, Decimal]], *, by: str
) -> None:
    """Take each amount off its account and settle it as a payment of the order.

    Raises CreditRefused when somebody was faster, and then nothing was taken. Accounts
    are locked in one order, after stock and coupon.
    """
    for account, amount in sorted(parts, key=lambda part: part[0].pk):
        payment = Payment.objects.create(
            order=order,
            provider=CREDIT,
            method_code=account.kind,
            amount=amount,
            currency=order.currency,
        )
        entry = book(
            account,
            kind=CreditEntry.Kind.SPENT,
            amount=-amount,
            reference=f"payment-{payment.key}",
            by=by,
            reason=order.number,
        )
        finding = Finding(
            Payment.Status.CAPTURED,
            captured=amount,
            reference=entry.reference,
            movement=entry.reference,
        )
        settle(payment, finding, by=by)
    order.refresh_from_db()


def paid_by_credit(order: Order) -> list[CreditPart]:
    """What gift cards and store credit paid, whatever was given back since."""
    payments = order.payments.filter(provider=CREDIT).values_list(
        "reference", flat=True
    )
    entries = CreditEntry.objects.filter(reference__in=[*payments])
    return [
        CreditPart(name_of(entry.account), -entry.amount)
        for entry in entries.select_related("account").order_by("pk")
    ]


def can_be_credited(order: Order) -> bool:
    """Whether a refund can become store credit: somebody must own it."""
    return order.user_id is not None


def credited_to(refunds: Sequence[Refund]) -> dict[int, str]:
    """Refund -> the card or credit it went to, for those that went to one."""
    references = {r.reference: r.pk for r in refunds if r.reference}
    entries = CreditEntry.objects.filter(reference__in=references)
    return {
        references[entry.reference]: name_of(entry.account)
        for entry in entries.select_related("account")
    }
