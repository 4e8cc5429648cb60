from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from catalog.products.models import Product
from checkout.orders.models import Order
from checkout.payments.checking import plan_check
from checkout.payments.dues import term_of
from checkout.payments.models import Payment, PaymentMethod
from checkout.payments.providers.protocol import (
    Begun,
    Finding,
    PaymentFailed,
    Provider,
    Secures,
)
from checkout.payments.providers.registry import provider_called
from checkout.payments.saved.models import SavedMethod
from checkout.payments.settling import settle
from shop.jobs.queue import enqueue
from shop.jobs.registry import FOR_EVER, job

FORGOTTEN_AFTER = timedelta(minutes=1)


@transaction.atomic
def start_payment(
    order: Order,
    method: PaymentMethod,
    *,
    amount: Decimal,
    now: datetime,
    saved: SavedMethod | None = None,
    keeps: bool = False,
) -> Payment:
    """Write down that a payment begins, in the transaction that decided it: with a
    `saved` way of paying, or one that the buyer `keeps` for next time.

    `begin_payment` calls the provider after the commit; should this process die
    before, a job does.
    """
    term = term_of(method, now=now)
    payment = Payment.objects.create(
        order=order,
        provider=method.provider,
        method_code=method.code,
        saved_method=saved,
        captures_later=charges_when_sent(order, method.provider),
        wants_keeping=keeps and order.user is not None,
        amount=amount,
        currency=order.currency,
        pay_by=term.pay_by,
        remind_on=term.remind_on,
        due_at=term.ends_at,
    )
    enqueue(
        "payment.begin",
        key=f"begin-{payment.key}",
        run_at=now + FORGOTTEN_AFTER,
        payment_id=payment.pk,
    )
    return payment


def charges_when_sent(order: Order, provider: str) -> bool:
    """Whether the money is only secured for now: what is made to order is charged when
    it is sent."""
    return (
        order.status == Order.Status.PLACED
        and isinstance(provider_called(provider), Secures)
        and order.lines.filter(
            variant__product__kind=Product.Kind.MADE_TO_ORDER
        ).exists()
    )


def begin_payment(payment: Payment, *, return_url: str) -> Begun:
    """Call the provider; a second call gives the same payment again.

    Raises PaymentFailed; the row then says why.
    """
    provider = provider_called(payment.provider)
    try:
        begun = provider.begin(payment, return_url=return_url)
    except PaymentFailed as fault:
        _write_down(payment, fault)
        raise

    _write_down_begun(payment, provider, begun)
    if begun.status in {Payment.Status.CAPTURED, Payment.Status.AUTHORISED}:
        settle(payment, provider.look_up(payment), by=payment.provider)
    return begun


@transaction.atomic
def _write_down_begun(payment: Payment, provider: Provider, begun: Begun) -> None:
    """All of it or nothing: where nothing is written, the job begins once more."""
    # whoever needs both rows locks the order first
    Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    if not payment.move_to(
        Payment.Status.PENDING, reference=begun.reference, failure=""
    ):
        _catch_up(payment, begun)
    if provider.is_paid_on_delivery:
        _confirm_unpaid(payment)
    if provider.is_remote:
        plan_check(payment, now=timezone.now())


@job("payment.begin", attempts=FOR_EVER)
def begin_forgotten(*, payment_id: int) -> None:
    """Call the provider of a payment that nobody else has called."""
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.status == Payment.Status.BEGUN:
        begin_payment(payment, return_url=_return_url(payment.order))


def _return_url(order: Order) -> str:
    with override(order.language):
        page = reverse("order_payment", args=[order.token])
    return f"{settings.SITE_URL}{page}"


def _write_down(payment: Payment, fault: PaymentFailed) -> None:
    if fault.retry:
        Payment.objects.filter(pk=payment.pk).update(failure=fault.message)
        return
    finding = Finding(status=Payment.Status.FAILED, failure=fault.message)
    settle(payment, finding, by=payment.provider)


def _catch_up(payment: Payment, begun: Begun) -> None:
    """The payment has moved on while the provider was called. If it was cancelled,
    what the provider has just begun must be cancelled too."""
    Payment.objects.filter(pk=payment.pk, reference="").update(
        reference=begun.reference
    )
    payment.refresh_from_db()
    if payment.status == Payment.Status.CANCELLED:
        enqueue(
            "payment.cancel", key=f"cancel-late-{payment.key}", payment_id=payment.pk
        )


def _confirm_unpaid(payment: Payment) -> None:
    # a second click may have done it, or the buyer cancelled at this very moment
    with suppress(Order.MoveRefused):
        payment.order.move_to(Order.Status.CONFIRMED, by=payment.provider)
