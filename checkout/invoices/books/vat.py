"""The VAT of a period, as it is declared: invoices less credit notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.invoices.books.periods import Period
from checkout.invoices.content import groups_of
from checkout.invoices.models import Invoice
from shop.money.amounts import Taxed


class Where(models.TextChoices):
    """The declaration it belongs to."""

    HOME = "home", _("Own country")
    OSS = "oss", _("Other countries of the EU, through the One Stop Shop")
    REVERSE_CHARGE = "reverse_charge", _("Businesses in the EU that owe the VAT")
    EXPORT = "export", _("Export out of the EU")
    ELSEWHERE = "elsewhere", _("With the VAT of other countries")
    UNTAXED = "untaxed", _("Without VAT: gift cards and the zero rate")


_Key = tuple[Where, str, Decimal, str]


@dataclass(frozen=True, slots=True)
class VatRow:
    where: Where
    country: str
    rate: Decimal
    currency: str
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def vat_report(period: Period) -> list[VatRow]:
    """By declaration, country where the VAT is due, rate and currency."""
    papers = Invoice.objects.filter(
        issued_at__gte=period.start, issued_at__lt=period.end
    )
    nets: defaultdict[_Key, Decimal] = defaultdict(Decimal)
    vats: defaultdict[_Key, Decimal] = defaultdict(Decimal)
    for kind, country, currency, note, home, rows in papers.values_list(
        "kind",
        "country",
        "currency",
        "content__note",
        "content__seller__country",
        "content__groups",
    ).iterator(chunk_size=2000):
        sign = -1 if kind == Invoice.Kind.CREDIT_NOTE else 1
        for group in groups_of(rows):
            where = _where(note, group, is_home=country == home)
            key = (where, country, group.rate, currency)
            nets[key] += sign * group.net
            vats[key] += sign * group.vat
    order = list(Where)
    keys = sorted(nets, key=lambda key: (order.index(key[0]), *key[1:]))
    return [VatRow(*key, net=nets[key], vat=vats[key]) for key in keys]


def _where(note: str, group: Taxed, *, is_home: bool) -> Where:
    if note in {"reverse_charge", "export"}:
        return Where(note)
    if not group.rate:
        return Where.UNTAXED
    if note == "destination":
        return Where.OSS
    return Where.HOME if is_home else Where.ELSEWHERE
