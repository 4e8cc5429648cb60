from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.products.models import Product
from checkout.payments.models import PaymentMethod
from shop.web.pages import same_for_everybody
from shop.web.texts import columns
from shop.web.visitor import visitor_of
from support.pages.delivery import offers_to
from support.pages.evidence import evidence
from support.pages.models import Page


@require_safe
@same_for_everybody
def page(request: HttpRequest, name: str) -> HttpResponse:
    """What the law and customers want to read, filled with the merchant's data."""
    if name not in Page.Name:
        raise Http404
    own = Page.objects.filter(name=name).first()
    context: dict[str, Any] = {
        "title": Page.Name(name).label,
        "name": name,
        "pages": Page.Name.choices,
        "own": own,
    }
    if name in FACTS:
        context |= FACTS[name](request, own)
    return render(request, f"support/pages/{name}.html", context)


def _values(request: HttpRequest, own: Page | None) -> dict[str, Any]:
    quoted = own.products.published() if own else Product.objects.none()
    return {
        "evidence": evidence(now=timezone.now()),
        "quoted": quoted.only("slug", *columns("title", "materials")).order_by("pk"),
    }


def _delivery(request: HttpRequest, own: Page | None) -> dict[str, Any]:
    return {"delivery": offers_to(visitor_of(request), now=timezone.now())}


def _payment(request: HttpRequest, own: Page | None) -> dict[str, Any]:
    ways = PaymentMethod.objects.filter(is_active=True)
    return {"methods": ways.order_by("position", "pk")}


# what a page shows beside its words
FACTS: dict[str, Callable[[HttpRequest, Page | None], dict[str, Any]]] = {
    "values": _values,
    "delivery": _delivery,
    "payment": _payment,
}
