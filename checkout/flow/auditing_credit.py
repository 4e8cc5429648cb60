"""What must be true of gift cards and store credit at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from checkout.credit.models import CreditAccount, CreditEntry
from checkout.flow.faults import Fault
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.registry import CREDIT

MONEY: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=3)


def credit_faults() -> Iterator[Fault]:
    """Every breach: an account below nothing, credit and payments that differ."""
    yield from _accounts_below_nothing()
    yield from _payments_without_their_entry()
    yield from _refunds_without_their_entry()
    yield from _entries_without_their_payment()


def _accounts_below_nothing() -> Iterator[Fault]:
    overdrawn = CreditAccount.objects.with_balances().filter(balance_now__lt=0)
    for account in overdrawn.iterator():
        yield Fault(str(account), _("More was taken off than there was."))


def _payments_without_their_entry() -> Iterator[Fault]:
    captures = LedgerEntry.objects.filter(
        payment__provider=CREDIT, kind=LedgerEntry.Kind.CAPTURED
    )
    taken = _negative(_entries(CreditEntry.Kind.SPENT, OuterRef("payment__reference")))
    for capture in _that_differ(captures, taken).select_related("payment__order"):
        yield Fault(
            f"{capture.payment.order}, {capture.payment}",
            _("What was paid is not what was taken off the card or credit."),
        )


def _refunds_without_their_entry() -> Iterator[Fault]:
    done = Refund.objects.filter(
        Q(payment__provider=CREDIT) | Q(as_credit=True), status=Refund.Status.DONE
    )
    put_back = _entries(CreditEntry.Kind.RETURNED, OuterRef("reference"))
    for refund in _that_differ(done, put_back).select_related("payment__order"):
        yield Fault(
            f"{refund.payment.order}, {refund.payment}",
            _("What was given back is not what was put on the card or credit."),
        )


def _entries_without_their_payment() -> Iterator[Fault]:
    payments = Payment.objects.filter(
        provider=CREDIT,
        reference=OuterRef("reference"),
        status=Payment.Status.CAPTURED,
    )
    refunds = Refund.objects.filter(reference=OuterRef("reference"))
    orphans = CreditEntry.objects.filter(
        Q(kind=CreditEntry.Kind.SPENT) & ~Exists(payments)
        | Q(kind=CreditEntry.Kind.RETURNED) & ~Exists(refunds)
    )
    for entry in orphans.select_related("account").iterator():
        yield Fault(
            f"{entry.account}, {entry}",
            _("No payment or refund belongs to this entry."),
        )


def _entries(kind: str, reference: OuterRef) -> Coalesce:
    amounts = CreditEntry.objects.filter(kind=kind, reference=reference).values(
        "amount"
    )
    return Coalesce(Subquery(amounts), 0, output_field=MONEY)


def _negative(amount: Coalesce) -> Any:
    return ExpressionWrapper(amount * -1, output_field=MONEY)


def _that_differ(rows: Any, in_credit: Any) -> Any:
    return rows.annotate(in_credit=in_credit).exclude(amount=F("in_credit"))
