"""Gift cards of paid orders: issued by themselves, mailed on the chosen day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import override

from checkout.credit.cards import code_of, issue_gift_card
from checkout.gifts.models import SoldCard
from checkout.orders.models import Order, OrderEvent, OrderLine
from shop.jobs.queue import enqueue
from shop.jobs.registry import job, reader
from shop.web.mail import send_mail

# nobody is woken by a present
MORNING = time(8)


@reader
def issue_paid_cards() -> None:
    """Issue the cards of orders that were paid and have none yet."""
    lines = OrderLine.objects.filter(
        is_gift_card=True, cards=None, order__events__kind=OrderEvent.Kind.PAID
    ).exclude(order__status=Order.Status.CANCELLED)
    orders = lines.order_by("order").values_list("order", flat=True).distinct()
    for pk in orders[:200]:
        issue_cards(pk)


@transaction.atomic
def issue_cards(order_id: int) -> None:
    """Issue every card of a paid order, each once, whoever comes first."""
    # an order that is being cancelled gets none, and one that has some is not
    # cancelled without them
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.status == Order.Status.CANCELLED:
        return
    for line in order.lines.filter(is_gift_card=True).order_by("pk"):
        there = {*line.cards.values_list("number", flat=True)}
        for number in range(1, line.quantity + 1):
            if number not in there:
                _issue(order, line, number)


def _issue(order: Order, line: OrderLine, number: int) -> None:
    gift = line.gift
    account = issue_gift_card(
        # what was paid for it is what is on it
        amount=line.unit_price,
        currency=order.currency,
        by="shop",
        reason=order.number,
        valid_until=_valid_until(),
    )
    send_on = _day(gift.get("send_on", ""))
    card = SoldCard.objects.create(
        line=line,
        number=number,
        account=account,
        to=gift.get("recipient_email") or order.email,
        recipient_name=gift.get("recipient_name", "")[:150],
        message=gift.get("message", "")[:500],
        send_on=send_on,
        issued_at=timezone.now(),
    )
    is_today = send_on <= localdate()
    enqueue(
        "mail.gift_card",
        key=f"gift-card-{card.pk}",
        run_at=None if is_today else timezone.make_aware(_morning_of(send_on)),
        card_id=card.pk,
    )


@job("mail.gift_card", attempts=12)
def send_gift_card(*, card_id: int) -> None:
    """Send a card to whom it is for. Its Message-ID is the same at every try."""
    card = SoldCard.objects.select_related("line__order", "account").get(pk=card_id)
    if card.sent_at or card.voided_at:
        return
    order = card.line.order
    with override(order.language):
        balance_url = settings.SITE_URL + reverse("gift_card")
    send_mail(
        "gift_card",
        to=card.to,
        language=order.language,
        context={
            "card": card,
            "order": order,
            "amount": card.line.unit_price,
            "code": code_of(card.account),
            "balance_url": balance_url,
            "is_for_another": card.to != order.email,
        },
        message_id=f"gift-card-{card.pk}",
    )
    SoldCard.objects.filter(pk=card.pk).update(sent_at=timezone.now())
    if order.is_by_mail and not _waits(order):
        # a second run of this job, or of its neighbour's, may have said so
        with suppress(Order.MoveRefused):
            order.hand_over(by="shop")


def _waits(order: Order) -> bool:
    """Whether a card of the order is not sent yet."""
    return SoldCard.objects.filter(line__order=order, sent_at=None).exists()


def _day(text: str) -> date:
    """The chosen day, or today where none was chosen or it has gone by."""
    try:
        return max(date.fromisoformat(text), localdate())
    except ValueError:
        return localdate()


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING)


def _valid_until() -> date | None:
    years = settings.GIFT_CARD_YEARS
    today = localdate()
    return date(today.year + years, 12, 31) if years else None
