"""Which event of an order is told by which mail, and how that mail is sent."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from checkout.invoices.models import Invoice
from checkout.invoices.printing import file_name, print_invoice
from checkout.notifications.models import Mailing
from checkout.orders.models import Order, OrderEvent
from checkout.parcels.models import Parcel
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import Instructions
from checkout.payments.providers.registry import provider_called
from checkout.payments.spending import paid_by_credit
from shop.jobs.queue import enqueue
from shop.jobs.registry import job, reader
from shop.places.addresses import format_address
from shop.web.mail import send_mail

Kind = OrderEvent.Kind
TEMPLATES = {
    Kind.PLACED: "order_placed",
    Kind.AUTHORISED: "order_secured",
    Kind.PAYMENT_REMINDER: "order_payment_reminder",
    Kind.PAID_IN_PART: "order_paid_in_part",
    Kind.PAID: "order_paid",
    Kind.CAPTURE_FAILED: "order_capture_failed",
    Kind.PAYMENT_FAILED: "order_payment_failed",
    Kind.PACKED: "order_packed",
    Kind.SENT: "order_sent",
    Kind.OUT_FOR_DELIVERY: "parcel_out_for_delivery",
    Kind.AT_PICKUP: "parcel_at_pickup",
    Kind.PICKUP_REMINDER: "parcel_pickup_reminder",
    Kind.DELAYED: "parcel_delayed",
    Kind.PARCEL_LOST: "parcel_lost",
    Kind.PARCEL_FOUND: "parcel_found",
    Kind.RETURNING: "parcel_returning",
    Kind.DELIVERED: "order_delivered",
    Kind.CANCELLED: "order_cancelled",
    Kind.PAID_LATE: "order_paid_late",
    Kind.REFUNDED: "order_refunded",
    Kind.READDRESSED: "order_readdressed",
    Kind.LINK_RENEWED: "order_link_renewed",
}
# what happened longer ago than this is no news (an import, a restored backup)
NEWS_FOR = timedelta(days=3)


@reader
def claim_order_mails() -> None:
    """Claim the events customers were not told of, and write the job of telling."""
    news = OrderEvent.objects.filter(
        kind__in=TEMPLATES, mailing=None, at__gte=timezone.now() - NEWS_FOR
    )
    # what a mail has told before, in other words
    news = news.exclude(data__has_key="is_quiet")
    # who was there when it failed has read it on the page
    at_once = Q(kind=Kind.PAYMENT_FAILED) & ~Q(data__has_key="is_late")
    news = news.exclude(at_once)
    for event in news.select_related("order").order_by("pk")[:500]:
        claim_mail(event)


@transaction.atomic
def claim_mail(event: OrderEvent) -> None:
    mailing, is_ours = Mailing.objects.get_or_create(
        event=event,
        defaults={"to": event.order.email, "template": TEMPLATES[Kind(event.kind)]},
    )
    if is_ours:
        enqueue("mail.order", mailing=mailing.pk)


@job("mail.order", attempts=12)
def send_order_mail(mailing: int) -> None:
    """Send a mailing. Its Message-ID is the same at every try."""
    entry = Mailing.objects.select_related("event__order").get(pk=mailing)
    if entry.sent_at:
        return
    order = entry.event.order
    invoice = _invoice_with(entry.event)
    with override(order.language):
        context = _context(order, entry.event)
    entry.subject = send_mail(
        entry.template,
        to=entry.to,
        language=order.language,
        context={**context, "invoice": invoice},
        message_id=f"order-event-{entry.event_id}",
        papers=[(file_name(invoice), print_invoice(invoice))] if invoice else (),
    )[:200]
    entry.sent_at = timezone.now()
    entry.save(update_fields=["subject", "sent_at"])


def _invoice_with(event: OrderEvent) -> Invoice | None:
    """What goes with the mail that the goods are on their way; gift cards have arrived
    by then. One that is not issued yet is found on the page of the order."""
    is_sent = event.kind == Kind.SENT
    if not is_sent and not (event.kind == Kind.DELIVERED and event.order.is_by_mail):
        return None
    return event.order.invoices.filter(kind=Invoice.Kind.INVOICE).first()


def _context(order: Order, event: OrderEvent) -> dict[str, object]:
    awaited = order.payments.filter(status__in=Payment.IN_PROGRESS).first()
    parcels = Parcel.objects.filter(pk=event.data.get("parcel"), order=order)
    return {
        "order": order,
        "event": event,
        "lines": order.lines.order_by("pk"),
        "offers": order.applied_offers.order_by("pk"),
        "coupon_off": order.coupon_discount,
        "order_url": settings.SITE_URL + order.get_absolute_url(),
        "pay_url": settings.SITE_URL + reverse("order_payment", args=[order.token]),
        "secured": order.payments.filter(captures_later=True).order_by("-pk").first(),
        "address": format_address(order.shipping_address, order.country),
        "parcel": parcels.select_related("carrier").first(),
        "awaited": awaited,
        "instructions": _instructions(awaited),
        "credit_parts": paid_by_credit(order),
    }


def _instructions(payment: Payment | None) -> Instructions | None:
    """How to pay, where the buyer still has to."""
    if payment is None:
        return None
    return provider_called(payment.provider).instructions(payment)
