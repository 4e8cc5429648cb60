"""What the shop can show for its promises, counted in its own books."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.utils.translation import get_language

from catalog.products.models import Manufacturer, Product
from checkout.orders.models import Order
from checkout.payments.models import LedgerEntry, Refund
from shop.places.countries import country_name
from support.contacts.models import Message

PERIOD = timedelta(days=365)
# fewer orders than this say more about chance than about us
ENOUGH_ORDERS = 20


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many orders arrived, and how many of them by the promised day."""

    orders: int
    in_time: int

    @property
    def is_telling(self) -> bool:
        return self.orders >= ENOUGH_ORDERS


@dataclass(frozen=True, slots=True)
class Voices:
    reviews: int
    average: Decimal


@dataclass(frozen=True, slots=True)
class Workshop:
    name: str
    address: str
    country: str
    products: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How long half of the cases took at most."""

    cases: int
    median: timedelta

    @property
    def is_telling(self) -> bool:
        return self.cases >= ENOUGH_ORDERS

    @property
    def hours(self) -> int:
        """Begun hours, at least one."""
        return max(1, math.ceil(self.median / timedelta(hours=1)))


@dataclass(frozen=True, slots=True)
class Evidence:
    punctuality: Punctuality
    answers: Pace
    refunds: Pace
    voices: Voices
    workshops: list[Workshop]


def evidence(*, now: datetime) -> Evidence:
    return Evidence(
        punctuality=_punctuality(since=now - PERIOD),
        answers=_answers(since=now - PERIOD),
        refunds=_refunds(since=now - PERIOD),
        voices=_voices(),
        workshops=_workshops(),
    )


def _punctuality(*, since: datetime) -> Punctuality:
    arrived = Order.objects.filter(
        status=Order.Status.DELIVERED, placed_at__gte=since
    ).annotate(arrived_at=Max("parcels__delivered_at"))
    counted: Mapping[str, int] = arrived.filter(arrived_at__isnull=False).aggregate(
        orders=Count("pk"),
        in_time=Count("pk", filter=Q(arrived_at__date__lte=F("promised_until"))),
    )
    return Punctuality(**counted)


def _answers(*, since: datetime) -> Pace:
    """From a message to its first answer."""
    answered = Message.objects.filter(created_at__gte=since, answered_at__isnull=False)
    spans = answered.values_list("created_at", "answered_at")
    return _pace(end - begin for begin, end in spans if end)


def _refunds(*, since: datetime) -> Pace:
    """From the decision to give money back until it left us."""
    booked = LedgerEntry.objects.filter(
        kind=LedgerEntry.Kind.REFUNDED,
        payment=OuterRef("payment"),
        reference=OuterRef("reference"),
    )
    done = (
        Refund.objects.filter(status=Refund.Status.DONE, created_at__gte=since)
        .exclude(reference="")
        .annotate(left_at=Subquery(booked.values("at")[:1]))
        .filter(left_at__isnull=False)
    )
    return _pace(
        end - begin for begin, end in done.values_list("created_at", "left_at")
    )


def _pace(taken: Iterable[timedelta]) -> Pace:
    times = sorted(max(each, timedelta(0)) for each in taken)
    middle = times[(len(times) - 1) // 2] if times else timedelta(0)
    return Pace(len(times), middle)


def _voices() -> Voices:
    sums = Product.objects.published().aggregate(
        reviews=Sum("review_count", default=0),
        points=Sum(F("rating") * F("review_count"), default=Decimal(0)),
    )
    count = sums["reviews"]
    return Voices(count, sums["points"] / count if count else Decimal(0))


def _workshops() -> list[Workshop]:
    language = get_language() or "en"
    makers = Manufacturer.objects.annotate(
        things=Count("products", filter=Q(products__is_published=True))
    )
    return [
        Workshop(
            name=maker.name,
            address=maker.postal_address,
            country=country_name(maker.country, language) if maker.country else "",
            products=maker.things,
        )
        for maker in makers.filter(things__gt=0).order_by("-things", "pk")
    ]
