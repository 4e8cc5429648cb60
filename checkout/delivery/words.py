"""What is said about delivery that is not offered, and about the parts of a price."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from checkout.delivery.judging import Charge, Kind, Refused, Why, barred
from checkout.delivery.rules import Barrier
from checkout.delivery.tariff import tariff
from shop.languages.writing import own_digits
from shop.places.countries import country_name


def reason_of(refused: Refused, country: str) -> str:
    """Why a method is not offered, for staff."""
    name = country_name(country, get_language() or "en")
    words = {
        Why.PLACE: _(
            "This postcode or region does not belong to the zone “%(about)s”."
        ),
        Why.CURRENCY: _("It has prices in %(about)s only."),
        Why.BARRED: _("Something in it cannot be sent to %(country)s: %(about)s."),
        Why.RULE_NOT: _(
            "The rule “%(about)s” is fulfilled, and it is not offered then."
        ),
        Why.RULE_ONLY: _(
            "The rule “%(about)s” is not fulfilled, and it is offered only then."
        ),
        Why.TOO_LARGE: _(
            "The goods do not fit into its parcels: the largest weighs %(about)s g."
        ),
        Why.NO_POINT: _("There is no open pick-up point in %(country)s."),
        Why.ABROAD: _("Goods are collected in our own country only."),
        Why.NO_RATE: _("It has no rate for this weight and value."),
    }
    return words[refused.why] % {"about": refused.about, "country": name}


def words_of(charge: Charge) -> str:
    """What a part of the price is, for staff."""
    match charge.kind:
        case Kind.FREE:
            return _("Free from this value of the goods on")
        case Kind.SURCHARGE:
            return charge.name
    count = own_digits(str(charge.count), get_language() or "en")
    return ngettext(
        "Rate for %(count)s parcel", "Rate for %(count)s parcels", charge.count
    ) % {"count": count}


def why_barred(product: int, country: str) -> str:
    """Why a product cannot be sent to a country, for its buyer; "" where it can."""
    found = barred(tariff().barriers, [product], country).get(product)
    return _reason(found) if found else ""


def cannot_be_sent(titles: Iterable[tuple[int, str]], country: str) -> list[str]:
    """A sentence for each of (product, title) that cannot go to a country."""
    named = dict(titles)
    name = country_name(country, get_language() or "en")
    stopped = barred(tariff().barriers, named, country)
    sentence = _("“%(title)s” cannot be sent to %(country)s.")
    return [
        " ".join(
            filter(
                None,
                (sentence % {"title": title, "country": name}, _reason(stopped[pk])),
            )
        )
        for pk, title in named.items()
        if pk in stopped
    ]


def _reason(barrier: Barrier) -> str:
    return barrier.reasons.get(get_language() or "en", "")
