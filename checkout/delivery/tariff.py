"""The small tables of zones, methods and rates as plain values, kept in the cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.conf import settings

from checkout.delivery.models import (
    ClosedDay,
    Method,
    MethodRule,
    Rate,
    Restriction,
    Zone,
)
from checkout.delivery.postcodes import matches, plain
from checkout.delivery.promising import Terms
from checkout.delivery.rules import Barrier, Bounds, Place, Rule
from checkout.delivery.scopes import scope_of
from shop.kept.generation import kept


@dataclass(frozen=True, slots=True)
class Band:
    """A price and the weights and values it is for; bounds are half-open."""

    price: Decimal
    weight_from_g: int
    weight_until_g: int | None
    value_from: Decimal
    value_until: Decimal | None

    def covers(self, weight_g: int, value: Decimal) -> bool:
        return (
            self.weight_from_g <= weight_g
            and (self.weight_until_g is None or weight_g < self.weight_until_g)
            and self.value_from <= value
            and (self.value_until is None or value < self.value_until)
        )


@dataclass(frozen=True, slots=True)
class Service:
    """A delivery method with its rates; texts by language."""

    code: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    carrier_code: str
    terms: Terms
    currency: str
    free_from: Decimal | None
    needs_phone: bool
    bands: tuple[Band, ...]
    largest_parcel_g: int | None = None
    to_point: bool = False
    named_days: int = 0
    rules: tuple[Rule, ...] = ()
    # country -> within how many days parcels really came, at least and at most
    lead_times: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def terms_to(self, country: str) -> Terms:
        """The table's terms, with the carrier's days as they were learnt."""
        if country not in self.lead_times:
            return self.terms
        days_min, days_max = self.lead_times[country]
        return replace(self.terms, days_min=days_min, days_max=days_max)

    def rate_for(self, weight_g: int, value: Decimal) -> Decimal | None:
        """What a parcel costs; None when there is no rate for it."""
        prices = [b.price for b in self.bands if b.covers(weight_g, value)]
        return min(prices) if prices else None


@dataclass(frozen=True, slots=True)
class Area:
    """A zone: its countries, and which regions and postcodes in them belong to it."""

    name: str
    countries: frozenset[str]
    postcodes: tuple[str, ...]
    excluded_postcodes: tuple[str, ...]
    services: tuple[Service, ...]
    regions: frozenset[str] = frozenset()

    def reaches(self, place: Place) -> bool:
        if place.country not in self.countries:
            return False
        if self.regions and place.region.strip().casefold() not in self.regions:
            return False
        code = plain(place.postcode, place.country)
        if self.postcodes and not matches(code, self.postcodes, place.country):
            return False
        return not matches(code, self.excluded_postcodes, place.country)


@dataclass(frozen=True, slots=True)
class Tariff:
    areas: tuple[Area, ...]
    closed_days: frozenset[date]
    barriers: tuple[Barrier, ...] = ()

    def services_in(self, country: str) -> Iterator[tuple[Area, Service]]:
        for area in self.areas:
            if country in area.countries:
                yield from ((area, service) for service in area.services)

    @property
    def asks_for_groups(self) -> bool:
        """Whether any rule is about groups of customers."""
        return any(
            rule.groups
            for area in self.areas
            for service in area.services
            for rule in service.rules
        )


def tariff() -> Tariff:
    """Everything there is to know about delivery, without a query as a rule."""
    return kept("tariff", _read)


def _read() -> Tariff:
    zones = Zone.objects.order_by("position", "pk").prefetch_related(
        "methods__rates",
        "methods__lead_times",
        "methods__rules__categories",
        "methods__rules__tags",
        "methods__rules__groups",
        "methods__rules__locations",
    )
    days = ClosedDay.objects.values_list("day", flat=True)
    restrictions = Restriction.objects.filter(is_active=True).order_by("pk")
    related = restrictions.prefetch_related("categories", "tags", "products")
    return Tariff(
        tuple(_area(zone) for zone in zones),
        frozenset(days),
        tuple(_barrier(each) for each in related),
    )


def _area(zone: Zone) -> Area:
    methods = sorted(zone.methods.all(), key=lambda m: (m.position, m.pk))
    return Area(
        name=zone.name,
        regions=frozenset(str(each).strip().casefold() for each in zone.regions),
        countries=frozenset(zone.countries),
        postcodes=tuple(zone.postcodes),
        excluded_postcodes=tuple(zone.excluded_postcodes),
        services=tuple(_service(method) for method in methods if method.is_active),
    )


def _service(method: Method) -> Service:
    return Service(
        code=method.code,
        names=_texts(method, "name"),
        descriptions=_texts(method, "description"),
        carrier_code=method.carrier_code,
        terms=Terms(
            cutoff=method.cutoff,
            handling_days=method.handling_days,
            days_min=method.days_min,
            days_max=method.days_max,
            delivers_on_saturday=method.delivers_on_saturday,
        ),
        currency=method.currency,
        free_from=method.free_from,
        needs_phone=method.needs_phone,
        bands=tuple(_band(rate) for rate in method.rates.all()),
        largest_parcel_g=method.largest_parcel_g,
        to_point=method.to_point,
        named_days=method.named_days,
        rules=tuple(
            _rule(rule) for rule in sorted(method.rules.all(), key=lambda r: r.pk)
        ),
        lead_times={
            each.country: (each.days_min, each.days_max)
            for each in method.lead_times.all()
        },
    )


def _rule(rule: MethodRule) -> Rule:
    scope = scope_of(rule.categories.all(), (tag.pk for tag in rule.tags.all()))
    return Rule(
        name=rule.name,
        effect=rule.effect,
        amount=rule.amount,
        counts_when_free=rule.counts_when_free,
        weight_g=Bounds(rule.weight_from_g, rule.weight_until_g),
        volume_cm3=Bounds(rule.volume_from_cm3, rule.volume_until_cm3),
        value=Bounds(rule.value_from, rule.value_until),
        number=Bounds(rule.pieces_from, rule.pieces_until),
        products=scope.find() if scope else None,
        groups=frozenset(group.pk for group in rule.groups.all()),
        locations=frozenset(place.pk for place in rule.locations.all()),
        postcodes=tuple(rule.postcodes),
        weekdays=frozenset(rule.weekdays),
        hours=(rule.hour_from, rule.hour_until),
    )


def _barrier(restriction: Restriction) -> Barrier:
    scope = scope_of(
        restriction.categories.all(),
        (tag.pk for tag in restriction.tags.all()),
        (product.pk for product in restriction.products.all()),
    )
    return Barrier(
        name=restriction.name,
        countries=frozenset(restriction.countries),
        products=scope.find(),
        reasons=_texts(restriction, "reason"),
    )


def _band(rate: Rate) -> Band:
    return Band(
        price=rate.price,
        weight_from_g=rate.weight_from_g,
        weight_until_g=rate.weight_until_g,
        value_from=rate.value_from,
        value_until=rate.value_until,
    )


def _texts(row: Method | Restriction, field: str) -> dict[str, str]:
    fallback = getattr(row, f"{field}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}")
    return {
        code: getattr(row, f"{field}_{code}") or fallback or ""
        for code, _name in settings.LANGUAGES
    }
