from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from checkout.orders.models import Order, OrderEvent
from shop.jobs.queue import enqueue
from shop.jobs.registry import job, reader
from shop.web.mail import send_mail
from support.reviews.models import ReviewRequest

# whoever got a parcel longer ago than this is not asked any more
NEWS_FOR = timedelta(days=30)


@reader
def ask_for_reviews() -> None:
    """Claim delivered orders; their buyers are asked once, some days later."""
    news = OrderEvent.objects.filter(
        kind=OrderEvent.Kind.DELIVERED,
        at__gte=timezone.now() - NEWS_FOR,
        order__review_request=None,
    )
    for event in news.select_related("order").order_by("pk"):
        _claim(event.order, delivered_at=event.at)


@transaction.atomic
def _claim(order: Order, *, delivered_at: datetime) -> None:
    request, is_ours = ReviewRequest.objects.get_or_create(order=order)
    if is_ours and not _is_unwanted(order):
        enqueue(
            "review.request",
            key=f"review-request-{request.pk}",
            run_at=delivered_at + timedelta(days=settings.REVIEW_REQUEST_DAYS),
            request_id=request.pk,
        )


@job("review.request")
def send_request(request_id: int) -> None:
    """Ask the buyer for reviews, unless there is nothing to review or no wish to."""
    request = ReviewRequest.objects.select_related("order").get(pk=request_id)
    order = request.order
    lines = order.lines.filter(review=None)
    if request.sent_at or _is_unwanted(order) or not lines.exists():
        return
    with override(order.language):
        url = settings.SITE_URL + request.get_absolute_url()
    send_mail(
        "review_request",
        to=order.email,
        language=order.language,
        context={"review_url": url, "order": order, "lines": lines.order_by("pk")},
        message_id=f"review-request-{request.token}",
    )
    ReviewRequest.objects.filter(pk=request.pk).update(sent_at=timezone.now())


def refuse(request: ReviewRequest) -> None:
    """Note that this buyer wants no more such mails, for this order or a later one."""
    rows = ReviewRequest.objects.filter(pk=request.pk, refused_at=None)
    rows.update(refused_at=timezone.now())


def _is_unwanted(order: Order) -> bool:
    refusals = ReviewRequest.objects.exclude(refused_at=None)
    return refusals.filter(order__email__iexact=order.email).exists()
