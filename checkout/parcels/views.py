from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from checkout.orders.models import Order
from checkout.parcels.live import live_address
from checkout.parcels.showing import is_moving, parcels_of


@require_safe
@never_cache
def parcels(request: HttpRequest, token: UUID) -> HttpResponse:
    """Where the parcels of an order are now: a fragment that the order page renews."""
    order = get_object_or_404(Order, token=token)
    if not request.headers.get("HX-Request"):
        return redirect(reverse("order", args=[token]) + "#parcels")
    live = live_address(order)
    shown = parcels_of(order)
    context = {
        "order": order,
        "parcels": shown,
        "is_moving": is_moving(shown),
        "live_address": live,
    }
    return render(request, "checkout/parcels.html", context)
