"""Leading a buyer on once the order stands: to the provider, or to the order's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from checkout.leaving.models import Visit
from checkout.leaving.noting import Trouble, note_paid, note_trouble
from checkout.orders.models import Order
from checkout.payments.models import Payment
from checkout.payments.owing import awaits_payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.starting import begin_payment


def wants_json(request: HttpRequest) -> bool:
    """Whether it was posted by a provider's script, which goes on by itself."""
    return request.headers.get("Accept", "").startswith("application/json")


def lead_on(request: HttpRequest, order: Order) -> HttpResponse:
    """Begin the payment that waits, and send the buyer where it goes on."""
    if not awaits_payment(order):
        return go_to(request, order.get_absolute_url())
    payment_page = reverse("order_payment", args=[order.token])
    payment = order.payments.filter(status__in=Payment.IN_PROGRESS).first()
    if payment is None:
        return go_to(request, payment_page)
    return _begin(request, payment, payment_page)


def _begin(request: HttpRequest, payment: Payment, payment_page: str) -> HttpResponse:
    return_url = request.build_absolute_uri(payment_page)
    try:
        begun = begin_payment(payment, return_url=return_url)
    except PaymentFailed as failure:
        if payment.order.cart_id:
            note_trouble(
                payment.order.cart_id,
                Trouble(Visit.Trouble.DECLINED, payment.provider),
            )
        messages.error(request, failure.message)
        return go_to(request, payment_page)
    if begun.client_secret and wants_json(request):
        return JsonResponse(
            {"client_secret": begun.client_secret, "return_url": return_url}
        )
    if begun.redirect_url or not begun.client_secret:
        if not begun.redirect_url and payment.order.cart_id:
            # by a transfer, or at the door: there is nothing more to do here
            note_paid(payment.order.cart_id)
        return go_to(request, begun.redirect_url or payment.order.get_absolute_url())
    if begun.status in {Payment.Status.CAPTURED, Payment.Status.AUTHORISED}:
        return go_to(request, payment.order.get_absolute_url())
    return go_to(request, payment_page)


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect, also for a script that cannot follow one to another page."""
    if wants_json(request):
        return JsonResponse({"redirect": url})
    return HttpResponseRedirect(url)
