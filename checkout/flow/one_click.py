"""Buying by one click: what stands beside the button, and what the button does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.pricing.lists import price_list_for
from checkout.cart.filling import set_quantity
from checkout.cart.models import Cart, CartLine
from checkout.delivery.offering import DeliveryOption
from checkout.delivery.points.spots import Spot, spot_called
from checkout.flow.details import CheckoutDetails, SeenTotal
from checkout.flow.placing import OfferChanged, place_order
from checkout.flow.points import remembered_spot
from checkout.flow.pricing import Choice, Offer, offer_for
from checkout.flow.wishes import (
    Seen,
    Wish,
    cart_token_for,
    lines_for,
    mark_of,
    typed_address,
)
from checkout.orders.models import Order
from checkout.payments.saved.models import SavedMethod
from shop.places.addresses import format_address
from shop.places.countries import country_name
from shop.users.models import Address, User

UNDO_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OneClick:
    """What a customer sees beside the button. Without `seen` there is no button:
    `missing` names what they have to do first ("address", "way", "phone"), and
    `problems` why it cannot be had."""

    wish: Wish
    offer: Offer | None = None
    address: Address | None = None
    seen: Seen | None = None
    spot: Spot | None = None
    missing: str = ""
    problems: Sequence[str] = ()

    @property
    def address_lines(self) -> list[str]:
        """Where it goes, as that country writes it."""
        assert self.address, "asked only where there is one"
        if self.spot:
            return self.spot.lines
        country = self.address.country
        fields = {**typed_address(self.address), "country": ""}
        name = country_name(country, get_language() or "en")
        return [*format_address(fields, country), name]


def one_click_for(
    wish: Wish, user: User, *, currency: str, now: datetime
) -> OneClick | None:
    """What `wish` would cost this customer, sent and paid in the usual way; None where
    it cannot be bought by one click at all."""
    lines = lines_for(wish, user)
    if not lines:
        return None
    if wish.line:
        wish = replace(wish, quantity=lines[0].quantity)
    address = Address.objects.filter(user=user, is_default=True).first()
    if address is None:
        return OneClick(wish, missing="address")

    offer = _offer(lines, address, user, currency=currency, now=now)
    problems, missing = offer.priced.problems, _missing(offer, address, user)
    if problems or missing:
        return OneClick(wish, offer, address, missing=missing, problems=problems)
    seen = _seen(wish, user, address, offer)
    option = offer.priced.option
    spot = (
        spot_called(seen.point, option.carrier_code, address.country)
        if option and seen.point
        else None
    )
    return OneClick(wish, offer, address, seen, spot)


def buy_now(seen: Seen, user: User, *, language: str, now: datetime) -> Order:
    """Order what was seen, once: a second click or another tab gets the same order.

    It becomes a cart of its own; the customer's own loses a line that was bought from
    it, and nothing else. Raises what `place_order` raises, and then nothing has
    happened.
    """
    placed = Order.objects.filter(cart__token=seen.token, user=user).first()
    if placed:
        return placed
    with transaction.atomic():
        address = _address_seen(seen, user)
        cart, is_new = Cart.objects.get_or_create(
            token=seen.token,
            defaults={
                "country": address.country,
                "currency": SeenTotal.read(seen.total).currency,
            },
        )
        if is_new:
            _fill(cart, seen.wish, user, now)
        details = _details(seen, address, user, language=language, now=now)
        order = place_order(cart, details=details, user=user, now=now)
        # only now: there is one open cart for each customer
        Cart.objects.filter(pk=cart.pk).update(user=user)
    return order


def _offer(
    lines: Sequence[CartLine],
    address: Address,
    user: User,
    *,
    currency: str,
    now: datetime,
) -> Offer:
    """Priced as if the lines were in a cart of their own."""
    held_by = {"token": lines[0].cart.token} if lines[0].cart_id else {}
    cart = Cart(
        pk=0,
        country=address.country,
        currency=price_list_for(address.country, currency).currency,
        **held_by,
    )
    choice = Choice(
        country=address.country,
        postcode=address.postcode,
        vat_number="",
        method_code=_usual_method(user),
        payment_code="",
        email=user.email,
        region=address.region,
    )
    offer = offer_for(cart, choice, now=now, owner=user.pk, lines=lines)
    option = offer.priced.option
    if option is None or not option.to_point or _point(option, address, user):
        return offer
    # no point is known: the next way that comes to the door
    door = next((each for each in offer.priced.options if not each.to_point), option)
    choice = replace(choice, method_code=door.code)
    return offer_for(cart, choice, now=now, owner=user.pk, lines=lines)


def _point(option: DeliveryOption | None, address: Address, user: User) -> str:
    """Where the customer usually collects it, "" where nobody knows."""
    if option is None or not option.to_point:
        return ""
    spot = remembered_spot(user.pk, option.carrier_code, address.country)
    return str(spot.id) if spot else ""


def _missing(offer: Offer, address: Address, user: User) -> str:
    option = offer.priced.option
    if option and option.to_point and not _point(option, address, user):
        return "point"
    if not offer.kept or not offer.kept[0].is_default:
        return "way"
    return "phone" if offer.needs_phone and not address.phone else ""


def _usual_method(user: User) -> str:
    """How the customer's last order travelled; the cheapest way is taken otherwise."""
    codes = Order.objects.filter(user=user).exclude(method_code="")
    return codes.order_by("-pk").values_list("method_code", flat=True).first() or ""


def _seen(wish: Wish, user: User, address: Address, offer: Offer) -> Seen:
    return Seen(
        wish=wish,
        cart=str(cart_token_for(wish, user)),
        address=address.pk,
        address_mark=mark_of(address),
        way=offer.payment_code,
        method=offer.method_code,
        point=_point(offer.priced.option, address, user),
        total=f"{offer.quote.currency} {offer.quote.total}",
    )


def _address_seen(seen: Seen, user: User) -> Address:
    address = Address.objects.filter(user=user, pk=seen.address).first()
    if address is None or mark_of(address) != seen.address_mark:
        raise OfferChanged(
            _("Your address has changed since you saw it. Nothing has been ordered.")
        )
    return address


def _details(
    seen: Seen, address: Address, user: User, *, language: str, now: datetime
) -> CheckoutDetails:
    typed = typed_address(address)
    return CheckoutDetails(
        email=user.email,
        phone=address.phone,
        language=language,
        shipping_address=typed,
        billing_address=typed,
        vat_number="",
        note="",
        method_code=seen.method,
        point=seen.point,
        payment_code=seen.way,
        total_seen=SeenTotal.read(seen.total),
        undo_until=now + UNDO_FOR,
    )


def _fill(cart: Cart, wish: Wish, user: User, now: datetime) -> None:
    lines = lines_for(wish, user)
    if not lines or (wish.line and lines[0].quantity != wish.quantity):
        raise OfferChanged(
            _("This has changed since you saw it. Nothing has been ordered.")
        )
    for line in lines:
        if wish.line:
            set_quantity(line, 0, now=now)
        CartLine.objects.create(
            cart=cart,
            variant=line.variant,
            quantity=line.quantity,
            personal=line.personal,
            personal_key=line.personal_key,
            kept_price=line.kept_price,
            kept_until=line.kept_until,
        )


def way_of(shown: OneClick) -> SavedMethod | None:
    """What it is paid with, for the page to name."""
    return shown.offer.kept[0] if shown.offer and shown.offer.kept else None
