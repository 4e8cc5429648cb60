"""Sending something back of one's own accord, or because it is faulty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from checkout.flow.placing import BUYER
from checkout.orders.models import Order
from checkout.parcels.packing import unpacked
from shop.merchant.models import Merchant
from support.returns.announcing import ReturnRefused, announce_return
from support.returns.deadlines import day_there
from support.returns.guarantee import is_under_guarantee
from support.returns.models import Return, ReturnLine
from support.returns.pieces import barred, returnable
from support.returns.windows import window_of

REPAIRABLE = (ReturnLine.Reason.DAMAGED, ReturnLine.Reason.DEFECTIVE)


def sendable(order: Order) -> dict[int, int]:
    """Order line -> pieces that have left us and can come back."""
    if order.status == Order.Status.CANCELLED:
        return {}
    waiting = unpacked(order)
    left = {pk: n - waiting.get(pk, 0) for pk, n in returnable(order).items()}
    return {pk: count for pk, count in left.items() if count > 0}


def send_back(
    order: Order,
    pieces: Mapping[int, int],
    *,
    reason: str,
    wish: str,
    now: datetime,
    **known: Any,
) -> Return:
    """Announce a return, where reason and time allow it. Raises ReturnRefused."""
    _check_time(order, pieces, reason=reason, now=now)
    if wish == Return.Wish.REPAIR and reason not in REPAIRABLE:
        raise ReturnRefused(_("Only what is damaged or faulty can be repaired."))
    left = sendable(order)
    if any(count > left.get(pk, 0) for pk, count in pieces.items()):
        raise ReturnRefused(_("Some of this is on its way back already."))
    reasons = dict.fromkeys(pieces, reason)
    return announce_return(order, pieces, by=BUYER, reasons=reasons, wish=wish, **known)


def _check_time(
    order: Order, pieces: Mapping[int, int], *, reason: str, now: datetime
) -> None:
    if reason in ReturnLine.OUR_FAULT:
        today = day_there(now, order.country)
        if not is_under_guarantee(order, pieces, today=today):
            raise ReturnRefused(_("The legal guarantee of this has ended."))
        return
    lines = order.lines.filter(pk__in=pieces).select_related("variant__product")
    if any(barred(line) for line in lines):
        raise ReturnRefused(
            _("This was made for you or spoils: it comes back only if it is faulty.")
        )
    if window_of(order, days=Merchant.current().return_days).is_over(now):
        raise ReturnRefused(
            _("The time for sending things back is over, unless they are faulty.")
        )
