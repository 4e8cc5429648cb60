from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from checkout.payments.models import PaymentMethod
from shop.web.pages import same_for_everybody
from shop.web.visitor import visitor_of
from support.pages.delivery import offers_to

PAGES = {
    "delivery": _("Delivery and costs"),
    "returns": _("Returns and withdrawal"),
    "payment": _("Payment"),
    "privacy": _("Privacy"),
    "terms": _("Terms of sale"),
    "imprint": _("Imprint"),
    "accessibility": _("Accessibility"),
}


@require_safe
@same_for_everybody
def page(request: HttpRequest, name: str) -> HttpResponse:
    """What the law and customers want to read, filled with the merchant's data."""
    if name not in PAGES:
        raise Http404
    context: dict[str, Any] = {
        "title": PAGES[name],
        "name": name,
        "pages": PAGES.items(),
    }
    if name == "delivery":
        context["delivery"] = offers_to(visitor_of(request), now=timezone.now())
    if name == "payment":
        ways = PaymentMethod.objects.filter(is_active=True)
        context["methods"] = ways.order_by("position", "pk")
    return render(request, f"support/pages/{name}.html", context)
