"""What a buyer has typed at the checkout, kept so that nothing is typed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language

from checkout.cart.models import Cart
from checkout.flow.fields import ADDRESS_KEYS, BILLING
from checkout.flow.points import POINT, SEARCH, SUGGESTED
from checkout.flow.pricing import Choice
from checkout.reminding.wishing import REMIND, drop_wish, keep_wish
from shop.places.countries import COUNTRIES
from shop.places.vat_numbers import BadVatNumber, check_vat_number
from shop.users.models import Address, User

Draft = dict[str, str]

# in a draft when the bill goes elsewhere; the page asks the other way round
OWN_BILLING = "own_billing"
SAME_ADDRESS = "same_address"

_KEPT = frozenset(
    (
        *ADDRESS_KEYS,
        *(BILLING + key for key in ADDRESS_KEYS),
        *("email", "phone", "vat_number", "note", "method", "payment", "keep", REMIND),
        *(POINT, SUGGESTED, SEARCH, "day", "instructions"),
    )
)
_LONGEST = 1000


def typed_in(posted: Mapping[str, str]) -> Draft:
    """What of a posted form is worth keeping: never anything about a card."""
    draft = {
        # PostgreSQL takes no NUL in JSON, and nobody types one
        name: posted[name].replace("\x00", "")[:_LONGEST]
        for name in sorted(_KEPT)
        if name in posted
    }
    if SAME_ADDRESS not in posted:
        draft[OWN_BILLING] = "yes"
    return draft


def keep_draft(cart: Cart, draft: Draft) -> None:
    """With the wish to be reminded of the cart, while its box is ticked."""
    # two carts that became one on logging in have lost the wish, not the tick
    if draft == cart.draft and REMIND not in draft:
        return
    was_to_remind = REMIND in cart.draft
    cart.draft = draft
    Cart.objects.filter(pk=cart.pk).update(draft=draft)
    if REMIND in draft:
        keep_wish(
            cart,
            email=draft.get("email", ""),
            language=get_language() or "en",
            now=timezone.now(),
        )
    elif was_to_remind:
        drop_wish(cart)


def first_draft(cart: Cart, user: User | None) -> Draft:
    """What the form begins with: what was typed before, else what we know."""
    return {**_known_of(user), **cart.draft}


def _known_of(user: User | None) -> Draft:
    if user is None:
        return {}
    known = {"email": user.email, "name": user.name}
    address = Address.objects.filter(user=user).order_by("-is_default", "-pk").first()
    if address is None:
        return known
    own = {key: getattr(address, key, "") for key in (*ADDRESS_KEYS, "phone")}
    return known | {key: value for key, value in own.items() if value}


def choice_of(draft: Draft, *, served: Sequence[str], cart: Cart) -> Choice:
    """What a draft says of the price; a country we do not serve counts as none."""
    country = _one_of(served, draft.get("country", ""), cart.country)
    return Choice(
        country=country,
        postcode=draft.get("postcode", ""),
        vat_number=_vat_number(draft, billing_country_of(draft, country)),
        method_code=draft.get("method", ""),
        payment_code=draft.get("payment", ""),
        email=draft.get("email", ""),
        region=draft.get("region", ""),
        day=_day(draft.get("day", "")),
    )


def billing_country_of(draft: Draft, country: str) -> str:
    """Where the bill goes; by default where the goods go."""
    if OWN_BILLING not in draft:
        return country
    return _one_of(sorted(COUNTRIES), draft.get("billing_country", ""), country)


def _one_of(known: Sequence[str], *wanted: str) -> str:
    return next((code for code in wanted if code in known), wanted[-1])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _vat_number(draft: Draft, country: str) -> str:
    try:
        return check_vat_number(country, draft.get("vat_number", ""))
    except BadVatNumber:
        return ""
