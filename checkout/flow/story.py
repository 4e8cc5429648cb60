"""An order's story in words: what has happened, what happens next, by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from checkout.orders.models import Order, OrderEvent
from checkout.orders.refusals import CAME_BACK
from checkout.payments.models import Payment
from checkout.payments.providers.registry import provider_called
from shop.templatetags.dates import day, day_range, day_time
from shop.templatetags.money import money

Status = Order.Status
_HELD_UP = (
    OrderEvent.Kind.DELAYED,
    OrderEvent.Kind.AT_PICKUP,
    OrderEvent.Kind.PARCEL_LOST,
    OrderEvent.Kind.PARCEL_FOUND,
    OrderEvent.Kind.RETURNING,
)
_EXPECTED = ("expected_from", "expected_until")


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to the buyer, as the timeline shows it."""

    title: str
    text: str = ""
    at: datetime | None = None
    is_done: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    headline: str
    next_step: str
    steps: tuple[Step, ...]


def story_of(
    order: Order,
    *,
    events: Sequence[OrderEvent],
    payment: Payment | None,
    now: datetime,
    turned_back: bool = False,
) -> Story:
    """`payment` is the latest one; `turned_back` says that a parcel is not taken in."""
    turned_back = turned_back and order.status == Status.SENT
    last_words = _paid_late(order, events) or _came_back(order, events)
    undone = _may_be_undone(order) if order.can_be_undone(now) else ""
    return Story(
        headline=_turned_back() if turned_back else _headline(order),
        next_step=last_words
        or (_asks_what_to_do() if turned_back else "")
        or undone
        or _held_up(order, events)
        or _next_step(order, payment),
        steps=_steps(order, {event.kind: event for event in events}),
    )


def _headline(order: Order) -> str:
    if order.is_by_mail and order.status == Status.DELIVERED:
        return _("Your gift cards have been sent")
    return {
        Status.PLACED: _("We have your order and wait for the payment"),
        Status.CONFIRMED: _("Your order is confirmed"),
        Status.PACKED: _("Your order is packed"),
        Status.SENT: _("Your order is on its way"),
        Status.DELIVERED: _("Your order has been delivered"),
        Status.CANCELLED: _("This order has been cancelled"),
    }[Status(order.status)]


def _turned_back() -> str:
    return _("Your parcel is coming back to us")


def _asks_what_to_do() -> str:
    return _(
        "It could not be handed over. Do you still want it? Write to us, and we send it"
        " again. Otherwise the order ends when the parcel is here."
    )


def _came_back(order: Order, events: Sequence[OrderEvent]) -> str:
    """The end of an order whose parcel nobody took in."""
    ends = [event for event in events if event.kind == OrderEvent.Kind.CANCELLED]
    if order.status != Status.CANCELLED or not ends:
        return ""
    if ends[-1].data.get("reason") != CAME_BACK:
        return ""
    if ends[-1].data.get("was_paid"):
        return _("Its parcel came back to us. What was paid goes back to you.")
    return _("Its parcel came back to us. You owe us nothing for it.")


def _may_be_undone(order: Order) -> str:
    """Nobody packs what one click may still take back."""
    if order.status != Status.CONFIRMED or order.is_by_mail:
        return ""
    taken_back = _(
        "One click can still take it back until %(moment)s. Then we pack it."
    )
    arrives = _("It will be with you %(range)s.")
    return " ".join(
        (
            taken_back % {"moment": day_time(order.undo_until)},
            arrives % {"range": day_range(order.promised_from, order.promised_until)},
        )
    )


def _paid_late(order: Order, events: Sequence[OrderEvent]) -> str:
    """What becomes of money that came after the order had ended."""
    late = [event for event in events if event.kind == OrderEvent.Kind.PAID_LATE]
    if order.status != Status.CANCELLED or not late:
        return ""
    amount = money(late[-1].data["amount"], order.currency)
    if late[-1].data["is_sold_out"]:
        return _(
            "Your payment came after the time we could keep the goods, and they have"
            " been sold. We are giving %(amount)s back to you; there is nothing you"
            " have to do."
        ) % {"amount": amount}
    return _(
        "Your payment came after this order was cancelled. We are giving %(amount)s"
        " back to you; there is nothing you have to do."
    ) % {"amount": amount}


