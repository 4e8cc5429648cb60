"""What is done for goods that came back: money, the same again, another variant, or
the repaired piece."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from catalog.pricing.lists import price_list_for
from catalog.pricing.prices import prices_of
from catalog.products.models import Variant
from catalog.stock.selling import sell
from checkout.flow.refunding_parts import Parts, extras_left, refund_parts
from checkout.orders.models import Order, OrderEvent, OrderLine
from checkout.orders.numbers import new_number
from checkout.payments.refunding import refund_order
from shop.money.amounts import ZERO
from support.returns.models import Return, ReturnLine

# a replacement needs no longer than what was promised the first time
REPLACEMENT_DAYS = 5


class NotForSale(Exception):
    """The other variant is not the same product's, or has no price here."""


@transaction.atomic
def refund(back: Return, *, by: str) -> Decimal:
    """Give back what the accepted pieces cost, to the cent, once; returns the sum.

    Raises Return.MoveRefused, and what refund_parts does; then nothing has happened.
    """
    order = _locked(back)
    accepted = _accepted(back)
    extras = extras_left(order) if back.gives_extras else {}
    parts = Parts(
        quantities={line.line_id: line.quantity for line in accepted},
        delivery="delivery" in extras,
        fee="fee" in extras,
        less={line.line_id: line.reduction for line in accepted if line.reduction},
        are_sent=True,
    )
    amount = refund_parts(
        order, parts, restock=False, reason=f"return {back.number}", by=by
    )
    back.move_to(Return.Status.SETTLED, by=by, amount=str(amount))
    return amount


@transaction.atomic
def replace(back: Return, *, by: str, variant: Variant | None = None) -> Order:
    """Send the same once more, or `variant` of the same product, as an order that costs
    nothing. Where the other variant is cheaper the difference goes back; where it is
    dearer, we take it on ourselves.

    Raises Return.MoveRefused, NotForSale and OutOfStock.
    """
    order = _locked(back)
    accepted = _accepted(back)
    chosen = [(line, variant or line.line.variant) for line in accepted]
    if any(v.product_id != line.line.variant.product_id for line, v in chosen):
        raise NotForSale(str(variant))
    number = new_number()
    sell(_counted(chosen), holder=None, reference=number, now=timezone.now())
    again = _free_order(order, number, back)
    OrderLine.objects.bulk_create(
        _free_line(again, line, sent) for line, sent in chosen
    )
    again.record(OrderEvent.Kind.PLACED, by=by, is_quiet=True, return_of=order.number)
    again.move_to(Order.Status.CONFIRMED, by=by)
    amount = _difference(order, chosen) if variant else ZERO
    if amount > 0:
        refund_order(order, amount=amount, reason=f"return {back.number}", by=by)
    told = {"amount": str(amount)} if amount > 0 else {}
    back.move_to(
        Return.Status.SETTLED,
        by=by,
        outcome="exchange" if variant else "replacement",
        order=again.number,
        **told,
    )
    return again


@transaction.atomic
def send_back_repaired(back: Return, *, by: str, note: str) -> None:
    """The repaired piece is on its way back; its guarantee is now a year longer."""
    _locked(back)
    back.move_to(Return.Status.SETTLED, by=by, outcome="repaired", note=note)


def _locked(back: Return) -> Order:
    """The order under its lock: whoever settles at the same moment waits."""
    return Order.objects.select_for_update(no_key=True).get(pk=back.order_id)


def _accepted(back: Return) -> list[ReturnLine]:
    lines = back.lines.exclude(verdict=ReturnLine.Verdict.REFUSED)
    return list(lines.select_related("line__variant__product").order_by("pk"))


def _counted(chosen: list[tuple[ReturnLine, Variant]]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for line, variant in chosen:
        counted[variant.pk] = counted.get(variant.pk, 0) + line.quantity
    return counted


def _difference(order: Order, chosen: list[tuple[ReturnLine, Variant]]) -> Decimal:
    """By how much the other variant is cheaper than what was paid."""
    price_list = price_list_for(order.country, order.currency)
    prices = prices_of([variant.pk for _, variant in chosen], price_list)
    if price_list.currency != order.currency or any(
        variant.pk not in prices for _, variant in chosen
    ):
        raise NotForSale(order.currency)
    paid = sum(
        (
            line.line.gross * line.quantity / line.line.quantity - line.reduction
            for line, _ in chosen
        ),
        ZERO,
    )
    costs = sum((prices[v.pk] * line.quantity for line, v in chosen), ZERO)
    return max(paid - costs, ZERO).quantize(costs)


def _free_order(order: Order, number: str, back: Return) -> Order:
    today = timezone.localdate()
    copied = {
        name: getattr(order, name)
        for name in (
            *("user", "email", "name", "phone", "language", "country", "currency"),
            *("shipping_address", "billing_address", "payment_method"),
            *("method_code", "method_name", "carrier_code"),
        )
    }
    return Order.objects.create(
        number=number,
        staff_note=f"{back.number} ({order.number})",
        promised_from=today + timedelta(days=1),
        promised_until=today + timedelta(days=REPLACEMENT_DAYS),
        **dict.fromkeys(("goods", "discount", "shipping", "fee", "vat", "total"), ZERO),
        **copied,
    )


def _free_line(order: Order, line: ReturnLine, variant: Variant) -> OrderLine:
    product = variant.product
    return OrderLine(
        order=order,
        variant=variant,
        title=str(variant)[:300],
        sku=variant.sku,
        personal=line.line.personal,
        quantity=line.quantity,
        **dict.fromkeys(
            ("unit_price", "regular_price", "discount", "gross", "vat"), ZERO
        ),
        vat_rate=line.line.vat_rate,
        weight_g=variant.weight_g,
        hs_code=product.hs_code,
        origin_country=product.origin_country,
    )
