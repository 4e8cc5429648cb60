from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from checkout.orders.models import Order
from support.returns.guarantee import guarantee_ends, notice_url
from support.returns.models import Return
from support.returns.returning import sendable
from support.returns.windows import window_of

register = template.Library()
_AWAY = (Order.Status.SENT, Order.Status.DELIVERED)


@register.inclusion_tag("support/returns/rights.html")
def order_rights(order: Order) -> dict[str, Any]:
    """`{% order_rights order %}`: withdrawing, returning, and how long the guarantee
    lasts, in what state the order is."""
    if order.status not in _AWAY:
        is_open = order.status != Order.Status.CANCELLED
        return {"order": order, "can_withdraw": is_open and not order.vat_number}
    window = window_of(order)
    ends = guarantee_ends(order)
    titles = dict(order.lines.filter(pk__in=ends).values_list("pk", "title"))
    return {
        "order": order,
        "window": window,
        "can_withdraw": not window.is_over(timezone.now()) and not order.vat_number,
        "can_return": bool(sendable(order)),
        "returns": Return.objects.filter(order=order).order_by("pk"),
        "guarantees": [(titles[pk], end) for pk, end in sorted(ends.items())],
        "notice_url": notice_url(),
    }


@register.simple_tag
def guarantee_notice() -> str:
    """`{% guarantee_notice as url %}`: the official file, "" where there is none."""
    return notice_url()
