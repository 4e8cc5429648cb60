from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import get_language, gettext

from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.providers.bank_transfer.qr_codes import epc_qr_svg
from checkout.payments.providers.bank_transfer.references import (
    creditor_reference,
    in_groups,
)
from checkout.payments.providers.protocol import Begun, Finding, Instructions
from shop.languages.writing import money_text
from shop.merchant.models import Merchant
from shop.templatetags.dates import day


class BankTransfer:
    """The buyer sends money to our account; staff mark it received."""

    patience = timedelta(days=7)
    is_remote = False
    is_paid_on_delivery = False
    script = ""

    def is_ready(self) -> bool:
        return bool(Merchant.current().iban)

    def page_data(self) -> Mapping[str, str]:
        return {}

    def begin(self, payment: Payment, *, return_url: str) -> Begun:
        earlier = payment.order.payments.filter(
            provider=payment.provider, pk__lt=payment.pk
        ).count()
        text = f"{payment.order.number}{earlier or ''}"
        return Begun(creditor_reference(text), Payment.Status.PENDING)

    def look_up(self, payment: Payment) -> Finding:
        return Finding(Payment.Status(payment.status), reference=payment.reference)

    def refund(self, refund: Refund) -> str:
        return ""

    def cancel(self, payment: Payment) -> None:
        """Nobody can stop a transfer; one that comes late is settled as late."""

    def instructions(self, payment: Payment) -> Instructions | None:
        if payment.status != Payment.Status.PENDING:
            return None
        merchant = Merchant.current()
        holder = merchant.legal_name or merchant.name
        missing = payment.amount - payment.balance(LedgerEntry.Kind.CAPTURED)
        amount = money_text(missing, payment.currency, get_language() or "en")
        rows = (
            (gettext("To"), holder),
            ("IBAN", in_groups(merchant.iban.replace(" ", ""))),
            ("BIC", merchant.bic),
            (gettext("Bank"), merchant.bank_name),
            (
                gettext("Amount")
                if missing == payment.amount
                else gettext("Still missing"),
                amount,
            ),
            (gettext("Payment reference"), in_groups(payment.reference)),
            (gettext("To be paid by"), day(payment.pay_by)),
        )
        return Instructions(
            rows=tuple(row for row in rows if row[1]),
            qr_svg=_qr_svg(payment, merchant, holder, missing),
        )


def _qr_svg(payment: Payment, merchant: Merchant, holder: str, amount: Decimal) -> str:
    if payment.currency != "EUR":
        return ""
    return epc_qr_svg(
        name=holder,
        iban=merchant.iban,
        bic=merchant.bic,
        amount=amount,
        reference=payment.reference,
    )
