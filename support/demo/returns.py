"""Returns of the demo shop, one in every state that is worth looking at."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from checkout.orders.models import Order
from support.returns.announcing import announce_return, give_label
from support.returns.deadlines import day_there
from support.returns.inspecting import Finding, inspect
from support.returns.models import (
    MONEY_DAYS,
    Return,
    ReturnEvent,
    ReturnLine,
    Withdrawal,
    WithdrawalLine,
)
from support.returns.settling import refund
from support.returns.windows import window_of

BY = "demo"
Status, Reason = Return.Status, ReturnLine.Reason
# how far each has come, why it comes back, and what is wished for it
STORIES = (
    ("withdrawn", "", Return.Wish.REFUND),
    (Status.ANNOUNCED, Reason.NOT_EXPECTED, Return.Wish.REFUND),
    (Status.POSTED, Reason.SIZE, Return.Wish.EXCHANGE),
    (Status.RECEIVED, Reason.DEFECTIVE, Return.Wish.REPAIR),
    (Status.INSPECTED, Reason.DAMAGED, Return.Wish.REPLACEMENT),
    (Status.SETTLED, Reason.NOT_EXPECTED, Return.Wish.REFUND),
)


@transaction.atomic
def load_returns() -> int:
    """Send something back of the last orders that reached a customer with an account.
    Returns how many are new; what there is stays."""
    if Return.objects.exists():
        return 0
    arrived = Order.objects.filter(status=Order.Status.DELIVERED, user__isnull=False)
    orders = list(arrived.order_by("-placed_at", "-pk")[: len(STORIES)])
    for order, (state, reason, wish) in zip(orders, STORIES, strict=False):
        _tell(order, state, reason, wish)
    # all of them know it: it happened before the shop was opened
    ReturnEvent.objects.update(mailed_at=timezone.now())
    return min(len(orders), len(STORIES))


def _tell(order: Order, state: str, reason: str, wish: str) -> None:
    line = order.lines.order_by("pk")[0]
    pieces = {line.pk: 1}
    if state == "withdrawn":
        _withdraw(order, pieces)
        return
    back = announce_return(order, pieces, by=BY, reasons={line.pk: reason}, wish=wish)
    if state == Status.ANNOUNCED:
        return
    give_label(back, "4815-1623-42", by=BY)
    back.move_to(Status.POSTED, by=BY)
    if state in {Status.RECEIVED, Status.INSPECTED, Status.SETTLED}:
        back.move_to(Status.RECEIVED, by=BY)
    if state in {Status.INSPECTED, Status.SETTLED}:
        finding = Finding(ReturnLine.Verdict.ACCEPTED, restocks=reason != "damaged")
        inspect(back, {each.pk: finding for each in back.lines.all()}, by=BY)
    if state == Status.SETTLED:
        refund(back, by=BY)


def _withdraw(order: Order, pieces: dict[int, int]) -> None:
    now: datetime = timezone.now()
    withdrawal = Withdrawal.objects.create(
        key=uuid4(),
        order=order,
        name=order.name,
        email=order.email,
        language=order.language,
        at=now,
        last_day=window_of(order).last_day,
        is_whole=True,
        receipt_sent_at=now,
    )
    for pk, count in pieces.items():
        WithdrawalLine.objects.create(withdrawal=withdrawal, line_id=pk, quantity=count)
    announce_return(
        order,
        pieces,
        by=BY,
        withdrawal=withdrawal,
        gives_extras=True,
        money_by=day_there(now, order.country) + timedelta(days=MONEY_DAYS),
    )
