"""What a cart costs now, line by line, and what stands in the way of ordering it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from catalog.media.showing import PictureView
from catalog.offers.showing import ShownPrice, shown_prices
from catalog.pricing.lists import price_list_for
from catalog.pricing.models import PriceList
from catalog.pricing.vat import vat_rate
from catalog.products.models import Variant
from catalog.stock.availability import available
from checkout.cart.crediting import CreditPart, Purse, pay_from, purses_of
from checkout.cart.delivering import (
    consignment_for,
    delivery_problems,
    ways_to_deliver,
)
from checkout.cart.lines import lines_of, picture_of, wishes_of
from checkout.cart.models import Cart, CartLine
from checkout.cart.offering import (
    NOBODY,
    Buyer,
    CartOffers,
    Gifts,
    decide_offers,
    gift_line,
    gift_variants,
    gifts_there,
    rules_for,
)
from checkout.cart.problems import few_at_this_price, problem_of
from checkout.delivery.offering import DeliveryOption
from checkout.delivery.rules import Place
from checkout.discounts.counting import Rule
from checkout.discounts.coupons import (
    CouponRefused,
    check_code,
    check_coupon,
    discount_of,
    saves_less,
)
from checkout.discounts.models import Coupon, OneTimeCode
from checkout.totals.quote import (
    NO_VAT,
    Discount,
    Item,
    Line,
    Quote,
    Tender,
    make_quote,
)
from shop.money.amounts import ZERO


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line of a cart as it stands now.

    `price` is what one costs the buyer: the price kept with the hold, or that of the
    shelf where it has sunk. `available` is how many the buyer can have (None: any
    number); `problem` says why the line cannot be ordered as it is.
    """

    line: CartLine
    variant: Variant
    picture: PictureView | None
    wishes: tuple[tuple[str, str], ...]
    shown: ShownPrice | None
    price: Decimal
    risen_from: Decimal | None
    available: int | None
    problem: str
    gift_of: Rule | None = None

    @property
    def key(self) -> str:
        return f"gift-{self.gift_of.id}" if self.gift_of else str(self.line.pk)

    @property
    def limited_offer(self) -> int | None:
        """The offer of which this line takes pieces, if they are counted."""
        shown = self.shown
        if shown is None or shown.share is None or self.price != shown.amount:
            return None
        return shown.offer_id

    @property
    def is_sellable(self) -> bool:
        return self.shown is not None and self.available != 0

    @property
    def needs_parcel(self) -> bool:
        return not self.variant.product.is_gift_card


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with its quote: what every page from the cart to the order shows.

    Lines that cannot be sold any more are in `lines`, with their problem, but not in
    the quote. `option` is the delivery the quote counts with, None when there is none.
    """

    cart: Cart
    lines: tuple[PricedLine, ...]
    quote: Quote
    country: str
    options: tuple[DeliveryOption, ...]
    option: DeliveryOption | None
    coupon_problem: str
    problems: tuple[str, ...]
    offers: CartOffers
    purses: tuple[Purse, ...] = ()
    gifts: tuple[PricedLine, ...] = ()

    @property
    def all_lines(self) -> tuple[PricedLine, ...]:
        """With the gifts, which are ordered along."""
        return (*self.lines, *self.gifts)

    @property
    def one_time_code(self) -> OneTimeCode | None:
        """The cart's one-time code, if it counts."""
        code = self.cart.one_time_code
        if code is None or self.coupon_problem:
            return None
        applied = {verdict.rule.id for verdict in self.offers.applied}
        is_of_coupon = code.batch.coupon_id is not None
        return code if is_of_coupon or code.batch.offer_id in applied else None

    @property
    def purses_in_use(self) -> list[tuple[Purse, Tender | None]]:
        """The gift cards and credit on the cart, with what each pays."""
        tenders = {tender.key: tender for tender in self.quote.tenders}
        return [
            (purse, tenders.get(purse.key)) for purse in self.purses if purse.is_used
        ]

    @property
    def credit_parts(self) -> list[CreditPart]:
        """What each card or credit pays, as the sums show it."""
        return [
            CreditPart(purse.name, tender.amount)
            for purse, tender in self.purses_in_use
            if tender is not None and tender.amount
        ]

    @property
    def purse_on_offer(self) -> Purse | None:
        """Store credit that could pay, too."""
        free = (p for p in self.purses if not p.is_used and not p.problem)
        return next(free, None)

    @property
    def needs_parcel(self) -> bool:
        """Whether anything in it travels: gift cards come by mail."""
        return any(p.needs_parcel for p in self.lines if p.is_sellable)

    @property
    def coupon_label(self) -> str:
        """The code as the shopper typed it."""
        if self.cart.one_time_code:
            return self.cart.one_time_code.code
        return self.cart.coupon.code if self.cart.coupon else ""

    @property
    def coupon(self) -> Coupon | None:
        """The cart's coupon, if it counts."""
        return None if self.coupon_problem else self.cart.coupon

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.quote.lines) and not self.problems

    @property
    def pieces(self) -> int:
        return sum(priced.line.quantity for priced in self.lines)

    @property
    def missing_for_free_delivery(self) -> Decimal | None:
        """How much more goods would make delivery free; None when nothing would."""
        gaps = [
            option.free_from - (self.quote.goods - self.quote.gift_cards)
            for option in self.options
            if option.free_from is not None and option.price
        ]
        return min(gaps) if gaps and self.quote.shipping else None

    def quoted(self, priced: PricedLine) -> Line | None:
        return self.quote.line(priced.key) if priced.is_sellable else None


