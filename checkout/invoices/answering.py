from __future__ import annotations

from django.http import HttpResponse

from checkout.invoices.models import Invoice
from checkout.invoices.printing import file_name, print_invoice


def pdf_answer(invoice: Invoice) -> HttpResponse:
    """The paper as a file to keep."""
    return HttpResponse(
        print_invoice(invoice),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{file_name(invoice)}"'},
    )
