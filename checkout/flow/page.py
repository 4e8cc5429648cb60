"""The checkout page: the form, and what it comes to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.forms import BoundField
from django.utils.translation import get_language

from checkout.cart.models import Cart
from checkout.delivery.offering import countries_served
from checkout.delivery.points.spots import spots
from checkout.flow.details import CheckoutDetails, SeenTotal
from checkout.flow.drafts import OWN_BILLING, Draft, billing_country_of, choice_of
from checkout.flow.fields import BILLING
from checkout.flow.forms import Asked, CheckoutForm
from checkout.flow.points import Points, points_for
from checkout.flow.pricing import Choice, Offer, offer_for
from shop.places.countries import COUNTRIES

# what is chosen, not typed, has no field of its own to put anew
CHOICES = (
    *("country", "billing_country", "method", "payment", "remind"),
    *("point", "day"),
)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    cart: Cart
    choice: Choice
    offer: Offer
    form: CheckoutForm
    points: Points | None = None

    def checked_field(self, name: str) -> BoundField | None:
        """One field with what is wrong about it; the others are left in peace."""
        if name not in self.form.fields or name in CHOICES:
            return None
        initial = {key: str(value) for key, value in self.form.initial.items()}
        return CheckoutForm(initial, asked=self.form.asked)[name]

    def marks(self) -> dict[str, str]:
        """What each part of the page was made from. The page posts them back, so that
        only what has changed is put anew and nobody's typing is disturbed."""
        asked, priced, quote = self.form.asked, self.offer.priced, self.offer.quote
        made_from = {
            "address": (asked.country, asked.billing_country, asked.has_own_billing),
            "credit": [
                (purse.key, purse.balance, purse.is_used, purse.problem)
                for purse in priced.purses
            ],
            "delivery": (
                [(o.code, o.price, o.promise.latest) for o in priced.options],
                asked.needs_parcel,
                self.offer.is_delivery_free,
                self.points,
                option.days if (option := priced.option) else (),
            ),
            "phone": asked.needs_phone,
            "ways": (
                [(way.code, way.fee) for way in self.offer.ways],
                [way.code for way in self.offer.saved_ways],
                self.offer.can_keep,
                quote.to_pay == 0,
            ),
            "summary": (quote, self.offer.method_code, priced.problems),
        }
        return {part: _digest(repr(facts)) for part, facts in made_from.items()}

    @property
    def is_by_mail(self) -> bool:
        """Gift cards alone: nothing is delivered."""
        return not self.form.asked.needs_parcel

    @property
    def total_to_see(self) -> str:
        """What is posted with the button, so that nobody pays more than they saw."""
        quote = self.offer.quote
        seen = f"{quote.currency} {quote.total}"
        return f"{seen} {quote.to_pay}" if quote.tenders else seen


def checkout_page(
    cart: Cart, draft: Draft, *, now: datetime, is_checked: bool = False
) -> CheckoutPage:
    """The page for what has been typed so far; `is_checked` shows what is wrong."""
    served = countries_served()
    choice = choice_of(draft, served=served, cart=cart)
    offer = offer_for(cart, choice, now=now)
    option = offer.priced.option
    points = points_for(
        option,
        draft,
        country=choice.country,
        user_id=cart.user_id,
        is_posted=is_checked,
    )
    asked = Asked(
        country=choice.country,
        billing_country=billing_country_of(draft, choice.country),
        countries=sorted({*served, choice.country}),
        billing_countries=sorted(COUNTRIES),
        methods=[option.code for option in offer.priced.options],
        payments=[way.code for way in offer.saved_ways]
        + [way.code for way in offer.ways],
        needs_phone=offer.needs_phone,
        has_own_billing=OWN_BILLING in draft,
        needs_parcel=offer.needs_parcel or not offer.lines,
        is_covered=offer.is_covered,
        points=[str(each.id) for each in spots(option.carrier_code, choice.country)]
        if option and option.to_point
        else None,
        days=[day.isoformat() for day in option.days] if option else (),
    )
    shown = {
        "country": choice.country,
        "billing_country": asked.billing_country,
        "method": offer.method_code,
        "payment": offer.payment_code,
        **({"point": points.key} if points else {}),
        **draft,
    }
    form = CheckoutForm(shown if is_checked else None, asked=asked, initial=shown)
    return CheckoutPage(cart, choice, offer, form, points)


def details_from(form: CheckoutForm, *, total_seen: SeenTotal) -> CheckoutDetails:
    """What a valid form says."""
    cleaned = form.cleaned_data
    shipping = form.address()
    own_billing = form.asked.has_own_billing
    return CheckoutDetails(
        email=cleaned["email"],
        phone=cleaned.get("phone", ""),
        language=get_language() or "en",
        shipping_address=shipping,
        billing_address=form.address(BILLING) if own_billing else shipping,
        vat_number=cleaned.get("vat_number", ""),
        note=cleaned["note"],
        method_code=cleaned.get("method", ""),
        payment_code=cleaned.get("payment", ""),
        total_seen=total_seen,
        point=cleaned.get("point", ""),
        day=date.fromisoformat(cleaned["day"]) if cleaned.get("day") else None,
        instructions=cleaned.get("instructions", ""),
        keeps=cleaned["keep"],
    )
