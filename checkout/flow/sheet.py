"""Everything the page of an order shows, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import get_language

from catalog.media.showing import PictureView
from checkout.cart.crediting import CreditPart
from checkout.cart.lines import picture_of, with_pictures
from checkout.compensation.goodwill.showing import ShownGoodwill, goodwill_shown
from checkout.compensation.showing import MadeGood, made_good
from checkout.flow.readdressing import can_readdress
from checkout.flow.story import Story, story_of
from checkout.gifts.showing import ShownCard, cards_of
from checkout.invoices.models import Invoice
from checkout.orders.models import AppliedOffer, Order, OrderEvent, OrderLine
from checkout.parcels.showing import ShownParcel, parcels_of
from checkout.payments.models import Payment, PaymentMethod, Refund
from checkout.payments.owing import has_lost_its_payment
from checkout.payments.providers.protocol import Instructions
from checkout.payments.providers.registry import CREDIT, PROVIDERS, provider_called
from checkout.payments.spending import paid_by_credit
from shop.money.amounts import ZERO, Taxed
from shop.places.addresses import format_address
from shop.places.countries import country_name

JUST_NOW = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SoldThing:
    line: OrderLine
    picture: PictureView | None


@dataclass(frozen=True, slots=True)
class OrderSheet:
    story: Story
    things: Sequence[SoldThing]
    vat_groups: Sequence[Taxed]
    offers: Sequence[AppliedOffer]
    coupon_off: Decimal
    shipping_lines: Sequence[str]
    billing_lines: Sequence[str]
    payment: Payment | None
    paying_by: str
    refunds: Sequence[Refund]
    papers: Sequence[Invoice]
    instructions: Instructions | None
    parcels: list[ShownParcel]
    is_new: bool
    can_cancel: bool
    can_readdress: bool
    cards: Sequence[ShownCard]
    is_secured: bool
    has_lost_its_payment: bool
    # what waits to be paid, or has just been ordered, is not offered once more
    can_be_had_again: bool
    # while the buyer can take it back by one click
    undo_until: datetime | None
    credit_parts: Sequence[CreditPart]
    to_pay: Decimal
    made_good: MadeGood | None
    goodwill: Sequence[ShownGoodwill]


def order_sheet(order: Order, *, now: datetime) -> OrderSheet:
    offers = list(order.applied_offers.order_by("pk"))
    payments = list(order.payments.order_by("-pk"))
    payment = payments[0] if payments else None
    events = list(order.events.order_by("at", "pk"))
    things = _things(order)
    is_with_cards = any(thing.line.is_gift_card for thing in things)
    cards = cards_of(order) if is_with_cards else ()
    is_with_credit = any(each.provider == CREDIT for each in payments)
    parts = paid_by_credit(order) if is_with_credit else []
    parcels = parcels_of(order)
    return OrderSheet(
        story=story_of(
            order,
            events=events,
            payment=payment,
            now=now,
            turned_back=any(shown.turned_back for shown in parcels),
        ),
        things=things,
        vat_groups=_vat_groups(order),
        offers=offers,
        coupon_off=order.discount - sum((each.amount for each in offers), ZERO),
        shipping_lines=_address(order.shipping_address),
        billing_lines=_address(order.billing_address)
        if order.billing_address != order.shipping_address
        else (),
        payment=payment,
        paying_by=_name_of_way(order),
        refunds=list(
            Refund.objects.filter(payment__order=order)
            .exclude(status=Refund.Status.FAILED)
            .select_related("payment")
            .order_by("pk")
        )
        if payments
        else (),
        papers=list(order.invoices.defer("content").order_by("pk")),
        instructions=_instructions(order, payment),
        parcels=parcels,
        is_new=now - order.placed_at < JUST_NOW,
        can_cancel=order.status in Order.SOURCES[Order.Status.CANCELLED]
        and all(shown.is_unused for shown in cards),
        can_readdress=can_readdress(order, parcels),
        cards=cards,
        is_secured=payment is not None and payment.status == Payment.Status.AUTHORISED,
        has_lost_its_payment=any(each.captures_later for each in payments)
        and has_lost_its_payment(order),
        can_be_had_again=order.status == Order.Status.CANCELLED
        or (order.status != Order.Status.PLACED and now - order.placed_at >= JUST_NOW),
        undo_until=order.undo_until if order.can_be_undone(now) else None,
        credit_parts=parts,
        to_pay=order.total - sum((part.amount for part in parts), ZERO),
        made_good=made_good(order) if order.promised_until < localdate(now) else None,
        goodwill=goodwill_shown(order) if _tells_of_goodwill(events) else (),
    )


def _tells_of_goodwill(events: Sequence[OrderEvent]) -> bool:
    return any(event.data.get("about") == "goodwill" for event in events)


def _things(order: Order) -> list[SoldThing]:
    lines = with_pictures(order.lines.select_related("variant__product"))
    return [SoldThing(line, picture_of(line)) for line in lines.order_by("pk")]


def _vat_groups(order: Order) -> list[Taxed]:
    return [
        Taxed(*(Decimal(group[name]) for name in ("gross", "vat", "rate")))
        for group in order.vat_groups
    ]


def _address(fields: dict[str, str]) -> list[str]:
    country = fields.get("country", "")
    lines = format_address(
        {name: value for name, value in fields.items() if name != "country"}, country
    )
    return [*lines, country_name(country, get_language() or "en")]


def _name_of_way(order: Order) -> str:
    method = PaymentMethod.objects.filter(code=order.payment_method).first()
    return method.name if method else ""


def _instructions(order: Order, payment: Payment | None) -> Instructions | None:
    if payment is None or payment.provider not in PROVIDERS:
        return None
    if order.status != Order.Status.PLACED:
        return None
    payment.order = order
    return provider_called(payment.provider).instructions(payment)
