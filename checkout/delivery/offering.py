from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

from catalog.stock.sourcing import Place
from checkout.delivery.consignments import Consignment
from checkout.delivery.judging import Charge, Priced, Refused, Why, barred, judge
from checkout.delivery.naming import days_to_name, named
from checkout.delivery.points.spots import spots
from checkout.delivery.promising import Promise, promise
from checkout.delivery.rules import Place as Destination
from checkout.delivery.tariff import Area, Service, Tariff, tariff
from shop.merchant.models import Merchant


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A way of delivering goods to a place, in the reader's language."""

    code: str
    name: str
    description: str
    carrier_code: str
    price: Decimal
    free_from: Decimal | None
    promise: Promise
    needs_phone: bool
    charges: tuple[Charge, ...] = ()
    parcels: int = 1
    to_point: bool = False
    # on which the buyer may have it, where there is a choice
    days: tuple[date, ...] = ()

    @property
    def is_collected(self) -> bool:
        """In our own shop or workshop."""
        return self.to_point and not self.carrier_code

    def on(self, day: date | None) -> DeliveryOption:
        """The same for a day of `days`; for any other, as it was."""
        if day is None or day not in self.days:
            return self
        return replace(self, promise=named(self.promise, day))


@dataclass(frozen=True, slots=True)
class Judged:
    """A method of the place: what it offers, or why it does not."""

    name: str
    zone: str
    option: DeliveryOption | None
    refused: Refused | None = None


def delivery_options(
    goods: Consignment,
    *,
    country: str,
    postcode: str = "",
    region: str = "",
    now: datetime,
) -> list[DeliveryOption]:
    """How `goods` can be delivered, the cheapest first, the faster of equals first;
    what the buyer has to come for stands last."""
    place = Destination(country, postcode, region)
    known = tariff()
    options = [
        _option(service, said, _promised(service, known, country, goods, now), known)
        for _area, service, said in _judged(known, goods, place, now)
        if isinstance(said, Priced)
    ]
    return sorted(
        options, key=lambda each: (each.is_collected, each.price, each.promise.latest)
    )


def judged_methods(
    goods: Consignment, place: Destination, *, now: datetime
) -> list[Judged]:
    """Every method of the country: what `delivery_options` offers, and why not the
    others."""
    known = tariff()
    judged = []
    for area, service, said in _judged(known, goods, place, now):
        name = _text(service.names) or service.code
        if isinstance(said, Refused):
            judged.append(Judged(name, area.name, None, said))
            continue
        promised = _promised(service, known, place.country, goods, now)
        judged.append(Judged(name, area.name, _option(service, said, promised, known)))
    return judged


def countries_served() -> list[str]:
    """The countries to which something can be sent."""
    return sorted(
        {c for area in tariff().areas if area.services for c in area.countries}
    )


def _judged(
    known: Tariff, goods: Consignment, place: Destination, now: datetime
) -> Iterator[tuple[Area, Service, Priced | Refused]]:
    at = _by_our_clock(now)
    stopped = barred(known.barriers, goods.products, place.country)
    names = ", ".join(sorted({barrier.name for barrier in stopped.values()}))
    for area, service in known.services_in(place.country):
        said = _unless_nowhere(
            judge(service, area, goods, place, at), service, place.country
        )
        if stopped and isinstance(said, Priced):
            said = Refused(Why.BARRED, names)
        yield area, service, said


def _unless_nowhere(
    said: Priced | Refused, service: Service, country: str
) -> Priced | Refused:
    """What is collected needs a place; from ours, VAT is that of our country."""
    if isinstance(said, Refused) or not service.to_point:
        return said
    if not service.carrier_code and country != Merchant.current().country:
        return Refused(Why.ABROAD)
    return said if spots(service.carrier_code, country) else Refused(Why.NO_POINT)


def _promised(
    service: Service, known: Tariff, country: str, goods: Consignment, now: datetime
) -> Promise:
    """Of goods that leave from several places, the last to arrive counts."""
    promises = [
        promise(
            _by_our_clock(now),
            terms=service.terms_to(country).until(origin.cutoff),
            origin=origin.country,
            destination=country,
            closed_days=known.closed_days,
            lead_time_days=goods.lead_time_days,
        )
        for origin in goods.origins or (Place(0, Merchant.current().country),)
    ]
    return max(promises, key=lambda each: (each.latest, each.earliest))


def _by_our_clock(now: datetime) -> datetime:
    return timezone.localtime(now, timezone.get_default_timezone())


def _option(
    service: Service, priced: Priced, promised: Promise, known: Tariff
) -> DeliveryOption:
    terms = service.terms_to(promised.inputs["destination"])
    return DeliveryOption(
        code=service.code,
        name=_text(service.names) or service.code,
        description=_text(service.descriptions),
        carrier_code=service.carrier_code,
        price=priced.price,
        free_from=service.free_from,
        promise=promised,
        needs_phone=service.needs_phone,
        charges=priced.charges,
        parcels=priced.parcels,
        to_point=service.to_point,
        days=days_to_name(promised, terms, known.closed_days, service.named_days),
    )


def _text(texts: Mapping[str, str]) -> str:
    return texts.get(get_language() or "en", "")
