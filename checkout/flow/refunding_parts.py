"""Giving back a part of an order: pieces of its lines, its delivery, its fee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from catalog.products.models import Variant
from catalog.stock.recipes import recipes
from catalog.stock.selling import put_back, receive
from checkout.orders.models import Order, OrderLine
from checkout.parcels.packing import call_off, unpacked
from checkout.payments.models import Payment
from checkout.payments.owing import secured_for
from checkout.payments.parts.extras import vat_of_extras
from checkout.payments.parts.models import RefundedPart
from checkout.payments.parts.shares import share_of, vat_in
from checkout.payments.refunding import refund_order
from checkout.payments.stopping import stop_payment
from shop.money.amounts import ZERO, round_money

What = RefundedPart.What


class NothingChosen(Exception):
    """No piece, no delivery and no fee: there is nothing to give back."""


class PartRefused(Exception):
    """More than is left of a line, what went back before, or the whole of an order
    that should be cancelled instead."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is chosen: order line -> pieces, and the rest of the sum. `less` is what is
    kept of a line's worth; with `are_sent` none of the pieces still lies here."""

    quantities: Mapping[int, int] = field(default_factory=dict)
    delivery: bool = False
    fee: bool = False
    less: Mapping[int, Decimal] = field(default_factory=dict)
    are_sent: bool = False


@transaction.atomic
def refund_parts(
    order: Order, parts: Parts, *, restock: bool, reason: str, by: str
) -> Decimal:
    """Give back what the chosen parts cost, to the cent; returns the sum.

    Pieces that are not packed yet are called off and stay on the shelf; `restock` puts
    others back there. What is only secured is not charged in the first place. Raises
    NothingChosen, PartRefused or RefundTooLarge; then nothing has happened.
    """
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    rows = _rows(locked, parts, reason=reason, by=by)
    if not rows:
        raise NothingChosen
    RefundedPart.objects.bulk_create(rows)
    amount = sum((row.amount for row in rows), ZERO)
    rest = amount - _waive(locked, amount)
    if rest > 0:
        refund_order(locked, amount=rest, reason=reason, by=by)
    if not parts.are_sent:
        _put_away(locked, rows, restock=restock, by=by)
    order.refresh_from_db(fields=["status"])
    return amount


def pieces_left(order: Order) -> dict[int, int]:
    """Order line -> pieces that were not given back; gift cards have their own way."""
    lines = OrderLine.objects.filter(order=order, is_gift_card=False).order_by("pk")
    gone = _gone(order)
    left = {line.pk: line.quantity - gone.get(line.pk, 0) for line in lines}
    return {pk: count for pk, count in left.items() if count > 0}


def extras_left(order: Order) -> dict[str, Decimal]:
    """Delivery and fee, where they cost something and have not been given back."""
    given = set(
        order.refunded_parts.exclude(what=What.LINE).values_list("what", flat=True)
    )
    costs = {What.DELIVERY.value: order.shipping, What.FEE.value: order.fee}
    return {
        what: cost for what, cost in costs.items() if cost > 0 and what not in given
    }


def _rows(order: Order, parts: Parts, *, reason: str, by: str) -> list[RefundedPart]:
    told = {"order": order, "reason": reason, "by": by, "at": timezone.now()}
    left, gone = pieces_left(order), _gone(order)
    wanted = {pk: count for pk, count in parts.quantities.items() if count}
    if any(not 0 < count <= left.get(pk, 0) for pk, count in wanted.items()):
        raise PartRefused(str(order))
    rows = []
    for line in order.lines.filter(pk__in=wanted).order_by("pk"):
        before, count = gone.get(line.pk, 0), wanted[line.pk]
        amount, vat = _worth(line, before, count, order.currency)
        amount, vat = _less(amount, vat, parts.less.get(line.pk, ZERO), order)
        rows.append(
            RefundedPart(
                **told,
                what=What.LINE,
                line=line,
                quantity=count,
                amount=amount,
                vat=vat,
            )
        )
    vat_of = vat_of_extras(order)
    extras = extras_left(order)
    for what, is_wanted in ((What.DELIVERY, parts.delivery), (What.FEE, parts.fee)):
        if is_wanted and what not in extras:
            raise PartRefused(str(order))
        if is_wanted:
            rows.append(
                RefundedPart(**told, what=what, amount=extras[what], vat=vat_of[what])
            )
    return rows


def _worth(
    line: OrderLine, before: int, count: int, currency: str
) -> tuple[Decimal, Decimal]:
    """What `count` pieces cost and the VAT in it, when `before` are gone."""
    gross, quantity = line.gross, line.quantity
    gone = share_of(gross, quantity=quantity, before=0, count=before, currency=currency)
    amount = share_of(
        gross, quantity=quantity, before=before, count=count, currency=currency
    )
    vat = vat_in(amount, gone=gone, gross=gross, vat=line.vat, currency=currency)
    return amount, vat


def _less(
    amount: Decimal, vat: Decimal, kept: Decimal, order: Order
) -> tuple[Decimal, Decimal]:
    """What is left of an amount and of its VAT, when a part of it is kept."""
    if not kept:
        return amount, vat
    if not ZERO < kept <= amount:
        raise PartRefused(str(order))
    left = amount - kept
    return left, round_money(vat * left / amount, order.currency)


def _gone(order: Order) -> dict[int, int]:
    sums = order.refunded_parts.filter(what=What.LINE).values("line")
    return {row["line"]: row["sum"] for row in sums.annotate(sum=Sum("quantity"))}


def _waive(order: Order, amount: Decimal) -> Decimal:
    """Take from what is only secured first: it will not be charged."""
    rest = min(amount, secured_for(order))
    waived = rest
    secured = order.payments.select_for_update(no_key=True).filter(
        status=Payment.Status.AUTHORISED
    )
    for payment in secured.order_by("-pk"):
        part = min(rest, payment.due)
        if not part:
            continue
        payment.waived += part
        payment.save(update_fields=["waived"])
        rest -= part
        if not payment.due:
            stop_payment(payment)
    return waived


def _put_away(
    order: Order, rows: list[RefundedPart], *, restock: bool, by: str
) -> None:
    left = unpacked(order)
    off: dict[int, int] = {}
    kept, sent = Counter[int](), Counter[int]()
    for row in rows:
        if row.line is not None:
            off[row.line.pk] = here = min(row.quantity, left.get(row.line.pk, 0))
            kept[row.line.variant_id] += here
            sent[row.line.variant_id] += row.quantity - here
    if +kept:
        call_off(order, off, by=by)
        put_back(+kept, reference=order.number, by=by)
    if restock and +sent:
        take_in(+sent, reference=order.number, by=by)


def take_in(quantities: Mapping[int, int], *, reference: str, by: str) -> None:
    """Put goods that came back on the shelf."""
    found = recipes(quantities)
    pieces = found.total(quantities)
    kept = [pk for pk in pieces if pk not in found.endless]
    for variant in Variant.objects.filter(pk__in=kept).order_by("pk"):
        receive(variant, pieces[variant.pk], by=by, reference=reference)
