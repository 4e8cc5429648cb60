"""How what lies in a cart can be delivered, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.pricing.lists import price_list_for
from catalog.products.models import Variant
from catalog.stock.sourcing import places_for
from checkout.cart.models import Cart
from checkout.delivery.consignments import Consignment, consign
from checkout.delivery.offering import DeliveryOption, delivery_options
from checkout.delivery.rules import Place
from checkout.delivery.tariff import tariff
from checkout.delivery.words import cannot_be_sent
from checkout.discounts.models import CustomerGroup
from shop.places.countries import country_name

Goods = Sequence[tuple[Variant, int]]


def consignment_for(
    goods: Goods, cart: Cart, *, value: Decimal, country: str, buyer: int | None
) -> Consignment:
    """The goods with what rules ask about their buyer, and where they leave from."""
    quantities: Counter[int] = Counter()
    for variant, count in goods:
        quantities[variant.pk] += count
    return consign(
        goods,
        value=value,
        currency=price_list_for(country, cart.currency).currency,
        groups=groups_of(buyer),
        origins=places_for(quantities, destination=country, holder=cart.token),
    )


def groups_of(user_id: int | None) -> frozenset[int]:
    """Asked for only where a rule is about groups."""
    if user_id is None or not tariff().asks_for_groups:
        return frozenset()
    theirs = CustomerGroup.users.through.objects.filter(user=user_id)
    return frozenset(theirs.values_list("customergroup_id", flat=True))


def ways_to_deliver(
    goods: Consignment, place: Place, *, now: datetime
) -> tuple[DeliveryOption, ...]:
    if not goods.pieces:
        return ()
    return tuple(
        delivery_options(
            goods,
            country=place.country,
            postcode=place.postcode,
            region=place.region,
            now=now,
        )
    )


def delivery_problems(
    goods: Goods, option: DeliveryOption | None, country: str
) -> list[str]:
    """Why these goods cannot be delivered to a country, for the buyer."""
    if option is not None or not goods:
        return []
    titles = ((variant.product_id, str(variant.product)) for variant, _count in goods)
    barred = cannot_be_sent(titles, country)
    if barred:
        return barred
    name = country_name(country, get_language() or "en")
    return [_("We cannot deliver these goods to %(country)s.") % {"country": name}]
