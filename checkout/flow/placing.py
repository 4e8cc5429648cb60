"""Placing an order: one transaction, however often the button is pressed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.stock.selling import sell
from checkout.cart.lines import wishes_of
from checkout.cart.models import Cart
from checkout.discounts.coupons import claim_use
from checkout.flow.details import CheckoutDetails
from checkout.flow.pricing import Choice, Offer, offer_for
from checkout.orders.amounts import sums_of
from checkout.orders.models import CouponUse, Order, OrderEvent, OrderLine
from checkout.orders.numbers import new_number
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

    Raises OfferChanged, OutOfStock or CouponRefused; then nothing has happened.
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
    offer = offer_for(cart, _choice(details), now=now)
    _refuse_surprises(offer, details)
    number = new_number()
    # scarce rows are taken in one order everywhere: stock, then the coupon
    sell(_quantities(offer), holder=cart.token, reference=number, now=now)
    coupon = offer.priced.coupon
    if coupon:
        claim_use(coupon, email=details.email, now=now)

    order = _write_order(number, offer, details, user=user, now=now)
    _write_lines(order, offer)
    if coupon:
        CouponUse.objects.create(coupon=coupon, order=order, email=details.email)
    order.record(OrderEvent.Kind.PLACED, by=BUYER, **_evidence(order))
    if offer.way and order.total:
        start_payment(order, offer.way, amount=order.total, now=now)
    else:
        order.move_to(Order.Status.CONFIRMED, by=BUYER)
    return order


def _choice(details: CheckoutDetails) -> Choice:
    return Choice(
        country=details.country,
        postcode=details.postcode,
        vat_number=details.vat_number,
        method_code=details.method_code,
        payment_code=details.payment_code,
    )


def _refuse_surprises(offer: Offer, details: CheckoutDetails) -> None:
    priced, quote = offer.priced, offer.quote
    if priced.problems:
        raise OfferChanged(" ".join(priced.problems))
    if not quote.lines:
        raise OfferChanged(_("Your cart is empty."))
    if priced.option is None or priced.option.code != details.method_code:
        raise OfferChanged(
            _("This way of delivery is no longer offered. Choose again.")
        )
    if offer.way is None or offer.way.code != details.payment_code:
        raise OfferChanged(_("This way of paying is no longer offered. Choose again."))
    seen = details.total_seen
    if seen.currency != quote.currency or seen.amount < quote.total:
        raise OfferChanged(_new_total(quote, details.language))


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
    cart, option, quote = offer.priced.cart, offer.priced.option, offer.quote
    assert option is not None, "refused before"
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
        coupon_code=offer.priced.coupon.code if offer.priced.coupon else "",
        method_code=option.code,
        method_name=option.name,
        carrier_code=option.carrier_code,
        promised_from=option.promise.earliest,
        promised_until=option.promise.latest,
        promise_inputs=option.promise.inputs,
        payment_method=details.payment_code,
        placed_at=now,
        **sums_of(quote),
    )


def _write_lines(order: Order, offer: Offer) -> None:
    wishes = wishes_of([line.priced.line for line in offer.lines])
    lines = []
    for line in offer.lines:
        quoted, variant = line.quoted, line.priced.variant
        lines.append(
            OrderLine(
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
            )
        )
    OrderLine.objects.bulk_create(lines)


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
