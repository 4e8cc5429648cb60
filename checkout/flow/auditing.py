"""What must be true of the books at every moment.

Each rule is a question to the database that a sound shop answers with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    F,
    Field,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from catalog.stock.models import Hold, Stock, StockMove
from checkout.discounts.models import Coupon
from checkout.flow.auditing_carriers import carrier_faults
from checkout.flow.auditing_credit import credit_faults
from checkout.flow.auditing_offers import offer_faults
from checkout.flow.faults import Fault
from checkout.orders.models import Order, OrderLine
from checkout.payments.disputes.models import Dispute
from checkout.payments.models import LedgerEntry, Payment, Refund
from checkout.payments.owing import due_for, secured_for
from checkout.payments.parts.models import RefundedPart
from checkout.payments.providers.registry import PROVIDERS, provider_called
from shop.money.amounts import ZERO

MONEY = DecimalField(max_digits=14, decimal_places=3)
COUNT = IntegerField()
MILL = Decimal("0.001")


def audit_books() -> Iterator[Fault]:
    """Every breach of every rule. Reads only, and best within one snapshot: what is
    committed between two of its questions looks like a breach."""
    yield from _orders_that_do_not_add_up()
    yield from _refunds_beyond_captures()
    yield from _refunds_not_booked()
    yield from _money_of_cancelled_orders()
    yield from _money_beyond_the_total()
    yield from _disputes_not_booked()
    yield from _lines_given_back_twice()
    yield from _goods_not_paid_for()
    yield from _shelves_that_do_not_add_up()
    yield from _goods_kept_for_cancelled_orders()
    yield from _goods_of_living_orders()
    yield from _coupons_counted_wrong()
    yield from credit_faults()
    yield from offer_faults()
    yield from carrier_faults()


def _orders_that_do_not_add_up() -> Iterator[Fault]:
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    orders: QuerySet[Any] = Order.objects.annotate(
        parts=F("goods") - F("discount") + F("shipping") + F("fee"),
        lines_and_extras=_sum(lines, "order", "gross") + F("shipping") + F("fee"),
    )
    for order in orders.iterator():
        groups = sum((Decimal(group["gross"]) for group in order.vat_groups), ZERO)
        vat = sum((Decimal(group["vat"]) for group in order.vat_groups), ZERO)
        if {order.parts, order.lines_and_extras, groups} != {order.total}:
            yield Fault(order.number, _("The total is not the sum of its parts."))
        if vat != order.vat:
            yield Fault(order.number, _("The VAT is not the sum of its groups."))


def _refunds_beyond_captures() -> Iterator[Fault]:
    payments = _with_books(Payment.objects.all())
    for payment in payments.filter(promised__gt=F("captured")):
        if _exact(payment.promised) > _exact(payment.captured):
            yield Fault(
                _name(payment), _("More was given or promised back than had come in.")
            )


def _refunds_not_booked() -> Iterator[Fault]:
    done = Refund.objects.filter(payment=OuterRef("pk"), status=Refund.Status.DONE)
    payments = _with_books(Payment.objects.all()).annotate(
        done=_sum(done, "payment", "amount")
    )
    for payment in payments.exclude(done=F("refunded") - F("returned")):
        if _exact(payment.done) != _exact(payment.refunded - payment.returned):
            yield Fault(
                _name(payment), _("The refunds done are not those in the ledger.")
            )


def _money_of_cancelled_orders() -> Iterator[Fault]:
    """Money kept for nothing: a refund that failed is one of these, too."""
    cancelled = Payment.objects.filter(order__status=Order.Status.CANCELLED)
    for payment in _with_books(cancelled).filter(captured__gt=F("promised")):
        # what a dispute has withdrawn is not kept either
        if _exact(payment.captured - payment.withdrawn) > _exact(payment.promised):
            yield Fault(_name(payment), _("Money of a cancelled order has been kept."))


def _money_beyond_the_total() -> Iterator[Fault]:
    refunds = Refund.objects.filter(payment__order=OuterRef("pk"))
    promised = refunds.exclude(status=Refund.Status.FAILED)
    orders: QuerySet[Any] = Order.objects.annotate(
        captured=_sum(_captures(), "payment__order", "amount"),
        promised=_sum(promised, "payment__order", "amount"),
    )
    for order in orders.filter(captured__gt=F("promised") + F("total")):
        if _exact(order.captured) > _exact(order.promised) + order.total:
            yield Fault(
                order.number, _("More money has been kept than the order costs.")
            )


def _lines_given_back_twice() -> Iterator[Fault]:
    parts = RefundedPart.objects.filter(line=OuterRef("pk"))
    lines: QuerySet[Any] = OrderLine.objects.select_related("order").annotate(
        pieces=_sum(parts, "line", "quantity", COUNT)
    )
    for line in lines.filter(
        Q(pieces__gt=F("quantity")) | Q(called_off__gt=F("quantity"))
    ):
        yield Fault(line.order.number, _("More of a line was given back than sold."))


def _disputes_not_booked() -> Iterator[Fault]:
    """A lost dispute has taken its money, a won one has given it back."""
    payments = _with_books(Payment.objects.filter(disputes__status__in=Dispute.OVER))
    lost = Dispute.objects.filter(payment=OuterRef("pk"), status=Dispute.Status.LOST)
    for payment in payments.annotate(lost=_sum(lost, "payment", "amount")).distinct():
        is_open = payment.disputes.exclude(status__in=Dispute.OVER).exists()
        if not is_open and _exact(payment.withdrawn) != _exact(payment.lost):
            yield Fault(
                _name(payment), _("The disputes lost are not those in the ledger.")
            )


def _goods_not_paid_for() -> Iterator[Fault]:
    at_the_door = [
        code for code in PROVIDERS if provider_called(code).is_paid_on_delivery
    ]
    orders: QuerySet[Any] = (
        Order.objects.exclude(status__in=[Order.Status.PLACED, Order.Status.CANCELLED])
        .exclude(payments__provider__in=at_the_door)
        .annotate(captured=_sum(_captures(), "payment__order", "amount"))
    )
    for order in orders.filter(captured__lt=F("total")):
        # what the provider holds ready counts as long as it does
        if _exact(order.captured) < due_for(order) - secured_for(order):
            yield Fault(order.number, _("The goods are promised but not paid for."))


def _shelves_that_do_not_add_up() -> Iterator[Fault]:
    holds = Hold.objects.filter(stock=OuterRef("pk"))
    moves = StockMove.objects.filter(stock=OuterRef("pk"))
    left = moves.filter(kind__in=[StockMove.Kind.SENT, StockMove.Kind.RETURNED])
    sold = moves.filter(kind=StockMove.Kind.SOLD)
    stocks = Stock.objects.select_related("variant").annotate(
        in_holds=_sum(holds, "stock", "quantity", COUNT),
        in_moves=_sum(sold, "stock", "quantity", COUNT)
        - _sum(left, "stock", "quantity", COUNT),
    )
    for stock in stocks.exclude(held=F("in_holds")):
        yield Fault(
            stock.variant.sku, _("The pieces kept for carts are not those in holds.")
        )
    for stock in stocks.exclude(sold=F("in_moves")):
        yield Fault(
            stock.variant.sku, _("The pieces sold are not those in the stock moves.")
        )


def _goods_kept_for_cancelled_orders() -> Iterator[Fault]:
    moves = StockMove.objects.filter(reference=OuterRef("number"))
    settled = moves.filter(kind__in=[StockMove.Kind.SENT, StockMove.Kind.RETURNED])
    sold = moves.filter(kind=StockMove.Kind.SOLD)
    cancelled = Order.objects.filter(status=Order.Status.CANCELLED).annotate(
        sold=_sum(sold, "reference", "quantity", COUNT),
        settled=_sum(settled, "reference", "quantity", COUNT),
    )
    for order in cancelled.exclude(sold=F("settled")):
        yield Fault(order.number, _("Goods of a cancelled order are still kept."))


def _goods_of_living_orders() -> Iterator[Fault]:
    """An order that was cancelled and confirmed at once would sell its goods twice."""
    moves = StockMove.objects.filter(reference=OuterRef("number"))
    to_be_sent = [Order.Status.PLACED, Order.Status.CONFIRMED, Order.Status.PACKED]
    orders = Order.objects.filter(status__in=to_be_sent).annotate(
        sold=_sum(
            moves.filter(kind=StockMove.Kind.SOLD), "reference", "quantity", COUNT
        ),
        returned=_sum(
            moves.filter(kind=StockMove.Kind.RETURNED), "reference", "quantity", COUNT
        ),
    )
    for order in orders.filter(sold__gt=0, returned__gte=F("sold")):
        yield Fault(order.number, _("Goods of a living order are back on sale."))


def _coupons_counted_wrong() -> Iterator[Fault]:
    coupons = Coupon.objects.annotate(in_orders=Count("uses"))
    for coupon in coupons.exclude(use_count=F("in_orders")):
        yield Fault(coupon.code, _("The uses counted are not those of the orders."))


def _exact(amount: Decimal) -> Decimal:
    """SQLite adds decimals up as floats: what it finds is looked at once more."""
    return amount.quantize(MILL)


def _captures() -> QuerySet[LedgerEntry]:
    """Of the outer order."""
    return LedgerEntry.objects.filter(
        payment__order=OuterRef("pk"), kind=LedgerEntry.Kind.CAPTURED
    )


def _with_books(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """With what was captured, refunded, and given or promised back."""
    entries = LedgerEntry.objects.filter(payment=OuterRef("pk"))
    refunds = Refund.objects.filter(~Q(status=Refund.Status.FAILED))
    promised = refunds.filter(payment=OuterRef("pk"))
    captured = entries.filter(kind=LedgerEntry.Kind.CAPTURED)
    refunded = entries.filter(kind=LedgerEntry.Kind.REFUNDED)
    returned = entries.filter(kind=LedgerEntry.Kind.REFUND_RETURNED)
    disputed = entries.filter(kind=LedgerEntry.Kind.DISPUTED)
    reinstated = entries.filter(kind=LedgerEntry.Kind.REINSTATED)
    return payments.select_related("order").annotate(
        captured=_sum(captured, "payment", "amount"),
        refunded=_sum(refunded, "payment", "amount"),
        returned=_sum(returned, "payment", "amount"),
        withdrawn=_sum(disputed, "payment", "amount")
        - _sum(reinstated, "payment", "amount"),
        promised=_sum(promised, "payment", "amount"),
    )


def _sum(
    rows: QuerySet[Any], by: str, field: str, kind: Field[Any, Any] = MONEY
) -> Coalesce:
    """The sum of `field` over the rows of each outer row, 0 where there are none."""
    sums = rows.order_by().values(by).annotate(sum=Sum(field)).values("sum")
    return Coalesce(Subquery(sums), 0, output_field=kind)


def _name(payment: Payment) -> str:
    return f"{payment.order.number}, {payment}"
