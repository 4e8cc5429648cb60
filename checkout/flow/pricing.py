"""What a cart costs with the choices of the checkout: one Quote for page and order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from catalog.products.models import Product
from checkout.cart.models import Cart
from checkout.cart.offering import Buyer
from checkout.cart.pricing import PricedCart, PricedLine, price_cart
from checkout.discounts.models import Coupon
from checkout.flow.reverse_charge import is_reverse_charge
from checkout.payments.choosing import ways_to_pay
from checkout.payments.models import PaymentMethod
from checkout.payments.providers.registry import provider_called
from checkout.totals.quote import Line, Quote, with_fee


@dataclass(frozen=True, slots=True)
class Choice:
    """What the price depends on. `vat_number` is "" until it is a valid one."""

    country: str
    postcode: str
    vat_number: str
    method_code: str
    payment_code: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line of the cart with what the quote says of it."""

    priced: PricedLine
    quoted: Line


@dataclass(frozen=True, slots=True)
class Offer:
    """A cart as it would be ordered now. `way` is None when nothing fits."""

    priced: PricedCart
    ways: Sequence[PaymentMethod]
    way: PaymentMethod | None

    @property
    def quote(self) -> Quote:
        return self.priced.quote

    @property
    def lines(self) -> list[OfferedLine]:
        """What would be ordered."""
        return [
            OfferedLine(priced, self.quote.line(priced.key))
            for priced in self.priced.all_lines
            if priced.is_sellable
        ]

    def without_gifts(self) -> Offer:
        """The same, when there are no gifts left: they cost nothing."""
        given = {gift.key for gift in self.priced.gifts}
        kept = tuple(line for line in self.quote.lines if line.key not in given)
        free = {gift.gift_of.id for gift in self.priced.gifts if gift.gift_of}
        offers = self.priced.offers.without(free)
        quote = replace(self.quote, lines=kept)
        return replace(
            self, priced=replace(self.priced, gifts=(), quote=quote, offers=offers)
        )

    @property
    def method_code(self) -> str:
        return self.priced.option.code if self.priced.option else ""

    @property
    def payment_code(self) -> str:
        return self.way.code if self.way else ""

    @property
    def is_delivery_free(self) -> bool:
        """Whether a coupon or an offer pays for the delivery, whatever it costs."""
        coupon = self.priced.coupon
        by_coupon = coupon is not None and coupon.kind == Coupon.Kind.FREE_DELIVERY
        return by_coupon or any(each.frees_delivery for each in self.quote.reductions)

    @property
    def needs_parcel(self) -> bool:
        """Whether anything is to be sent: gift cards come by mail."""
        return self.priced.needs_parcel

    @property
    def is_covered(self) -> bool:
        """Whether gift cards and credit pay all of it."""
        return bool(self.quote.tenders) and not self.quote.to_pay

    @property
    def is_made_to_order(self) -> bool:
        """Whether something is made for this buyer, and so charged when it is sent."""
        return any(
            line.priced.variant.product.kind == Product.Kind.MADE_TO_ORDER
            for line in self.lines
        )

    @property
    def needs_phone(self) -> bool:
        return self.priced.option is not None and self.priced.option.needs_phone


def offer_for(cart: Cart, choice: Choice, *, now: datetime) -> Offer:
    """Price the cart for a choice; what is not (or no longer) offered is replaced by
    the first that is."""
    price = partial(
        price_cart,
        cart,
        now=now,
        country=choice.country,
        postcode=choice.postcode,
        method_code=choice.method_code,
        buyer=Buyer(email=choice.email),
        is_reverse_charge=is_reverse_charge(
            vat_number=choice.vat_number,
            country=choice.country,
            postcode=choice.postcode,
        ),
    )
    priced = price()
    quote = priced.quote
    ways = _ways(priced, choice)
    chosen = (way for way in ways if way.code == choice.payment_code)
    way = next(chosen, ways[0] if ways else None)
    if way is not None and way.fee:
        # a fee without its VAT can only be worked out from the goods themselves
        priced = (
            price(fee=way.fee)
            if quote.is_reverse_charge
            else replace(priced, quote=with_fee(quote, way.fee))
        )
    return Offer(priced, ways, way)


def _ways(priced: PricedCart, choice: Choice) -> list[PaymentMethod]:
    """How what credit leaves open can be paid; nowhere when it leaves nothing."""
    quote = priced.quote
    if quote.tenders and not quote.to_pay:
        return []
    ways = ways_to_pay(
        country=choice.country, currency=quote.currency, total=quote.to_pay
    )
    if priced.needs_parcel:
        return ways
    # nobody comes to the door who could take the money
    return [w for w in ways if not provider_called(w.provider).is_paid_on_delivery]
