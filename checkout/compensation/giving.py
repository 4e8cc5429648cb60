"""How a compensation reaches its customer, and how they hear of it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from checkout.compensation.models import Breach, Compensation, CompensationRule
from checkout.credit.cards import code_of, issue_gift_card
from checkout.credit.ledger import book, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.orders.models import Order, OrderEvent
from checkout.payments.parts.extras import vat_of_extras
from checkout.payments.parts.models import RefundedPart
from checkout.payments.refunding import refund_order
from shop.jobs.queue import enqueue
from shop.jobs.registry import job
from shop.money.amounts import ZERO
from shop.web.mail import send_mail

SHOP = "shop"
Way = Compensation.Way


def give(
    breach: Breach, order: Order, rule: CompensationRule, amount: Decimal
) -> Compensation:
    """Give `amount`, write it down under its step and tell the customer.

    Where the delivery price cannot go back (it was not paid yet, or a part of it was
    given before), it is credit.
    """
    is_refund = rule.form == CompensationRule.Form.REFUND and _can_go_back(
        order, amount
    )
    reference = f"late-{order.token}-{rule.days_late}"
    account = None if is_refund else credit(order, amount, reference=reference)
    if is_refund:
        _give_delivery_back(order)
    given = Compensation.objects.create(
        breach=breach,
        step=rule.days_late,
        days_late=breach.days_late,
        rule=rule,
        way=_way(account),
        amount=amount,
        currency=order.currency,
        account=account,
    )
    order.record(
        OrderEvent.Kind.NOTE,
        by=SHOP,
        about="compensation",
        amount=str(amount),
        days_late=breach.days_late,
    )
    enqueue(
        "mail.compensation", key=f"compensation-{given.key}", compensation_id=given.pk
    )
    return given


def credit(
    order: Order, amount: Decimal, *, reference: str, by: str = SHOP
) -> CreditAccount:
    """Store credit for customers with an account, a gift card for guests; once per
    `reference`."""
    with override(order.language):
        reason = gettext("For order %(number)s") % {"number": order.number}
    if order.user is None:
        return issue_gift_card(
            amount=amount,
            currency=order.currency,
            by=by,
            reason=reason,
            seed=uuid.uuid5(order.token, reference),
        )
    account = store_credit_of(order.user, order.currency)
    book(
        account,
        kind=CreditEntry.Kind.GIVEN,
        amount=amount,
        reference=reference,
        by=by,
        reason=reason,
    )
    return account


def _way(account: CreditAccount | None) -> Way:
    if account is None:
        return Way.REFUND
    return Way.CARD if account.is_gift_card else Way.CREDIT


def _can_go_back(order: Order, amount: Decimal) -> bool:
    if amount != order.shipping:
        return False
    parts = order.refunded_parts.filter(what=RefundedPart.What.DELIVERY)
    refundable = sum((payment.refundable for payment in order.payments.all()), ZERO)
    return refundable >= amount and not parts.exists()


def _give_delivery_back(order: Order) -> None:
    """Written down as a part, so that a withdrawal does not give it back again."""
    with override(order.language):
        reason = gettext("The order came late")
    RefundedPart.objects.create(
        order=order,
        what=RefundedPart.What.DELIVERY,
        amount=order.shipping,
        vat=vat_of_extras(order)[RefundedPart.What.DELIVERY.value],
        reason=reason,
        by=SHOP,
        at=timezone.now(),
    )
    refund_order(order, amount=order.shipping, reason=reason, by=SHOP)


@job("mail.compensation", attempts=12)
def send_compensation(*, compensation_id: int) -> None:
    """Tell what was given and why. Its Message-ID is the same at every try."""
    given = Compensation.objects.select_related("breach__order", "account").get(
        pk=compensation_id
    )
    if given.sent_at:
        return
    order = given.breach.order
    earlier = given.breach.compensations.filter(pk__lt=given.pk).exists()
    send_mail(
        "compensation",
        to=order.email,
        language=order.language,
        context={
            "order": order,
            "breach": given.breach,
            "given": given,
            "code": code_of(given.account)
            if given.account and given.account.is_gift_card
            else "",
            "is_more": earlier,
            "order_url": settings.SITE_URL + order.get_absolute_url(),
        },
        message_id=f"compensation-{given.key}",
    )
    Compensation.objects.filter(pk=given.pk).update(sent_at=timezone.now())
