"""The receipt of a withdrawal and the mails about a return; each safe to send twice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from shop.jobs.registry import job
from shop.merchant.models import Merchant
from shop.web.mail import send_mail
from support.returns.announcing import send_by
from support.returns.models import Return, ReturnEvent, Withdrawal


@job("withdrawal.receipt", attempts=None)
def send_receipt(withdrawal_id: int) -> None:
    """Content, date and time of a withdrawal, to keep."""
    known = Withdrawal.objects.select_related("order", "way_back")
    withdrawal = known.get(pk=withdrawal_id)
    if withdrawal.receipt_sent_at:
        return
    with override(withdrawal.language):
        url = settings.SITE_URL + withdrawal.get_absolute_url()
    send_mail(
        "withdrawal_receipt",
        to=withdrawal.email,
        language=withdrawal.language,
        context={**receipt_of(withdrawal), "receipt_url": url},
        message_id=f"withdrawal-{withdrawal.key}",
    )
    withdrawal.receipt_sent_at = timezone.now()
    withdrawal.save(update_fields=["receipt_sent_at"])


def receipt_of(withdrawal: Withdrawal) -> dict[str, Any]:
    """What page and mail say of a withdrawal."""
    back = Return.objects.filter(withdrawal=withdrawal).first()
    return {
        "withdrawal": withdrawal,
        "order": withdrawal.order,
        "lines": withdrawal.lines.select_related("line").order_by("pk"),
        "back": back,
        "send_by": send_by(back) if back else None,
    }


@job("return.mail", attempts=12)
def send_return_mail(event_id: int) -> None:
    """Tell the customer what has happened to a return, in their language."""
    event = ReturnEvent.objects.select_related("parent__order").get(pk=event_id)
    back = event.parent
    # of a withdrawal, the receipt has told it
    is_told = event.kind == Return.Status.ANNOUNCED and back.withdrawal_id is not None
    if event.mailed_at or (is_told and "label" not in event.data):
        return
    order = back.order
    with override(order.language):
        url = settings.SITE_URL + back.get_absolute_url()
    send_mail(
        "return_step",
        to=order.email,
        language=order.language,
        context={
            "back": back,
            "order": order,
            "event": event,
            "lines": back.lines.select_related("line").order_by("pk"),
            "return_url": url,
            "send_by": send_by(back),
            "return_to": Merchant.current().addressee,
        },
        message_id=f"return-event-{event.pk}",
    )
    event.mailed_at = timezone.now()
    event.save(update_fields=["mailed_at"])
