from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from checkout.flow.secrecy import secret
from checkout.invoices.answering import pdf_answer
from checkout.invoices.models import Invoice
from shop.web.limits import limited


@secret
@require_safe
@limited("invoice", limit=60, seconds=600)
def order_invoice(request: HttpRequest, token: UUID, number: str) -> HttpResponse:
    """An invoice or credit note, for whoever has the link of its order."""
    return pdf_answer(get_object_or_404(Invoice, order__token=token, number=number))
