"""Which orders have moved since a page looked last."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from checkout.orders.models import Order, OrderEvent
from checkout.parcels.models import TrackingEvent
from shop.web.live import Board, stream


def versions(orders: Collection[int]) -> dict[int, str]:
    """Order -> how much has happened to it and to its parcels."""
    news = OrderEvent.objects.filter(order__in=orders).values_list("order")
    seen = TrackingEvent.objects.filter(parcel__order__in=orders)
    told = dict(news.annotate(count=Count("pk")).order_by())
    stations = dict(
        seen.values_list("parcel__order").annotate(count=Count("pk")).order_by()
    )
    return {pk: f"{told.get(pk, 0)}.{stations.get(pk, 0)}" for pk in orders}


BOARD = Board(versions)


def live_address(order: Order) -> str:
    """Where a page hears of what has happened since now; "" where nothing streams."""
    if not settings.LIVE_URL:
        return ""
    query = urlencode({"after": versions([order.pk])[order.pk]})
    path = reverse("live_order", args=[order.token])
    return f"{settings.LIVE_URL}{path}?{query}"


async def live_order(request: HttpRequest, token: UUID) -> HttpResponseBase:
    pk = await Order.objects.filter(token=token).values_list("pk", flat=True).afirst()
    if pk is None:
        raise Http404
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return stream(request, BOARD, key=pk, after=after)