def _held_up(order: Order, events: Sequence[OrderEvent]) -> str:
    """What has come between an order that was sent and its buyer."""
    news = [event for event in events if event.kind in _HELD_UP]
    if order.status != Status.SENT or not news:
        return ""
    last = news[-1]
    if last.kind == OrderEvent.Kind.DELAYED:
        days = (date.fromisoformat(last.data[name]) for name in _EXPECTED)
        return _(
            "We are sorry: it comes later than we promised. By what we know now, it"
            " will be with you %(range)s."
        ) % {"range": day_range(*days)}
    return {
        OrderEvent.Kind.AT_PICKUP: _("Your parcel waits for you at the pick-up point."),
        OrderEvent.Kind.PARCEL_LOST: _(
            "We fear that a parcel is lost. We look for it with the carrier."
        ),
        OrderEvent.Kind.PARCEL_FOUND: _("The lost parcel is found and on its way."),
        OrderEvent.Kind.RETURNING: _(
            "A parcel could not be handed over and comes back to us."
        ),
    }[OrderEvent.Kind(last.kind)]


def _next_step(order: Order, payment: Payment | None) -> str:
    if order.status == Status.PLACED:
        return _waiting_for(payment)
    if order.is_by_mail and order.status == Status.CONFIRMED:
        return _("Your gift cards come by e-mail, and stand on this page.")
    sentences = {
        Status.CONFIRMED: _("We pack it now. It will be with you %(range)s."),
        Status.PACKED: _("The carrier takes it next: it is with you %(range)s."),
        Status.SENT: _("It will be with you %(range)s."),
        Status.CANCELLED: _("Nothing will be sent. What was paid goes back to you."),
        Status.DELIVERED: "",
    }
    return sentences[Status(order.status)] % {
        "range": day_range(order.promised_from, order.promised_until)
    }


def _waiting_for(payment: Payment | None) -> str:
    if payment is None or not payment.is_in_progress:
        return _("Nothing has been paid yet. Choose how you want to pay.")
    if payment.is_processing:
        return _(
            "Your bank is carrying out the payment, which can take some working days. "
            "Nothing is left for you to do: we write as soon as the money is here."
        )
    if payment.due_at is None:
        return _("We are waiting for the payment.")
    if provider_called(payment.provider).is_remote:
        return _("We keep the goods for you until %(moment)s. Please pay by then.") % {
            "moment": day_time(payment.due_at)
        }
    return _send_by(payment)


def _send_by(payment: Payment) -> str:
    if payment.pay_by and payment.pay_by < timezone.localdate():
        return _(
            "The money was due by %(day)s and is not here yet. We keep the goods for"
            " you until %(end)s."
        ) % {"day": day(payment.pay_by), "end": day(payment.kept_until)}
    return _(
        "Please send the money by %(day)s. We pack your order as soon as it arrives."
    ) % {"day": day(payment.pay_by or payment.due_at)}


def _steps(order: Order, last: dict[str, OrderEvent]) -> tuple[Step, ...]:
    path = [
        (OrderEvent.Kind.PLACED, _("Ordered")),
        (OrderEvent.Kind.CONFIRMED, _("Confirmed")),
        (OrderEvent.Kind.PACKED, _("Packed")),
        (OrderEvent.Kind.SENT, _("Handed to the carrier")),
        (OrderEvent.Kind.DELIVERED, _("Delivered")),
    ]
    if order.is_by_mail:
        path = [path[0], path[1], (OrderEvent.Kind.DELIVERED, _("Sent by e-mail"))]
    if order.status == Status.CANCELLED:
        path = [(kind, title) for kind, title in path if kind in last]
        path.append((OrderEvent.Kind.CANCELLED, _("Cancelled")))
    texts = {OrderEvent.Kind.DELIVERED: _promised(order)}
    # a step that was skipped lies behind whoever has come further
    reached = max((i for i, (kind, _t) in enumerate(path) if kind in last), default=0)
    return tuple(
        Step(
            title=title,
            at=last[kind].at if kind in last else None,
            is_done=i <= reached,
            is_current=i == reached,
            text="" if kind in last else texts.get(kind, ""),
        )
        for i, (kind, title) in enumerate(path)
    )


def _promised(order: Order) -> str:
    if order.is_by_mail:
        return ""
    if order.status == Status.PLACED:
        return _("promised for %(range)s, if the money is here today") % {
            "range": day_range(order.promised_from, order.promised_until)
        }
    return _("promised for %(range)s") % {
        "range": day_range(order.promised_from, order.promised_until)
    }
