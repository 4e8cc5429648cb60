"""An invoice as a PDF, in the language of its order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from checkout.invoices.electronic.enclosing import enclose_electronic
from checkout.invoices.models import Invoice
from shop.languages.days import full_day_text
from shop.languages.writing import apart, money_text, number_text, percent_text
from shop.merchant.models import Merchant
from shop.paper.letterhead import letterhead
from shop.paper.sheet import SOFT, Sheet
from shop.paper.tables import Column, Sum, draw_sums, draw_table
from shop.places.addresses import format_address
from shop.places.countries import country_name

_NOTES = {
    "reverse_charge": gettext_noop(
        "Reverse charge: the buyer owes the VAT "
        "(Art. 138 and 196 of Directive 2006/112/EC)."
    ),
    "destination": gettext_noop(
        "The VAT is that of the country of delivery. It is declared there through "
        "the One Stop Shop of the EU."
    ),
    "export": gettext_noop(
        "Export out of the EU: exempt from VAT (Art. 146 of Directive 2006/112/EC)."
    ),
}


def print_invoice(invoice: Invoice) -> bytes:
    """The same bytes whenever it is asked for."""
    language = invoice.content["language"]
    with override(language):
        sheet = _draw(invoice, language)
        enclose_electronic(sheet, invoice)
        return sheet.as_pdf()


def file_name(invoice: Invoice) -> str:
    return f"{invoice.kind}-{invoice.number}.pdf"


def _draw(invoice: Invoice, language: str) -> Sheet:
    content = invoice.content
    sheet = Sheet(
        language=language,
        title=_title(invoice, language),
        made_at=localtime(invoice.issued_at),
        letterhead=letterhead(Merchant(**content["seller"]), language),
    )
    sheet.write(_title(invoice, language), size=18, bold=True)
    sheet.skip(1)
    sheet.write("\n".join(_facts(invoice, language)), size=9, ink=SOFT)
    sheet.skip(5)
    blocks = [(_("Bill to"), _party(content["buyer"], language))]
    if content["delivery"] and content["delivery"] != _address_of(content["buyer"]):
        blocks.append((_("Delivered to"), _party(content["delivery"], language)))
    sheet.columns(blocks)
    sheet.skip(6)
    _draw_lines(sheet, invoice, language)
    sheet.skip(3)
    _draw_totals(sheet, invoice, language)
    if note := _NOTES.get(content["note"]):
        sheet.skip(5)
        sheet.room(10)
        sheet.write(_(note), size=9)
    return sheet


def _title(invoice: Invoice, language: str) -> str:
    words = _("Credit note %(number)s") if invoice.is_credit_note else None
    words = words or _("Invoice %(number)s")
    return words % {"number": apart(invoice.number, language)}


def _facts(invoice: Invoice, language: str) -> list[str]:
    content = invoice.content

    def day(iso: str) -> str:
        return full_day_text(date.fromisoformat(iso), language)

    issued_on = localtime(invoice.issued_at).date().isoformat()
    facts = [
        _("Issued on %(day)s") % {"day": day(issued_on)},
        _("Order %(number)s of %(day)s")
        % {
            "number": apart(content["order"], language),
            "day": day(content["ordered_on"]),
        },
    ]
    if "supplied_on" in content:
        facts.append(_("Supplied on %(day)s") % {"day": day(content["supplied_on"])})
    if "corrects" in content:
        number = apart(content["corrects"], language)
        facts.append(_("Corrects invoice %(number)s") % {"number": number})
    return facts


def _address_of(party: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in party.items() if name != "vat_number"}


def _party(party: dict[str, Any], language: str) -> list[str]:
    country = party.get("country", "")
    fields = {
        name: str(value)
        for name, value in party.items()
        if name not in {"country", "vat_number"}
    }
    lines = format_address(fields, country) if country else []
    if country:
        lines.append(country_name(country, language))
    if vat_number := party.get("vat_number"):
        number = apart(vat_number, language)
        lines.append(_("VAT number %(number)s") % {"number": number})
    return lines


def _draw_lines(sheet: Sheet, invoice: Invoice, language: str) -> None:
    def money(amount: str) -> str:
        return money_text(Decimal(amount), invoice.currency, language)

    columns = (
        Column(_("Goods"), 5),
        Column(_("Quantity"), 1.1, "end"),
        Column(_("Unit price without VAT"), 2.2, "end"),
        Column(_("Net"), 2.0, "end"),
        Column(_("VAT"), 1.1, "end"),
        Column(_("Incl. VAT"), 2.1, "end"),
    )
    rows = []
    for line in invoice.content["lines"]:
        about = [line["title"], line["sku"]]
        if Decimal(line["discount"]):
            about.append(
                _("Discount: %(amount)s") % {"amount": money(line["discount"])}
            )
        rows.append(
            (
                "\n".join(part for part in about if part),
                number_text(line["quantity"], language),
                money(line["unit_net"]),
                money(line["net"]),
                percent_text(Decimal(line["rate"]).normalize(), language),
                money(line["gross"]),
            )
        )
    draw_table(sheet, columns, rows, size=8.5)


def _draw_totals(sheet: Sheet, invoice: Invoice, language: str) -> None:
    def money(amount: Decimal) -> str:
        return money_text(amount, invoice.currency, language)

    sums = [Sum(_("Total without VAT"), money(invoice.total - invoice.vat))]
    for group in invoice.content["groups"]:
        net, rate = Decimal(group["net"]), Decimal(group["rate"]).normalize()
        words = _("VAT %(rate)s of %(net)s") % {
            "rate": percent_text(rate, language),
            "net": money(net),
        }
        sums.append(Sum(words, money(Decimal(group["vat"]))))
    words = _("Total credited") if invoice.is_credit_note else _("Total to pay")
    sums.append(Sum(words, money(invoice.total), is_grand=True))
    draw_sums(sheet, sums)
