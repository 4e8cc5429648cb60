"""What somebody wants to buy by one click, and what they were shown beside the button.

It travels in the form as one signed word of that customer's, so that nothing else is
ordered, paid or sent elsewhere than what was seen.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from catalog.products.models import PersonalField, Variant
from checkout.cart.models import CartLine
from checkout.flow.fields import ADDRESS_KEYS
from checkout.orders.models import Order, OrderLine
from shop.users.models import Address, User

_SALT = "checkout.one-click"


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of a variant, or a line of the customer's cart, or an order again."""

    variant: int | None = None
    quantity: int = 1
    line: int | None = None
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A wish, the cart it is to become, and what stood beside the button."""

    wish: Wish
    cart: str
    address: int
    address_mark: str
    way: str
    method: str
    total: str
    point: str = ""

    def signed_for(self, user: User) -> str:
        return signing.dumps(asdict(self), salt=f"{_SALT}-{user.pk}")

    @classmethod
    def read(cls, text: str, user: User) -> Seen | None:
        """What this very customer was shown, None for anything else."""
        try:
            told: dict[str, Any] = signing.loads(text, salt=f"{_SALT}-{user.pk}")
        except signing.BadSignature:
            return None
        return cls(**{**told, "wish": Wish(**told["wish"])})

    @property
    def token(self) -> uuid.UUID:
        return uuid.UUID(self.cart)


def cart_token_for(wish: Wish, user: User) -> uuid.UUID:
    """The cart a wish becomes: the same in every tab and at every reload, until the
    customer has ordered something."""
    last = Order.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)
    asked = json.dumps([user.pk, asdict(wish), last.first()], sort_keys=True)
    return uuid.UUID(bytes=salted_hmac(_SALT, asked, algorithm="sha256").digest()[:16])


def typed_address(address: Address) -> dict[str, str]:
    """A kept address with the keys of an order's."""
    return {key: getattr(address, key, "") for key in ADDRESS_KEYS}


def mark_of(address: Address) -> str:
    text = json.dumps([typed_address(address), address.phone], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def lines_for(wish: Wish, user: User) -> list[CartLine]:
    """What would be in the cart; nothing where the wish is not this customer's, or has
    to be asked about first."""
    if wish.line:
        return _with_goods(
            CartLine.objects.filter(
                pk=wish.line, cart__user=user, cart__closed_at=None
            ).select_related("cart")
        )
    if wish.order:
        return _with_goods(_again(wish.order, user))
    if wish.variant is None:
        return []
    if PersonalField.objects.filter(
        product__variants=wish.variant, is_required=True
    ).exists():
        return []
    return _with_goods(
        [CartLine(pk=-1, variant_id=wish.variant, quantity=wish.quantity)]
    )


def _again(order: int, user: User) -> list[CartLine]:
    """The same once more, at today's prices. What was made for somebody alone has to
    be asked for anew."""
    lines = OrderLine.objects.filter(order=order, order__user=user).order_by("pk")
    if any(line.personal for line in lines):
        return []
    quantities = Counter[int]()
    for line in lines:
        quantities[line.variant_id] += line.quantity
    return [
        CartLine(pk=-number, variant_id=variant, quantity=quantity)
        for number, (variant, quantity) in enumerate(quantities.items(), 1)
    ]


def _with_goods(lines: Iterable[CartLine]) -> list[CartLine]:
    """Lines with their variants; none of them where one is gone, or is a gift card,
    which is sent at once and cannot be undone."""
    wanted = list(lines)
    goods = Variant.objects.select_related("product").in_bulk(
        [line.variant_id for line in wanted]
    )
    for line in wanted:
        variant = goods.get(line.variant_id)
        if variant is None or variant.product.is_gift_card:
            return []
        line.variant = variant
    return wanted
