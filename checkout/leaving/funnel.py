"""From visits to a funnel: how many came how far, and what stopped the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cause:
    """What was the last before somebody left: a trouble, else what delivery costs."""

    trouble: str = ""
    about: str = ""
    delivery_price: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Visits that went the same way."""

    step: int
    cause: Cause
    count: int


@dataclass(frozen=True, slots=True)
class Stage:
    """`reached` came to this step or further; `left` went no further."""

    step: int
    reached: int
    left: int
    # whole percent of those who came to the first step, and to the step before
    of_all: Decimal
    of_those_before: Decimal
    causes: Sequence[tuple[Cause, int]]


def funnel(groups: Iterable[Group], *, steps: Sequence[int]) -> list[Stage]:
    """The stages in order; whoever came to the last of them has not left."""
    groups = list(groups)
    stages: list[Stage] = []
    for step in steps:
        here = [group for group in groups if group.step == step]
        reached = sum(group.count for group in groups if group.step >= step)
        is_last = step == steps[-1]
        causes: Counter[Cause] = Counter()
        for group in here:
            causes[_last_met(group.cause)] += group.count
        stages.append(
            Stage(
                step=step,
                reached=reached,
                left=0 if is_last else sum(group.count for group in here),
                of_all=_share(reached, stages[0].reached if stages else reached),
                of_those_before=_share(
                    reached, stages[-1].reached if stages else reached
                ),
                causes=() if is_last else causes.most_common(),
            )
        )
    return stages


def _last_met(cause: Cause) -> Cause:
    return Cause(cause.trouble, cause.about) if cause.trouble else cause


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal(1)) if whole else Decimal(0)
