"""Placing an order: one transaction, however often the button is pressed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from catalog.offers.pieces import PiecesGone, claim_pieces
from catalog.stock.selling import OutOfStock, sell
from checkout.cart.lines import wishes_of
from checkout.cart.models import Cart
from checkout.cart.pricing import PricedCart
from checkout.credit.models import CreditAccount
from checkout.delivery.offering import DeliveryOption
from checkout.delivery.points.spots import spot_called
from checkout.discounts.claiming import (
    CodeUsed,
    OfferGone,
    claim_code,
    claim_offers,
    remember_purchase,
)
from checkout.discounts.coupons import claim_use
from checkout.flow.details import CheckoutDetails
from checkout.flow.pricing import Choice, Offer, offer_for
from checkout.orders.amounts import sums_of
from checkout.orders.applying import write_offers
from checkout.orders.models import CodeUse, CouponUse, Order, OrderEvent, OrderLine
from checkout.orders.numbers import new_number
from checkout.payments.providers.registry import CREDIT
from checkout.payments.spending import spend_credit
from checkout.payments.starting import start_payment
from checkout.totals.quote import Quote
from shop.languages.writing import money_text
from shop.merchant.models import Merchant
from shop.users.models import User

BUYER = "customer"


class OfferChanged(Exception):
    """What the buyer saw is no longer what would be ordered: a sentence says what.

    Nothing was ordered; the page is shown again as things are now.
    """


def place_order(
    cart: Cart, *, details: CheckoutDetails, user: User | None, now: datetime
) -> Order:
    """Turn a cart into an order, once: whoever comes again gets the same order.

    Raises OfferChanged, OutOfStock, CouponRefused or CreditRefused; then nothing has
    happened.
    """
    placed = Order.objects.filter(cart=cart).first()
    if placed:
        return placed
    with transaction.atomic():
        if not Cart.objects.open().filter(pk=cart.pk).update(closed_at=now):
            placed = Order.objects.filter(cart=cart).first()
            if placed is None:
                raise OfferChanged(_("Your cart is empty."))
            return placed
        return _place(cart, details, user, now)


def _place(
    cart: Cart, details: CheckoutDetails, user: User | None, now: datetime
) -> Order:
    owner = user.pk if user else None
    offer = offer_for(cart, _choice(details), now=now, owner=owner)
    _refuse_surprises(offer, details)
    number = new_number()
    # scarce rows are taken in one order everywhere: stock, the coupon, offers, codes,
    # then credit
    offer = _sell(offer, number, now)
    _claim_pieces(offer, number, now)
    _claim(offer.priced, details.email, number, now)

    order = _write_order(number, offer, details, user=user, now=now)
    lines = _write_lines(order, offer)
    write_offers(order, offer.quote, lines)
    _write_uses(order, offer.priced)
    order.record(OrderEvent.Kind.PLACED, by=BUYER, **_evidence(order))
    spend_credit(order, _credit_in(offer), by=BUYER)
    if offer.way and offer.quote.to_pay:
        start_payment(
            order,
            offer.way,
            amount=offer.quote.to_pay,
            now=now,
            saved=offer.saved,
            keeps=details.keeps and offer.can_keep,
        )
    elif order.status == Order.Status.PLACED:
        order.move_to(Order.Status.CONFIRMED, by=BUYER)
    return order


def _credit_in(offer: Offer) -> list[tuple[CreditAccount, Decimal]]:
    """What is taken off each gift card and credit."""
    return [
        (purse.account, tender.amount)
        for purse, tender in offer.priced.purses_in_use
        if tender is not None and tender.amount
    ]


def _sell(offer: Offer, number: str, now: datetime) -> Offer:
    """Take the goods out of stock; a gift that has run out is left out, and stops
    nobody. What is ordered is returned."""
    try:
        _take(offer, number, now)
    except OutOfStock as refusal:
        if not refusal.shortages.keys() & {g.variant.pk for g in offer.priced.gifts}:
            raise
    else:
        return offer
    without = offer.without_gifts()
    _take(without, number, now)
    return without


def _take(offer: Offer, number: str, now: datetime) -> None:
    sell(
        _quantities(offer),
        holder=offer.priced.cart.token,
        reference=number,
        now=now,
        destination=offer.priced.country,
    )


def _claim_pieces(offer: Offer, number: str, now: datetime) -> None:
    """Count the pieces of limited offers."""
    pieces: dict[int, int] = {}
    for line in offer.lines:
        pk = line.priced.limited_offer
        if pk is not None:
            pieces[pk] = pieces.get(pk, 0) + line.quoted.quantity
    try:
        claim_pieces(pieces, reference=number, now=now)
    except PiecesGone as gone:
        raise OfferChanged(
            _(
                "The last pieces at this price have just been sold. Nothing has been "
                "ordered: look at the total and press the button again if you agree."
            )
        ) from gone


def _claim(priced: PricedCart, email: str, number: str, now: datetime) -> None:
    """Count what may be used so often only."""
    if priced.coupon:
        claim_use(priced.coupon, email=email, now=now)
    used = {verdict.rule.id for verdict in priced.offers.applied}
    try:
        claim_offers(used, email=email, reference=number, now=now)
        if priced.one_time_code:
            claim_code(priced.one_time_code, now=now)
    except (OfferGone, CodeUsed) as refusal:
        raise OfferChanged(str(refusal)) from refusal


def _write_uses(order: Order, priced: PricedCart) -> None:
    if priced.coupon:
        CouponUse.objects.create(coupon=priced.coupon, order=order, email=order.email)
    if priced.one_time_code:
        CodeUse.objects.create(code=priced.one_time_code, order=order)
    remember_purchase(order.email, reference=order.number)


def _choice(details: CheckoutDetails) -> Choice:
    return Choice(
        country=details.country,
        postcode=details.postcode,
        vat_number=details.vat_number,
        method_code=details.method_code,
        payment_code=details.payment_code,
        email=details.email,
        region=details.region,
        day=details.day,
    )


def _refuse_surprises(offer: Offer, details: CheckoutDetails) -> None:
    priced, quote = offer.priced, offer.quote
    if priced.problems:
        raise OfferChanged(" ".join(priced.problems))
    if not quote.lines:
        raise OfferChanged(_("Your cart is empty."))
    if offer.needs_parcel and offer.method_code != details.method_code:
        raise OfferChanged(
            _("This way of delivery is no longer offered. Choose again.")
        )
    if details.day and priced.option and details.day not in priced.option.days:
        raise OfferChanged(_("It cannot come on this day any more. Choose another."))
    _refuse_other_sums(quote, details)
    is_other_way = not offer.way or offer.payment_code != details.payment_code
    if is_other_way and not offer.is_covered:
        raise OfferChanged(_("This way of paying is no longer offered. Choose again."))


def _refuse_other_sums(quote: Quote, details: CheckoutDetails) -> None:
    seen = details.total_seen
    if seen.currency != quote.currency or seen.amount < quote.total:
        raise OfferChanged(_new_total(quote, details.language))
    to_pay_seen = seen.amount if seen.to_pay is None else seen.to_pay
    if to_pay_seen < quote.to_pay:
        to_pay = money_text(quote.to_pay, quote.currency, details.language)
        raise OfferChanged(
            _(
                "Less is left on your gift cards or credit than you saw: %(to_pay)s "
                "would be left to pay. Nothing has been ordered."
            )
            % {"to_pay": to_pay}
        )


def _new_total(quote: Quote, language: str) -> str:
    total = money_text(quote.total, quote.currency, language)
    return _(
        "The total has changed to %(total)s since you saw it. Nothing has been "
        "ordered: look at it and press the button again if you agree."
    ) % {"total": total}


def _quantities(offer: Offer) -> dict[int, int]:
    quantities: dict[int, int] = {}
    for line in offer.lines:
        pk = line.priced.variant.pk
        quantities[pk] = quantities.get(pk, 0) + line.quoted.quantity
    return quantities


def _write_order(
    number: str,
    offer: Offer,
    details: CheckoutDetails,
    *,
    user: User | None,
    now: datetime,
) -> Order:
    cart, quote = offer.priced.cart, offer.quote
    return Order.objects.create(
        number=number,
        cart=cart,
        user=user,
        email=details.email,
        name=details.shipping_address["name"],
        phone=details.phone,
        language=details.language,
        country=details.country,
        currency=quote.currency,
        shipping_address=details.shipping_address,
        billing_address=details.billing_address,
        vat_number=details.vat_number,
        is_reverse_charge=quote.is_reverse_charge,
        customer_note=details.note,
        coupon=offer.priced.coupon,
        coupon_code=offer.priced.coupon_label if offer.priced.coupon else "",
        **_delivery(offer.priced.option, now),
        pickup_point=_point(offer.priced.option, details),
        delivery_instructions=details.instructions,
        payment_method=offer.way.code if offer.way else CREDIT,
        undo_until=details.undo_until,
        placed_at=now,
        **sums_of(quote),
    )


def _point(option: DeliveryOption | None, details: CheckoutDetails) -> dict[str, Any]:
    """A copy of where it is collected. Raises OfferChanged where that has closed."""
    if option is None or not option.to_point:
        return {}
    spot = spot_called(details.point, option.carrier_code, details.country)
    if spot is None:
        raise OfferChanged(
            _("This pick-up point is not open any more. Choose another one.")
        )
    return spot.copy()


def _delivery(option: DeliveryOption | None, now: datetime) -> dict[str, Any]:
    """How it travels; an order of gift cards alone does not, and is there at once."""
    if option is None:
        today = localdate(now)
        return {"method_code": "", "promised_from": today, "promised_until": today}
    return {
        "method_code": option.code,
        "method_name": option.name,
        "carrier_code": option.carrier_code,
        "promised_from": option.promise.earliest,
        "promised_until": option.promise.latest,
        "promise_inputs": option.promise.inputs,
    }


def _write_lines(order: Order, offer: Offer) -> dict[str, OrderLine]:
    """The lines of the order by the keys of the quote's."""
    wishes = wishes_of([line.priced.line for line in offer.lines])
    lines = {}
    for line in offer.lines:
        quoted, variant = line.quoted, line.priced.variant
        lines[quoted.key] = OrderLine(
            order=order,
            variant=variant,
            title=str(variant)[:300],
            sku=variant.sku,
            # with the labels the buyer saw: the mails repeat them
            personal=dict(wishes.get(line.priced.line.pk, ())),
            quantity=quoted.quantity,
            unit_price=quoted.price,
            regular_price=quoted.regular,
            discount=quoted.discount,
            gross=quoted.taxed.gross,
            vat=quoted.taxed.vat,
            vat_rate=quoted.taxed.rate,
            weight_g=variant.weight_g,
            hs_code=variant.product.hs_code,
            origin_country=variant.product.origin_country,
            is_gift_card=quoted.is_gift_card,
            gift=line.priced.line.personal if quoted.is_gift_card else {},
            is_gift=line.priced.gift_of is not None,
        )
    OrderLine.objects.bulk_create(lines.values())
    return lines


def _evidence(order: Order) -> dict[str, str]:
    """Why no VAT was charged, as the tax office will ask."""
    if not order.is_reverse_charge:
        return {}
    return {
        "vat_number": order.vat_number,
        "vat_number_checked": "form and check digits",
        "seller_country": Merchant.current().country,
        "delivered_to": order.country,
    }
