"""Goodwill of staff: given at once within one's budget, else after a second look."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from checkout.compensation.giving import credit
from checkout.compensation.goodwill.budgets import left_of
from checkout.compensation.goodwill.models import Goodwill
from checkout.compensation.goodwill.showing import WHY
from checkout.credit.cards import code_of
from checkout.orders.models import Order, OrderEvent
from shop.jobs.queue import enqueue
from shop.jobs.registry import job
from shop.users.models import User
from shop.web.mail import send_mail

Status = Goodwill.Status


class AlreadyDecided(Exception):
    """Somebody else was faster."""


class OwnRequest(Exception):
    """Nobody decides about what they asked for themselves."""


@transaction.atomic
def offer_goodwill(
    order: Order,
    *,
    cause: str,
    amount: Decimal,
    by: User,
    key: uuid.UUID,
    note: str = "",
) -> Goodwill:
    """Give it when the month's budget of `by` allows it, else ask; once per `key`.

    All goodwill of one person waits in line here, so a budget is never exceeded.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if there := Goodwill.objects.filter(key=key).first():
        return there
    is_within = amount <= left_of(by, order.currency)
    goodwill = Goodwill(
        order=order,
        cause=cause,
        note=note,
        amount=amount,
        currency=order.currency,
        is_within_budget=is_within,
        asked_by=by,
        key=key,
    )
    if is_within:
        _give(goodwill, by=by)
    else:
        goodwill.save(force_insert=True)
        _record(goodwill, "goodwill_asked", by=by)
    return goodwill


@transaction.atomic
def approve(goodwill: Goodwill, *, by: User) -> None:
    """Raises AlreadyDecided, OwnRequest."""
    waiting = _to_decide(goodwill, by)
    waiting.decided_by = by
    _give(waiting, by=by)


@transaction.atomic
def refuse(goodwill: Goodwill, *, by: User) -> None:
    """Raises AlreadyDecided, OwnRequest."""
    waiting = _to_decide(goodwill, by)
    waiting.decided_by = by
    waiting.status = Status.REFUSED
    waiting.save(update_fields=["decided_by", "status"])
    _record(waiting, "goodwill_refused", by=by)


def _to_decide(goodwill: Goodwill, by: User) -> Goodwill:
    locked = Goodwill.objects.select_for_update(no_key=True).get(pk=goodwill.pk)
    if locked.status != Status.WAITING:
        raise AlreadyDecided
    if locked.asked_by_id == by.pk:
        raise OwnRequest
    return locked


def _give(goodwill: Goodwill, *, by: User) -> None:
    goodwill.account = credit(
        goodwill.order,
        goodwill.amount,
        reference=f"goodwill-{goodwill.key}",
        by=str(by),
    )
    goodwill.status = Status.GIVEN
    goodwill.given_at = timezone.now()
    goodwill.save()
    _record(goodwill, "goodwill", by=by)
    enqueue("mail.goodwill", key=f"goodwill-{goodwill.key}", goodwill_id=goodwill.pk)


def _record(goodwill: Goodwill, about: str, *, by: User) -> None:
    goodwill.order.record(
        OrderEvent.Kind.NOTE,
        by=str(by),
        about=about,
        amount=str(goodwill.amount),
        cause=goodwill.cause,
        text=goodwill.note,
    )


@job("mail.goodwill", attempts=12)
def send_goodwill(*, goodwill_id: int) -> None:
    """Tell what was given and why. Its Message-ID is the same at every try."""
    goodwill = Goodwill.objects.select_related("order", "account").get(pk=goodwill_id)
    if goodwill.sent_at:
        return
    order, account = goodwill.order, goodwill.account
    assert account is not None, "what was given is on an account"
    send_mail(
        "goodwill",
        to=order.email,
        language=order.language,
        context={
            "order": order,
            "goodwill": goodwill,
            "why": WHY[Goodwill.Cause(goodwill.cause)],
            "code": code_of(account) if account.is_gift_card else "",
            "is_card": account.is_gift_card,
            "order_url": settings.SITE_URL + order.get_absolute_url(),
        },
        message_id=f"goodwill-{goodwill.key}",
    )
    Goodwill.objects.filter(pk=goodwill.pk).update(sent_at=timezone.now())