def price_cart(  # noqa: PLR0913 - all that a shopper chooses on one page
    cart: Cart,
    *,
    now: datetime,
    method_code: str = "",
    postcode: str = "",
    region: str = "",
    fee: Decimal = ZERO,
    country: str | None = None,
    is_reverse_charge: bool = False,
    buyer: Buyer = NOBODY,
    lines_given: Sequence[CartLine] | None = None,
) -> PricedCart:
    """Price everything in the cart for delivery to `country`, by default the cart's.

    `lines_given` are those of a cart that is only thought of.
    """
    country = country or cart.country
    price_list = price_list_for(country, cart.currency)
    currency = price_list.currency
    rules = rules_for(cart, buyer, now)
    lines, gifts = _price_lines(cart, price_list, now, rules=rules, lines=lines_given)
    sellable = [priced for priced in lines if priced.is_sellable]
    items = [_item(priced, country, now) for priced in sellable]
    # what a parcel carries and a coupon lowers: not the gift cards
    goods = sum(
        (item.price * item.quantity for item in items if not item.is_gift_card), ZERO
    )
    travelling = [
        (priced.variant, priced.line.quantity)
        for priced in sellable
        if priced.needs_parcel
    ]
    consignment = consignment_for(
        travelling,
        cart,
        value=goods,
        country=country,
        buyer=buyer.owner or cart.user_id,
    )
    place = Place(country, postcode, region)
    options = ways_to_deliver(consignment, place, now=now)
    option = _choose(options, method_code)
    discount, coupon_problem = _discount(cart, goods, currency, now)
    offers = decide_offers(
        cart,
        rules,
        lines=[
            (item, priced.variant)
            for item, priced in zip(items, sellable, strict=True)
            if not item.is_gift_card
        ],
        gifts=gifts,
        buyer=buyer,
        coupon=(discount, cart.coupon is None or cart.coupon.combines),
        delivery=option.price if option else ZERO,
        country=country,
        currency=currency,
        now=now,
    )
    if discount and not offers.decision.does_coupon_count:
        discount, coupon_problem = None, saves_less(cart.coupon)
    given = _given(cart, offers, gifts)
    quote = make_quote(
        [*items, *(_item(priced, country, now) for priced in given)],
        currency=currency,
        discount=discount,
        reductions=offers.decision.reductions,
        shipping=option.price if option else ZERO,
        fee=fee,
        is_reverse_charge=is_reverse_charge,
    )
    purses = purses_of(cart)
    return PricedCart(
        cart=cart,
        lines=lines,
        quote=pay_from(quote, purses),
        country=country,
        options=options,
        option=option,
        coupon_problem=coupon_problem,
        problems=(
            *(priced.problem for priced in lines if priced.problem),
            *delivery_problems(travelling, option, country),
        ),
        purses=purses,
        offers=offers,
        gifts=given,
    )


