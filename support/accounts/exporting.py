from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict

from checkout.credit.models import CreditEntry
from checkout.orders.models import Order
from checkout.reminding.models import ReminderWish
from shop.users.models import User
from support.accounts.orders import orders_of
from support.contacts.models import Message
from support.reviews.models import Review

_ORDER_FIELDS = (
    "number", "status", "email", "name", "phone", "language", "country", "currency",
    "shipping_address", "billing_address", "vat_number", "customer_note", "goods",
    "discount", "shipping", "fee", "vat", "total", "method_name", "promised_from",
    "promised_until", "payment_method", "placed_at",
)  # fmt: skip
_LINE_FIELDS = (
    "title",
    "sku",
    "personal",
    "quantity",
    "unit_price",
    "gross",
    "vat_rate",
)
_ENTRY_FIELDS = ("kind", "amount", "reason", "at")
_REVIEW_FIELDS = ("score", "title", "body", "author", "language", "created_at", "reply")
_MESSAGE_FIELDS = (
    "name", "email", "language", "subject", "order_number", "body", "answer",
    "created_at", "answered_at",
)  # fmt: skip


def data_of(user: User) -> dict[str, Any]:
    """All that is kept about a user, in words of their own file (GDPR Art. 15, 20)."""
    reviews = Review.objects.filter(order_line__order__user=user)
    entries = CreditEntry.objects.filter(account__user=user)
    messages = Message.objects.filter(email__iexact=user.email)
    return {
        "profile": {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined_at": user.joined_at,
        },
        "addresses": [
            model_to_dict(address, exclude=("id", "user"))
            for address in user.addresses.order_by("pk")
        ],
        "orders": [_order(order) for order in _whole(orders_of(user))],
        "store_credit": list(
            entries.order_by("pk").values("account__currency", *_ENTRY_FIELDS)
        ),
        "reviews": list(reviews.order_by("pk").values(*_REVIEW_FIELDS)),
        "reminders_of_carts": list(
            ReminderWish.objects.filter(
                Q(email__iexact=user.email) | Q(cart__user=user)
            )
            .order_by("pk")
            .values("email", "language", "agreed_at")
        ),
        "messages": list(messages.order_by("pk").values(*_MESSAGE_FIELDS)),
    }


def _whole(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.prefetch_related("events")


def _order(order: Order) -> dict[str, Any]:
    return {
        **_fields(order, _ORDER_FIELDS),
        "lines": [_fields(line, _LINE_FIELDS) for line in order.lines.all()],
        "events": [_fields(event, ("kind", "at")) for event in order.events.all()],
    }


def _fields(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
