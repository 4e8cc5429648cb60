"""Which pick-up points a buyer is shown, and which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checkout.delivery.offering import DeliveryOption
from checkout.delivery.points.spots import (
    MOST_SHOWN,
    Spot,
    is_known,
    nearest,
    spot_called,
    spots,
)
from checkout.orders.models import Order

POINT = "point"
SUGGESTED = "point_suggested"
SEARCH = "point_search"


@dataclass(frozen=True, slots=True)
class Points:
    """The points shown for a way of delivering, the chosen one among them."""

    shown: Sequence[Spot]
    chosen: Spot | None
    # the one we proposed; it gives way to a nearer one when the address changes
    suggested: str
    text: str
    total: int

    @property
    def key(self) -> str:
        return str(self.chosen.id) if self.chosen else ""


def points_for(
    option: DeliveryOption | None,
    draft: Mapping[str, str],
    *,
    country: str,
    user_id: int | None,
    is_posted: bool = False,
) -> Points | None:
    """None where nothing is collected. What was posted with the order stands."""
    if option is None or not option.to_point:
        return None
    carrier = option.carrier_code
    chosen = spot_called(draft.get(POINT, ""), carrier, country)
    was_proposed = chosen is not None and str(chosen.id) == draft.get(SUGGESTED, "")
    proposed = None
    if chosen is None or (was_proposed and not is_posted):
        proposed = _proposed(carrier, draft, country=country, user_id=user_id)
        chosen = None if is_posted else proposed
    found = nearest(
        spots(carrier, country),
        postcode=draft.get("postcode", ""),
        city=draft.get("city", ""),
        text=draft.get(SEARCH, ""),
    )
    return Points(
        shown=_with(chosen, found[:MOST_SHOWN]),
        chosen=chosen,
        suggested=str(proposed.id) if proposed and chosen == proposed else "",
        text=draft.get(SEARCH, ""),
        total=len(found),
    )


def remembered_spot(user_id: int | None, carrier: str, country: str) -> Spot | None:
    """Where the customer collected the last parcel of this carrier, if it is open."""
    if user_id is None:
        return None
    orders = Order.objects.filter(user=user_id, carrier_code=carrier, country=country)
    collected = orders.exclude(pickup_point={}).exclude(method_code="")
    last = collected.order_by("-pk").values_list("pickup_point", flat=True).first()
    return spot_called(str(last.get("id", "")), carrier, country) if last else None


def _proposed(
    carrier: str, draft: Mapping[str, str], *, country: str, user_id: int | None
) -> Spot | None:
    """The customer's usual one, else the nearest; none where we cannot tell."""
    among = spots(carrier, country)
    if len(among) == 1:
        return among[0]
    postcode, city = draft.get("postcode", ""), draft.get("city", "")
    usual = remembered_spot(user_id, carrier, country)
    if usual or not is_known(among, postcode=postcode, city=city):
        return usual
    near = nearest(among, postcode=postcode, city=city)
    return near[0] if near else None


def _with(chosen: Spot | None, found: list[Spot]) -> list[Spot]:
    """The chosen one is always there, first where the search does not find it."""
    if chosen is None or chosen in found:
        return found
    return [chosen, *found[: MOST_SHOWN - 1]]