def _price_lines(
    cart: Cart,
    price_list: PriceList,
    now: datetime,
    *,
    rules: Sequence[Rule],
    lines: Sequence[CartLine] | None,
) -> tuple[tuple[PricedLine, ...], Gifts]:
    lines = lines_of(cart) if lines is None else lines
    if not lines:
        return (), Gifts({}, {})
    to_give = gift_variants(rules)
    variants = list({line.variant_id: line.variant for line in lines}.values())
    known = {variant.pk: variant for variant in (*to_give, *variants)}.values()
    shown = shown_prices(known, price_list=price_list, now=now)
    left = available(known, now=now, holder=cart.token)
    wishes = wishes_of(lines)
    pieces: dict[int, int] = {}
    priced = []
    for line in lines:
        free = left.get(line.variant_id, 0)
        label = shown.get(line.variant_id) if line.variant.is_sellable else None
        each = _price_line(line, label, free, wishes.get(line.pk, ()), now)
        priced.append(_limited(each, pieces))
        if free is not None:
            # a later line of the same variant has what this one leaves
            left[line.variant_id] = max(free - line.quantity, 0)
    return tuple(priced), gifts_there(rules, to_give, shown, left)


def _limited(priced: PricedLine, pieces: dict[int, int]) -> PricedLine:
    """With a problem where more are wanted at a price than are left at it; `pieces`
    are those that earlier lines take of each offer."""
    offer, shown = priced.limited_offer, priced.shown
    if offer is None or shown is None or priced.problem:
        return priced
    quantity = priced.line.quantity
    left = (shown.share_left or 0) - pieces.get(offer, 0)
    pieces[offer] = pieces.get(offer, 0) + quantity
    if quantity <= left:
        return priced
    return replace(
        priced, available=max(left, 0), problem=few_at_this_price(priced.line, left)
    )


def _given(cart: Cart, offers: CartOffers, gifts: Gifts) -> tuple[PricedLine, ...]:
    """The gifts as lines that cost nothing."""
    return tuple(
        PricedLine(
            line=line,
            variant=line.variant,
            picture=picture_of(line),
            wishes=(),
            shown=gifts.prices[rule.id],
            price=ZERO,
            risen_from=None,
            available=1,
            problem="",
            gift_of=rule,
        )
        for rule in offers.decision.gifts
        for line in (gift_line(cart, gifts.variants[rule.id]),)
    )


def _price_line(
    line: CartLine,
    label: ShownPrice | None,
    left: int | None,
    wishes: Sequence[tuple[str, str]],
    now: datetime,
) -> PricedLine:
    price, risen_from = _price_of(line, label, now)
    return PricedLine(
        line=line,
        variant=line.variant,
        picture=picture_of(line),
        wishes=tuple(wishes),
        shown=label,
        price=price,
        risen_from=risen_from,
        available=left,
        problem=problem_of(line, is_sold=label is not None, left=left),
    )


def _price_of(
    line: CartLine, label: ShownPrice | None, now: datetime
) -> tuple[Decimal, Decimal | None]:
    """The price of one, and what it was before it rose."""
    if label is None:
        return ZERO, None
    kept = line.price_kept_at(now)
    price = label.amount if kept is None else min(kept, label.amount)
    before = line.risen_from or (line.kept_price if kept is None else None)
    return price, before if before is not None and before < price else None


def _item(priced: PricedLine, country: str, now: datetime) -> Item:
    assert priced.shown is not None, "only what is sold has a price"
    product = priced.variant.product
    return Item(
        key=priced.key,
        quantity=priced.line.quantity,
        price=priced.price,
        regular=max(priced.shown.regular, priced.price),
        vat_rate=NO_VAT
        if product.is_gift_card
        else vat_rate(country, product.vat_class_id, on=localdate(now)),
        is_gift_card=product.is_gift_card,
    )


def _choose(options: Sequence[DeliveryOption], code: str) -> DeliveryOption | None:
    """The option called `code`, else the cheapest."""
    chosen = (option for option in options if option.code == code)
    return next(chosen, options[0] if options else None)


def _discount(
    cart: Cart, goods: Decimal, currency: str, now: datetime
) -> tuple[Discount | None, str]:
    try:
        if cart.one_time_code:
            check_code(cart.one_time_code, now=now)
        if cart.coupon is None:
            return None, ""
        check_coupon(cart.coupon, goods=goods, currency=currency, now=now)
    except CouponRefused as refusal:
        return None, str(refusal)
    return discount_of(cart.coupon, currency), ""
