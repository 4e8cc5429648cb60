"""What must be true of the uses of offers, codes and limited pieces at every moment."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from catalog.offers.models import Offer
from checkout.discounts.models import CartOffer, OfferUse, OneTimeCode
from checkout.flow.faults import Fault
from checkout.orders.models import AppliedOffer, AppliedPart, CodeUse, Order, OrderLine

MILL = Decimal("0.001")
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=3)


def offer_faults() -> Iterator[Fault]:
    yield from _offers_counted_wrong()
    yield from _pieces_counted_wrong()
    yield from _uses_of_no_order()
    yield from _codes_used_for_nothing()
    yield from _reductions_that_do_not_add_up()


def _offers_counted_wrong() -> Iterator[Fault]:
    offers = CartOffer.objects.annotate(in_orders=Count("uses"))
    for offer in offers.exclude(use_count=F("in_orders")):
        yield Fault(offer.name, _("The uses counted are not those of the orders."))


def _pieces_counted_wrong() -> Iterator[Fault]:
    offers = Offer.objects.annotate(in_orders=Coalesce(Sum("piece_sales__quantity"), 0))
    for offer in offers.exclude(share_sold=F("in_orders")):
        yield Fault(
            offer.name, _("The pieces counted are not those sold at its price.")
        )


def _uses_of_no_order() -> Iterator[Fault]:
    alive = Order.objects.filter(number=OuterRef("reference")).exclude(
        status=Order.Status.CANCELLED
    )
    for use in OfferUse.objects.exclude(Exists(alive)).order_by("pk").iterator():
        yield Fault(use.reference, _("An offer is used by an order that is none."))


def _codes_used_for_nothing() -> Iterator[Fault]:
    uses = CodeUse.objects.filter(code=OuterRef("pk"))
    codes = OneTimeCode.objects.annotate(has_use=Exists(uses))
    lost = codes.filter(used_at__isnull=False, has_use=False)
    for code in lost | codes.filter(used_at__isnull=True, has_use=True):
        yield Fault(code.code, _("The uses counted are not those of the orders."))


def _reductions_that_do_not_add_up() -> Iterator[Fault]:
    """Offers are a part of what is off a line; without a coupon they are all of it."""
    applied = AppliedOffer.objects.annotate(
        in_parts=_sum(AppliedPart.objects.filter(applied=OuterRef("pk")), "applied")
    ).select_related("order")
    for each in applied.order_by("pk").iterator():
        if each.amount != _exact(each.in_parts):
            yield Fault(each.order.number, _("An offer is not the sum of its parts."))
    lines: QuerySet[Any] = OrderLine.objects.annotate(
        by_offers=_sum(AppliedPart.objects.filter(line=OuterRef("pk")), "line")
    ).select_related("order")
    for line in lines.filter(by_offers__gt=0).order_by("pk").iterator():
        by_offers, is_all = _exact(line.by_offers), not line.order.coupon_code
        if by_offers > line.discount or (is_all and by_offers != line.discount):
            yield Fault(
                line.order.number, _("A line's discount is not that of its offers.")
            )


def _exact(amount: Decimal) -> Decimal:
    """SQLite adds decimals up as floats: to the last place that is stored."""
    return amount.quantize(MILL)


def _sum(parts: QuerySet[AppliedPart], by: str) -> Coalesce:
    sums = parts.order_by().values(by).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(sums), 0, output_field=MONEY)
