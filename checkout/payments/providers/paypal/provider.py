from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from checkout.payments.models import Payment, Refund
from checkout.payments.providers.paypal.failures import EXPIRED
from checkout.payments.providers.paypal.orders import (
    capture_order,
    finding_of,
    is_under_way,
    make_order,
    page_for_buyer,
    page_of,
    read_order,
)
from checkout.payments.providers.paypal.refunds import give_back
from checkout.payments.providers.paypal.vault import (
    forget_token,
    keep_approved,
    kept_with,
    make_setup,
    page_of_setup,
    read_setup,
)
from checkout.payments.providers.protocol import (
    Begun,
    Finding,
    Instructions,
    Kept,
    PaymentFailed,
)
from checkout.payments.saved.models import Adding, SavedMethod


class PayPal:
    """The buyer approves at PayPal, and comes back; only then do we take the money.

    An order that nobody captures costs nobody anything, and PayPal forgets it.
    """

    patience: timedelta | None = timedelta(hours=1)
    is_remote = True
    is_paid_on_delivery = False
    script = ""
    adding_script = ""

    def is_ready(self) -> bool:
        return bool(settings.PAYPAL_CLIENT_ID)

    def page_data(self) -> Mapping[str, str]:
        return {}

    def begin(self, payment: Payment, *, return_url: str) -> Begun:
        order = _order_of(payment)
        finding = finding_of(order, language=payment.order.language)
        if finding.status in {Payment.Status.CANCELLED, Payment.Status.FAILED}:
            raise PaymentFailed(finding.failure or str(EXPIRED), retry=False)
        return Begun(
            str(order["id"]),
            finding.status,
            redirect_url=_way_on(payment, order, finding.status),
        )

    def look_up(self, payment: Payment) -> Finding:
        if not payment.reference and payment.status == Payment.Status.CANCELLED:
            return Finding(Payment.Status.CANCELLED)
        reference = payment.reference or str(make_order(payment)["id"])
        order = read_order(reference)
        if order is None:
            return Finding(Payment.Status.CANCELLED, reference=reference)
        if order["status"] == "APPROVED" and _is_awaited(payment):
            return capture_order(payment, order)
        return finding_of(order, language=payment.order.language)

    def refund(self, refund: Refund) -> str:
        return give_back(refund)

    def cancel(self, payment: Payment) -> None:
        """Nothing is taken without our capture, which nobody makes for a payment that
        has been cancelled: only what is taken already stands in the way."""
        order = read_order(payment.reference) if payment.reference else None
        if order and is_under_way(order):
            raise PaymentFailed(_("The payment has already been made."), retry=False)

    def instructions(self, payment: Payment) -> Instructions | None:
        return None

    def begin_adding(self, adding: Adding, *, return_url: str) -> Begun:
        setup = read_setup(adding.reference) if adding.reference else None
        setup = setup or make_setup(adding, return_url=return_url)
        return Begun(
            str(setup["id"]),
            Payment.Status.PENDING,
            redirect_url=page_of_setup(setup) or return_url,
        )

    def look_up_adding(self, adding: Adding) -> Kept | None:
        setup = read_setup(adding.reference) if adding.reference else None
        if setup is None or setup["status"] not in {"APPROVED", "VAULTED"}:
            return None
        return keep_approved(adding, adding.reference)

    def kept_by(self, payment: Payment) -> Kept | None:
        return kept_with(payment.reference)

    def forget(self, saved: SavedMethod) -> None:
        forget_token(saved)


def _order_of(payment: Payment) -> dict[str, Any]:
    if not payment.reference:
        return make_order(payment)
    order = read_order(payment.reference)
    if order is None:
        raise PaymentFailed(str(EXPIRED), retry=False)
    return order


def _way_on(payment: Payment, order: dict[str, Any], status: str) -> str:
    """Where the buyer goes: to PayPal, unless all has been said there."""
    if status == Payment.Status.CAPTURED or is_under_way(order):
        return ""
    if order["status"] == "APPROVED" and not payment.failure:
        return page_of(payment.order)
    return page_for_buyer(order)


def _is_awaited(payment: Payment) -> bool:
    """As the books say now: it may have been cancelled while we asked."""
    now = Payment.objects.filter(pk=payment.pk, status__in=Payment.IN_PROGRESS)
    return now.exists()
