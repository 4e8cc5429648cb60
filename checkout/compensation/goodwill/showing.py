from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from checkout.compensation.goodwill.models import Goodwill
from checkout.credit.cards import code_of
from checkout.orders.models import Order

Cause = Goodwill.Cause
# said to the customer
WHY: dict[Cause, Any] = {
    Cause.LATE: _("Your order took longer than it should have. We are sorry."),
    Cause.DAMAGED: _("Something did not reach you whole. We are sorry."),
    Cause.WRONG: _("What came was not what you had ordered. We are sorry."),
    Cause.QUALITY: _("Something was not as good as it should be. We are sorry."),
    Cause.MISTAKE: _("We made a mistake with your order. We are sorry."),
    Cause.KINDNESS: _("For no reason but this: we are glad that you shop with us."),
}


@dataclass(frozen=True, slots=True)
class ShownGoodwill:
    """What was given, as the order's page shows it. `code` is a gift card's."""

    goodwill: Goodwill
    why: Any
    is_card: bool
    code: str


def goodwill_shown(order: Order) -> Sequence[ShownGoodwill]:
    given = order.goodwill.filter(status=Goodwill.Status.GIVEN)
    return [
        ShownGoodwill(
            goodwill=one,
            why=WHY[Cause(one.cause)],
            is_card=one.account.is_gift_card,
            code=code_of(one.account) if one.account.is_gift_card else "",
        )
        for one in given.select_related("account").order_by("pk")
        if one.account is not None
    ]
