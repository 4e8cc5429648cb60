"""What a cart costs with the choices of the checkout: one Quote for page and order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from django.utils.timezone import localdate

from catalog.products.models import Product
from checkout.cart.models import Cart, CartLine
from checkout.cart.offering import Buyer
from checkout.cart.pricing import PricedCart, PricedLine, price_cart
from checkout.discounts.models import Coupon
from checkout.flow.reverse_charge import is_reverse_charge
from checkout.flow.saved_ways import (
    can_be_kept,
    chosen_among,
    code_of,
    kept_among,
)
from checkout.payments.choosing import Payer, ways_to_pay
from checkout.payments.models import PaymentMethod
from checkout.payments.providers.registry import provider_called
from checkout.payments.saved.models import SavedMethod
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
    region: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line of the cart with what the quote says of it."""

    priced: PricedLine
    quoted: Line


@dataclass(frozen=True, slots=True)
class SavedWay:
    """A way of paying that has been kept; `code` is what its choice is called."""

    code: str
    method: PaymentMethod
    saved: SavedMethod


@dataclass(frozen=True, slots=True)
class Offer:
    """A cart as it would be ordered now. `way` is None when nothing fits."""

    priced: PricedCart
    ways: Sequence[PaymentMethod]
    way: PaymentMethod | None
    # what the customer has kept, and which of it pays
    kept: Sequence[SavedMethod] = ()
    saved: SavedMethod | None = None
    is_customer: bool = False

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
        if self.saved:
            return code_of(self.saved)
        return self.way.code if self.way else ""

    @property
    def saved_ways(self) -> list[SavedWay]:
        """What can be paid with and needs nothing typed."""
        by_code = {way.code: way for way in self.ways}
        return [
            SavedWay(code_of(saved), by_code[saved.method_code], saved)
            for saved in self.kept
            if saved.reference
        ]

    @property
    def can_keep(self) -> bool:
        """Whether what is paid with now can be kept for next time."""
        return self.is_customer and self.saved is None and can_be_kept(self.way)

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


def offer_for(
    cart: Cart,
    choice: Choice,
    *,
    now: datetime,
    owner: int | None = None,
    lines: Sequence[CartLine] | None = None,
) -> Offer:
    """Price the cart, or other `lines` in its place, for a choice; what is not (or no
    longer) offered is replaced by the first that is.

    `owner` is the customer whose kept ways of paying count, by default the cart's.
    """
    owner = owner or cart.user_id
    price = partial(
        price_cart,
        cart,
        lines_given=lines,
        now=now,
        country=choice.country,
        postcode=choice.postcode,
        region=choice.region,
        method_code=choice.method_code,
        buyer=Buyer(email=choice.email, owner=owner),
        is_reverse_charge=is_reverse_charge(
            vat_number=choice.vat_number,
            country=choice.country,
            postcode=choice.postcode,
        ),
    )
    priced = _on(price(), choice.day)
    quote = priced.quote
    ways = _ways(priced, choice, owner)
    kept = kept_among(ways, owner=owner, today=localdate(now))
    way, saved = chosen_among(ways, kept, choice.payment_code)
    if way is not None and way.fee:
        # a fee without its VAT can only be worked out from the goods themselves
        priced = (
            _on(price(fee=way.fee), choice.day)
            if quote.is_reverse_charge
            else replace(priced, quote=with_fee(quote, way.fee))
        )
    return Offer(priced, ways, way, kept, saved, is_customer=owner is not None)


def _on(priced: PricedCart, day: date | None) -> PricedCart:
    """With the day that the buyer has named, where there is a choice."""
    option = priced.option
    return replace(priced, option=option.on(day)) if option and day else priced


def _ways(priced: PricedCart, choice: Choice, owner: int | None) -> list[PaymentMethod]:
    """How what credit leaves open can be paid; nowhere when it leaves nothing."""
    quote = priced.quote
    if quote.tenders and not quote.to_pay:
        return []
    ways = ways_to_pay(
        country=choice.country,
        currency=quote.currency,
        total=quote.to_pay,
        payer=Payer(
            owner, is_business=bool(choice.vat_number), email=choice.email.strip()
        ),
    )
    if priced.needs_parcel:
        return ways
    # nobody comes to the door who could take the money
    return [w for w in ways if not provider_called(w.provider).is_paid_on_delivery]
