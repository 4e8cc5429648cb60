from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.payments.tables import UnreadableTable
from checkout.remittances.reading import Remittance, read_remittances

KNOWN = Remittance("LV001", Decimal("1017.40"), date(2026, 11, 20))


@pytest.mark.parametrize(
    "table",
    [
        "Parcel number;COD amount;Date\nLV001;1017,40;20.11.2026",
        "tracking number,amount,date\nLV001,1017.40,2026-11-20",
        "Sūtījuma numurs\tPēcmaksas summa\tDatums\nLV001\t1 017,40\t20.11.2026",
        "Номер ТТН;Сума післяплати;Дата\nLV001;1017,40;20.11.2026",
        "شماره مرسوله|مبلغ|تاریخ\nLV001|1,017.40|2026-11-20",
        'Date,Amount,Barcode\n20/11/2026,"1.017,40",\'LV001',
        "Remittance of November\n\nAmount;Parcel;Date\n1017,4;LV001;20.11.2026 14:05",
        "Parcel;Amount;Date\nLV001;1017,40;20.11.2026\n\nTotal;1017,40;",
    ],
)
def test_lists_of_many_carriers_say_the_same(table: str) -> None:
    assert read_remittances(table.encode()) == [KNOWN]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1257", "utf-16"])
def test_currency_and_order_are_read_where_they_are(encoding: str) -> None:
    table = "Sūtījums;Summa;Datums;Valūta;Pasūtījums\nA;5;2026-11-20;eur;1042"

    [found] = read_remittances(table.encode(encoding))

    assert (found.currency, found.order_number) == ("EUR", "1042")


def test_rows_that_say_the_same_are_told_apart_by_their_place() -> None:
    row = "LV001;5;2026-11-20;{}\n"
    table = "parcel;amount;date;order\n" + row.format("1") + row.format("2")

    first, second = read_remittances(table.encode())
    again = read_remittances(table.replace(";5;", ";5,00;").encode())

    assert first.key != second.key
    assert [each.key for each in again] == [first.key, second.key]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00",
        b"PK\x03\x04\xff\xfe",
        b"parcel;amount\nLV001;5",
        b"parcel;amount;date\nLV001;much;2026-11-20",
        b"parcel;amount;date\nLV001;nan;2026-11-20",
        b"parcel;amount;date\nLV001;1e30;2026-11-20",
        b"parcel;amount;date\nLV001;5;yesterday",
    ],
)
def test_other_files_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableTable, match=r"\.$"):
        read_remittances(content)


@given(st.binary(max_size=300))
def test_no_file_is_worse_than_unreadable(content: bytes) -> None:
    with suppress(UnreadableTable):
        read_remittances(b"parcel;amount;date\n" + content)
