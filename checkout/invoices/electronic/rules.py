"""What EN 16931 asks of an invoice: the category of its VAT, and what it must have."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from checkout.invoices.content import groups_of
from checkout.invoices.models import Invoice
from shop.money.amounts import ZERO, Taxed, round_money
from shop.money.currencies import exponent, step

STANDARD, ZERO_RATED = "S", "Z"
REVERSE_CHARGE, INTRA_COMMUNITY, EXPORT = "AE", "K", "G"
# reasons of the code list VATEX
REASONS = {
    REVERSE_CHARGE: "VATEX-EU-AE",
    INTRA_COMMUNITY: "VATEX-EU-IC",
    EXPORT: "VATEX-EU-G",
}
# prices include VAT: what is taken out of them may round to another cent
_ROUNDING = Decimal("0.05")
_VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
_PREFIXES = {"GR": "EL"}


def category(invoice: Invoice, rate: Decimal) -> str:
    """Why the VAT is what it is, as a code of UNTDID 5305."""
    content = invoice.content
    if rate:
        return STANDARD
    if content["note"] == "reverse_charge":
        is_at_home = invoice.country == content["seller"]["country"]
        return REVERSE_CHARGE if is_at_home else INTRA_COMMUNITY
    return EXPORT if content["note"] == "export" else ZERO_RATED


def vat_of_lines(content: dict[str, Any]) -> list[Taxed]:
    """The VAT groups as the lines add up to them."""
    gross: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    vat: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for line in groups_of(content["lines"]):
        gross[line.rate] += line.gross
        vat[line.rate] += line.vat
    return [Taxed(gross[rate], vat[rate], rate) for rate in sorted(gross)]


def is_vat_number(number: str) -> bool:
    """Whether it begins with its country (BR-CO-09)."""
    return _VAT_NUMBER.fullmatch(number) is not None


def why_not_electronic(invoice: Invoice) -> str:
    """Why it cannot be an electronic invoice; empty if it can."""
    return _lack_of_parties(invoice) or _lack_of_sums(invoice)


def _lack_of_parties(invoice: Invoice) -> str:
    content = invoice.content
    seller, buyer = content["seller"], content["buyer"]
    if not _is_number_of(seller["country"], seller["vat_number"]):
        return _("The merchant has no VAT number that begins with the country.")
    if not (buyer.get("name") and buyer.get("country")):
        return _("The buyer has no name or country.")
    if content["note"] == "reverse_charge" and not is_vat_number(buyer["vat_number"]):
        return _("The buyer has no VAT number that begins with a country.")
    return ""


def _lack_of_sums(invoice: Invoice) -> str:
    if exponent(invoice.currency) > 2:
        return _("The currency has more than two decimals.")
    if _has_gift_cards(invoice):
        return _("Gift cards are outside VAT.")
    return "" if _adds_up(invoice) else _("The lines do not add up to the VAT.")


def _is_number_of(country: str, number: str) -> bool:
    return is_vat_number(number) and number[:2] == _PREFIXES.get(country, country)


def _has_gift_cards(invoice: Invoice) -> bool:
    bought = invoice.corrects or invoice
    return any(line.get("is_gift_card") for line in bought.content["lines"])


def _adds_up(invoice: Invoice) -> bool:
    groups = vat_of_lines(invoice.content)
    stated = [group for group in groups_of(invoice.content["groups"]) if group.gross]
    return (
        bool(groups)
        and all(line.net >= 0 for line in groups_of(invoice.content["lines"]))
        and {group for group in groups if group.gross} == set(stated)
        and sum((group.gross for group in groups), ZERO) == invoice.total
        and sum((group.vat for group in groups), ZERO) == invoice.vat
        and all(_is_rate_kept(group, invoice.currency) for group in groups)
    )


def _is_rate_kept(group: Taxed, currency: str) -> bool:
    wanted = round_money(group.net * group.rate / 100, currency)
    return abs(group.vat - wanted) <= max(_ROUNDING, 2 * step(currency))
