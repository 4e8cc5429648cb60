"""How long a carrier really takes: what was seen, with the table as prior."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

# the table speaks as loudly as so many parcels, until more have arrived
PRIOR_PARCELS = 20
EARLY, LATE = 0.10, 0.95
# what takes longer says something about that parcel, not about the carrier
MOST_DAYS = 30


def learned_days(
    seen: Mapping[int, int], *, days_min: int, days_max: int
) -> tuple[int, int]:
    """Within how many working days to expect a parcel, at least and at most.

    `seen` says how many parcels took how many days; the table's days are counted as
    PRIOR_PARCELS more, spread evenly. The bounds are percentiles (EARLY, LATE) of both
    together, by the nearest-rank method.
    """
    weights: Counter[int] = Counter()
    for days, parcels in seen.items():
        weights[min(days, MOST_DAYS)] += parcels * (days_max - days_min + 1)
    for days in range(days_min, days_max + 1):
        weights[days] += PRIOR_PARCELS
    return _percentile(weights, EARLY), _percentile(weights, LATE)


def _percentile(weights: Mapping[int, int], share: float) -> int:
    """The smallest number of days within which at least `share` have arrived."""
    wanted, reached = share * sum(weights.values()), 0
    for days in sorted(weights):
        reached += weights[days]
        if reached >= wanted:
            return days
    raise ValueError("Nothing was weighed")
