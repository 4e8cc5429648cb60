"""What was charged when, and the prior price a reduction is announced from.

Directive 98/6/EC Art. 6a: the lowest price applied during the 30 days before the
reduction began; a percentage must be worked out from it (CJEU C-330/23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shop.money.amounts import round_money
from shop.money.currencies import step

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Change:
    """A price before offers, from a moment on. Everywhere in order of time."""

    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Reduction:
    """What an offer does to one price, from a moment until another (half-open)."""

    offer_id: int
    kind: str
    value: Decimal
    currency: str
    starts_at: datetime
    ends_at: datetime | None

    def applies_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment and (
            self.ends_at is None or moment < self.ends_at
        )

    def of(self, amount: Decimal) -> Decimal:
        """The reduced price: never above `amount`, never below the smallest coin."""
        if self.kind == "percent":
            reduced = amount * (100 - self.value) / 100
        elif self.kind == "amount":
            reduced = amount - self.value
        else:
            reduced = self.value
        smallest = step(self.currency)
        return min(amount, max(round_money(reduced, self.currency), smallest))


@dataclass(frozen=True, slots=True)
class Charged:
    """What was asked for at a moment, and by which reduction."""

    amount: Decimal
    reduction: Reduction | None


def best_of(
    amount: Decimal, reductions: Sequence[Reduction], moment: datetime
) -> Charged:
    """The lowest price that the reductions running at `moment` make of `amount`."""
    best = Charged(amount, None)
    for reduction in reductions:
        if reduction.applies_at(moment) and reduction.of(amount) < best.amount:
            best = Charged(reduction.of(amount), reduction)
    return best


def charged_at(
    changes: Sequence[Change], reductions: Sequence[Reduction], moment: datetime
) -> Charged | None:
    """What was charged at `moment`; None before the first price."""
    known = [change for change in changes if change.at <= moment]
    return best_of(known[-1].amount, reductions, moment) if known else None


def reduction_began(
    changes: Sequence[Change], reductions: Sequence[Reduction], now: datetime
) -> datetime | None:
    """When the reduction of `now` began; None when nothing is reduced.

    It goes on through an unbroken run of reductions as long as the same offer is
    the best or the price stays the same: one that follows at the same price is no
    new reduction. One at another price is, and then what was charged in the run
    counts among the prices before it, so that no chain of offers makes up a prior
    price.
    """
    present = charged_at(changes, reductions, now)
    if present is None or present.reduction is None:
        return None

    began = now
    for moment in reversed(_moments(changes, reductions, until=now)):
        earlier = charged_at(changes, reductions, moment)
        if earlier is None or not _goes_on(earlier, present):
            break
        began, present = moment, earlier
    return began


def lowest_before(
    changes: Sequence[Change], reductions: Sequence[Reduction], begins: datetime
) -> Decimal | None:
    """The lowest price charged during the 30 days before `begins`.

    The price carried into these days counts, and so do reductions applied in them;
    the one that begins at `begins` does not. None: nothing was charged yet.
    """
    opens = begins - WINDOW
    moments = [opens, *_moments(changes, reductions, until=begins)]
    charged = (
        charged_at(changes, reductions, moment)
        for moment in moments
        if opens <= moment < begins
    )
    return min((each.amount for each in charged if each), default=None)


def _goes_on(earlier: Charged, later: Charged) -> bool:
    if earlier.reduction is None or later.reduction is None:
        return False
    return (
        earlier.reduction.offer_id == later.reduction.offer_id
        or earlier.amount == later.amount
    )


def _moments(
    changes: Sequence[Change], reductions: Sequence[Reduction], *, until: datetime
) -> list[datetime]:
    """When what is charged may have changed, in order, up to `until`."""
    moments = {change.at for change in changes}
    moments |= {reduction.starts_at for reduction in reductions}
    moments |= {each.ends_at for each in reductions if each.ends_at is not None}
    return sorted(moment for moment in moments if moment <= until)
