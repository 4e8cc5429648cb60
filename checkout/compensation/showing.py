from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checkout.compensation.models import Breach, Compensation
from checkout.credit.cards import code_of
from checkout.orders.models import Order


@dataclass(frozen=True, slots=True)
class ShownCompensation:
    """What was given, as the order's page shows it. `code` is a gift card's."""

    given: Compensation
    code: str


@dataclass(frozen=True, slots=True)
class MadeGood:
    breach: Breach
    given: Sequence[ShownCompensation]


def made_good(order: Order) -> MadeGood | None:
    """What was given for the lateness of an order; None when nothing was."""
    rows = Compensation.objects.filter(breach__order=order)
    given = list(rows.select_related("breach", "account").order_by("pk"))
    if not given:
        return None
    return MadeGood(
        breach=given[0].breach,
        given=[
            ShownCompensation(
                given=one,
                code=code_of(one.account)
                if one.account is not None and one.way == Compensation.Way.CARD
                else "",
            )
            for one in given
        ],
    )
