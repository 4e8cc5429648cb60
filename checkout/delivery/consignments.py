"""Goods to be sent, as far as delivery asks about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from catalog.products.models import Variant
from catalog.stock.sourcing import Place
from shop.money.amounts import ZERO

# a consignment of more is arranged by hand
MOST_PARCELS = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of one thing, each of this weight and size."""

    product: int
    weight_g: int
    quantity: int = 1
    volume_cm3: int = 0


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods to be sent: `value` is what they cost, offers taken off, before coupons,
    so that a coupon never makes delivery dearer. Without `pieces` it is one thing.
    `groups` are the buyer's, `origins` are where it leaves from (none: from us)."""

    weight_g: int
    value: Decimal
    currency: str
    lead_time_days: int = 0
    pieces: tuple[Piece, ...] = ()
    groups: frozenset[int] = frozenset()
    origins: tuple[Place, ...] = ()

    @property
    def number(self) -> int:
        return sum(piece.quantity for piece in self.pieces) or 1

    @property
    def volume_cm3(self) -> int:
        return sum(piece.volume_cm3 * piece.quantity for piece in self.pieces)

    @property
    def products(self) -> frozenset[int]:
        return frozenset(piece.product for piece in self.pieces)


def consign(
    goods: Iterable[tuple[Variant, int]],
    *,
    value: Decimal = ZERO,
    currency: str,
    groups: frozenset[int] = frozenset(),
    origins: tuple[Place, ...] = (),
) -> Consignment:
    """So many of each variant, in one consignment."""
    listed = list(goods)
    pieces = tuple(
        Piece(variant.product_id, variant.weight_g, quantity, volume_of(variant))
        for variant, quantity in listed
    )
    return Consignment(
        weight_g=sum(piece.weight_g * piece.quantity for piece in pieces),
        value=value,
        currency=currency,
        lead_time_days=max((v.product.lead_time_days for v, _ in listed), default=0),
        pieces=pieces,
        groups=groups,
        origins=origins,
    )


def volume_of(variant: Variant) -> int:
    """In whole cubic centimetres, rounded up."""
    mm3 = variant.length_mm * variant.width_mm * variant.height_mm
    return -(-mm3 // 1000)


def parcels_of(goods: Consignment, largest_g: int | None) -> list[int] | None:
    """The weights of the parcels in which `goods` travel, the heaviest pieces packed
    first, each into the first parcel with room; None where they do not go in."""
    if largest_g is None or goods.weight_g <= largest_g:
        return [goods.weight_g]
    pieces = goods.pieces or (Piece(0, goods.weight_g),)
    if max(piece.weight_g for piece in pieces) > largest_g:
        return None
    if goods.weight_g > largest_g * MOST_PARCELS:
        return None
    parcels: list[int] = []
    for piece in sorted(pieces, key=lambda each: -each.weight_g):
        _pack(piece, parcels, largest_g)
        if len(parcels) > MOST_PARCELS:
            return None
    return parcels


def _pack(piece: Piece, parcels: list[int], largest_g: int) -> None:
    left = piece.quantity
    if not piece.weight_g:
        return
    for number, weight in enumerate(parcels):
        fits = min((largest_g - weight) // piece.weight_g, left)
        parcels[number] += fits * piece.weight_g
        left -= fits
    full, rest = divmod(left, largest_g // piece.weight_g)
    parcels += [largest_g // piece.weight_g * piece.weight_g] * full
    if rest:
        parcels.append(rest * piece.weight_g)
