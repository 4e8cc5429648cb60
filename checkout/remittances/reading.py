"""Lists of what a carrier has collected at doors and now brings us, as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from django.utils.translation import gettext as _

from checkout.payments.tables import UnreadableTable, amount_in, day_in, read_table

# what carriers call the columns
NAMES: dict[str, tuple[str, ...]] = {
    "tracking_number": (
        "tracking number", "parcel number", "parcel", "parcel no", "parcel no.",
        "tracking no", "tracking no.", "tracking", "tracking id", "barcode",
        "shipment", "shipment number", "consignment", "consignment number", "awb",
        "sūtījuma numurs", "sūtījums", "pakas numurs", "svītrkods",
        "siuntos numeris", "siunta", "saadetise number", "pakinumber",
        "номер відправлення", "відправлення", "номер посилки", "ттн", "номер ттн",
        "առաքանու համար", "شماره مرسوله", "شماره رهگیری",
        "sendungsnummer", "paketnummer", "numer przesyłki", "nr przesyłki",
    ),
    "amount": (
        "amount", "cod amount", "cod", "cash on delivery", "sum", "collected",
        "remitted", "summa", "pēcmaksas summa", "pēcmaksa", "suma",
        "сума", "сума післяплати", "післяплата", "գումար", "مبلغ",
        "betrag", "nachnahmebetrag", "kwota", "kwota pobrania",
    ),
    "remitted_on": (
        "date", "remittance date", "payment date", "paid on", "transfer date",
        "datums", "izmaksas datums", "data", "mokėjimo data", "kuupäev",
        "дата", "дата виплати", "дата переказу", "ամսաթիվ", "تاریخ",
        "datum", "auszahlungsdatum", "data wypłaty",
    ),
    "currency": (
        "currency", "valūta", "valiuta", "valuuta", "валюта", "արժույթ", "ارز",
        "währung", "waluta",
    ),
    "order_number": (
        "order", "order number", "order no", "order no.", "reference",
        "customer reference", "sender reference", "pasūtījums", "pasūtījuma numurs",
        "užsakymas", "užsakymo numeris", "tellimus", "замовлення",
        "номер замовлення", "պատվեր", "شماره سفارش", "bestellnummer",
        "numer zamówienia",
    ),
}  # fmt: skip
NEEDED = ("tracking_number", "amount", "remitted_on")
# what spreadsheets put before a number so that it stays a text
AROUND_NUMBERS = " '=\"\t"
# as much as a column of money holds
TOO_MUCH = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Remittance:
    """Money a carrier says it brings for a parcel. Below nothing, it takes it back.

    `nth` of the rows of its file that say exactly the same, from 1.
    """

    tracking_number: str
    amount: Decimal
    remitted_on: date
    currency: str = ""
    order_number: str = ""
    nth: int = 1

    @property
    def said(self) -> str:
        """What the row says, whatever file it stands in."""
        number = "".join(self.tracking_number.split()) or self.order_number
        amount = f"{self.amount.normalize():f}"
        return f"{number.upper()}|{amount}|{self.remitted_on:%Y-%m-%d}"

    @property
    def key(self) -> str:
        return sha256(f"{self.said}|{self.nth}".encode()).hexdigest()


def read_remittances(content: bytes) -> list[Remittance]:
    """Every row that names a parcel or an order; sums at the foot are left out.

    Raises UnreadableTable.
    """
    rows = read_table(content, names=NAMES, needed=NEEDED)
    found = (_remittance(row.cells, row.number) for row in rows)
    seen: Counter[str] = Counter()
    counted: list[Remittance] = []
    for each in found:
        if each is not None:
            seen[each.said] += 1
            counted.append(replace(each, nth=seen[each.said]))
    return counted


def _remittance(cells: Mapping[str, str], number: int) -> Remittance | None:
    tracking_number = cells["tracking_number"].strip(AROUND_NUMBERS)
    order_number = cells.get("order_number", "").strip(AROUND_NUMBERS)
    if not cells["remitted_on"] and not order_number:
        return None
    try:
        amount = amount_in(cells["amount"])
        remitted_on = day_in(cells["remitted_on"])
        if abs(amount) >= TOO_MUCH:
            raise ValueError(amount)
    except (ValueError, InvalidOperation) as fault:
        raise UnreadableTable(
            _("Row %(number)d: the date or the amount cannot be read.")
            % {"number": number}
        ) from fault
    if not amount or not (tracking_number or order_number):
        return None
    return Remittance(
        tracking_number=tracking_number[:60],
        amount=amount.quantize(Decimal("0.001")),
        remitted_on=remitted_on,
        currency=cells.get("currency", "").upper()[:3],
        order_number=order_number[:40],
    )
