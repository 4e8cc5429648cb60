"""A past for the prices of the demo shop, the same whenever it is made up."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

POUNDS_PER_EURO = Decimal("0.86")
_OLDEST = timedelta(days=430)
_NEWEST = timedelta(days=3)


def published_at(slug: str, now: datetime) -> datetime:
    """When a product came into the shop; every fourth one is fairly new."""
    chance = random.Random(slug)  # noqa: S311 - no secret
    if chance.random() < 0.25:
        age = chance.uniform(_NEWEST.days, 45)
    else:
        age = chance.uniform(60, _OLDEST.days)
    return now - timedelta(days=age)


def price_history(
    sku: str, amount: Decimal, *, since: datetime, now: datetime
) -> list[tuple[datetime, Decimal]]:
    """What a variant has cost, oldest first; the last entry is what it costs now."""
    chance = random.Random(sku)  # noqa: S311 - no secret
    days = (now - since).days
    history = [(since, amount)]
    if days > 200 and chance.random() < 0.7:
        cheaper = _nice(amount * Decimal("0.92"))
        history = [(since, cheaper), (now - timedelta(days=days // 2), amount)]
    if days > 60 and chance.random() < 0.25:
        # a try at another price some weeks ago: the 30-day low shows it
        tried = _nice(amount * Decimal("0.95"))
        began = now - timedelta(days=chance.randint(24, 33))
        history += [(began, tried), (began + timedelta(days=6), amount)]
    return history


def in_pounds(euros: Decimal) -> Decimal:
    return _nice(euros * POUNDS_PER_EURO)


def _nice(amount: Decimal) -> Decimal:
    """To half units, as price tags have it."""
    return (amount * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2
