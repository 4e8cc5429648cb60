"""Withdrawing from a contract: what is not packed goes back at once, the rest by
post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checkout.flow.cancelling import cancel_order
from checkout.flow.placing import BUYER
from checkout.flow.refunding_parts import Parts, extras_left, refund_parts
from checkout.gifts.returning import CardKept
from checkout.orders.models import Order
from checkout.parcels.packing import NothingLeft, unpacked
from checkout.payments.owing import secured_for
from checkout.payments.refunding import RefundTooLarge
from checkout.payments.settling import paid_for
from shop.jobs.queue import enqueue
from support.returns.announcing import announce_return
from support.returns.deadlines import day_there
from support.returns.models import MONEY_DAYS, Withdrawal, WithdrawalLine
from support.returns.pieces import returnable, withdrawable
from support.returns.windows import window_of


class WithdrawalRefused(Exception):
    """One sentence that says why this cannot be withdrawn from, or not in this way."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a consumer says; `key` is that of the page, so that a second click on its
    button is the same declaration."""

    key: UUID
    name: str
    email: str
    language: str


@transaction.atomic
def withdraw(
    order: Order,
    pieces: Mapping[int, int],
    *,
    declared: Declaration,
    now: datetime,
) -> Withdrawal:
    """Withdraw from the contract on `pieces` (order line -> how many).

    Raises WithdrawalRefused; then nothing has happened.
    """
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    known = Withdrawal.objects.filter(key=declared.key, order=locked).first()
    if known:
        return known
    if why_not := refusal_of(locked, now=now):
        raise WithdrawalRefused(why_not)
    wanted = {pk: count for pk, count in pieces.items() if count}
    _check(locked, wanted)
    withdrawal = Withdrawal.objects.create(
        key=declared.key,
        order=locked,
        name=declared.name,
        email=declared.email,
        language=declared.language,
        at=now,
        last_day=window_of(locked).last_day,
        is_whole=_is_whole(locked, wanted),
    )
    WithdrawalLine.objects.bulk_create(
        WithdrawalLine(withdrawal=withdrawal, line_id=pk, quantity=count)
        for pk, count in sorted(wanted.items())
    )
    _carry_out(locked, withdrawal, wanted)
    enqueue(
        "withdrawal.receipt",
        key=f"withdrawal-{withdrawal.pk}",
        withdrawal_id=withdrawal.pk,
    )
    order.refresh_from_db(fields=["status"])
    return withdrawal


def refusal_of(order: Order, *, now: datetime) -> str:
    """Why nothing of an order can be withdrawn from; "" where something can."""
    if order.status == Order.Status.CANCELLED:
        return _("This order has been cancelled: there is nothing to withdraw from.")
    if order.vat_number:
        return _(
            "This order was placed by a business. The right of withdrawal is one of "
            "consumers."
        )
    window = window_of(order)
    if window.is_over(now):
        days = window.days_late(now)
        return ngettext(
            "The period for withdrawing ended %(days)d day ago.",
            "The period for withdrawing ended %(days)d days ago.",
            days,
        ) % {"days": days}
    if not withdrawable(order):
        return _("Nothing is left in this order that you could withdraw from.")
    return ""


def is_all_or_nothing(order: Order) -> bool:
    """Not paid and not sent: there is no part of the money to give back."""
    unpaid = paid_for(order) + secured_for(order) <= 0
    return unpaid and not order.parcels.exists() and bool(unpacked(order))


def _check(order: Order, wanted: Mapping[int, int]) -> None:
    left = withdrawable(order)
    if not wanted:
        raise WithdrawalRefused(_("Choose at least one piece."))
    if any(not 0 < count <= left.get(pk, 0) for pk, count in wanted.items()):
        raise WithdrawalRefused(
            _("Some of this has been given back before. Look at what is left.")
        )
    if is_all_or_nothing(order) and dict(wanted) != left:
        raise WithdrawalRefused(
            _("This order is not paid yet: you can withdraw from all of it at once.")
        )


def _is_whole(order: Order, wanted: Mapping[int, int]) -> bool:
    """Whether nothing of the order is kept, counting what is on its way to us."""
    has_cards = order.lines.filter(is_gift_card=True).exists()
    return not has_cards and returnable(order) == dict(wanted)


def _carry_out(order: Order, withdrawal: Withdrawal, wanted: Mapping[int, int]) -> None:
    waiting = unpacked(order)
    here = {pk: min(count, waiting.get(pk, 0)) for pk, count in wanted.items()}
    away = {pk: count - here[pk] for pk, count in wanted.items() if count > here[pk]}
    reason = "withdrawal"
    try:
        if any(here.values()):
            _call_off(order, here, reason=reason)
    except (CardKept, Order.MoveRefused, RefundTooLarge) as fault:
        raise WithdrawalRefused(
            _("This cannot be undone here by itself. Write to us, and we do it.")
        ) from fault
    if away:
        announce_return(
            order,
            away,
            withdrawal=withdrawal,
            gives_extras=withdrawal.is_whole,
            money_by=day_there(withdrawal.at, order.country)
            + timedelta(days=MONEY_DAYS),
            by=BUYER,
        )
    elif withdrawal.is_whole and order.status != Order.Status.CANCELLED:
        extras = extras_left(order)
        if extras:
            parts = Parts(delivery="delivery" in extras, fee="fee" in extras)
            refund_parts(order, parts, restock=False, reason=reason, by=BUYER)


def _call_off(order: Order, here: Mapping[int, int], *, reason: str) -> None:
    """Pieces that are not packed stay on the shelf, and what they cost goes back."""
    if is_all_or_nothing(order):
        _cancel(order, reason)
        return
    try:
        with transaction.atomic():
            refund_parts(order, Parts(here), restock=False, reason=reason, by=BUYER)
    except NothingLeft:
        _cancel(order, reason)


def _cancel(order: Order, reason: str) -> None:
    if order.lines.filter(is_gift_card=True).exists():
        raise WithdrawalRefused(
            _(
                "There is a gift card in this order, too. Cancel the order on its page,"
                " or write to us."
            )
        )
    cancel_order(order, by=BUYER, reason=reason)
