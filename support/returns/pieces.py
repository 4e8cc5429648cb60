"""Which pieces of an order can still come back."""

from __future__ import annotations

from django.db.models import Sum

from checkout.flow.refunding_parts import pieces_left
from checkout.orders.models import Order, OrderLine
from support.returns.models import Return, ReturnLine


def returnable(order: Order) -> dict[int, int]:
    """Order line -> pieces neither given back nor on their way to us."""
    under_way = (
        ReturnLine.objects.filter(parent__order=order, parent__status__in=Return.OPEN)
        .values("line")
        .annotate(sum=Sum("quantity"))
    )
    busy = {row["line"]: row["sum"] for row in under_way.order_by("line")}
    left = {pk: count - busy.get(pk, 0) for pk, count in pieces_left(order).items()}
    return {pk: count for pk, count in left.items() if count > 0}


def withdrawable(order: Order) -> dict[int, int]:
    """The same without what the law exempts."""
    left = returnable(order)
    lines = order.lines.filter(pk__in=left).select_related("variant__product")
    return {line.pk: left[line.pk] for line in lines.order_by("pk") if not barred(line)}


def exemption_of(line: OrderLine) -> str:
    """Why the law knows no right of withdrawal for a line, or one under a condition;
    "" for all others."""
    product = line.variant.product
    if line.is_gift_card:
        return "gift_card"
    if any(line.personal.values()):
        return str(product.Exemption.CUSTOM)
    return product.withdrawal_exemption


def barred(line: OrderLine) -> bool:
    """Exempt in every case; sealed goods are so only once they have been opened."""
    product = line.variant.product
    return exemption_of(line) in {"gift_card", *product.NEVER_WITHDRAWN}
