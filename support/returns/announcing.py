from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkout.orders.models import Order
from checkout.orders.numbers import ALPHABET, LENGTH, as_number
from shop.merchant.models import Merchant
from shop.places.countries import EU
from support.returns.models import Return, ReturnLine, Withdrawal
from support.returns.pieces import returnable

SEND_DAYS = 14


class ReturnRefused(Exception):
    """One sentence that says why this cannot come back, or not in this way."""


@transaction.atomic
def announce_return(
    order: Order,
    pieces: Mapping[int, int],
    *,
    by: str,
    withdrawal: Withdrawal | None = None,
    reasons: Mapping[int, str] | None = None,
    wish: str = Return.Wish.REFUND,
    **known: Any,
) -> Return:
    """Write down which pieces (order line -> how many) come back, and why."""
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    left = returnable(order)
    wanted = {pk: count for pk, count in pieces.items() if count}
    if not wanted or any(not 0 < n <= left.get(pk, 0) for pk, n in wanted.items()):
        raise ReturnRefused(str(order))
    why = dict(reasons or {})
    back = Return.objects.create(
        number=_new_number(),
        order=order,
        withdrawal=withdrawal,
        wish=wish,
        is_free=is_free(order, why.values()),
        announced_at=timezone.now(),
        **known,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(parent=back, line_id=pk, quantity=count, reason=why.get(pk, ""))
        for pk, count in sorted(wanted.items())
    )
    back.record(Return.Status.ANNOUNCED, by=by)
    return back


def is_free(order: Order, reasons: Any = ()) -> bool:
    """Whether we pay the way back: by our policy, and always for what is our fault."""
    if set(reasons) & set(ReturnLine.OUR_FAULT):
        return True
    policy = Merchant.current().pays_returns
    if policy == Merchant.PaysReturns.EU:
        return order.country in EU
    return policy == Merchant.PaysReturns.EVERYWHERE


@transaction.atomic
def give_label(back: Return, label: str, *, by: str) -> None:
    """Give the customer a code or a link for the drop-off, and tell them."""
    back.label = label.strip()
    back.save(update_fields=["label"])
    back.record(Return.Status.ANNOUNCED, by=by, label=back.label)


def send_by(back: Return) -> date:
    """By when the goods are to be posted."""
    return timezone.localdate(back.announced_at) + timedelta(days=SEND_DAYS)


def _new_number() -> str:
    while True:
        chosen = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        number = f"R-{as_number(chosen)}"
        if not Return.objects.filter(number=number).exists():
            return number
