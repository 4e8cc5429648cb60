from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from checkout.payments.statements.credits import Credit, UnreadableStatement
from checkout.payments.statements.taking_in import read_statement
from checkout.payments.statements.testing import make_entry, make_statement

COLLECTIVE = """<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-11-20T09:00:00</DtTm></BookgDt>
<AcctSvcrRef>ALL</AcctSvcrRef><NtryDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls></TxDtls>
<TxDtls><Amt Ccy="EUR">20.00</Amt></TxDtls>
</NtryDtls></Ntry>"""

TABLE = (
    "Klienta konts;Datums;Saņēmējs/Maksātājs;Informācija saņēmējam;Summa;Valūta;"
    "Debets/Kredīts;Arhīva kods\n"
    "LV80 BANK 0000 4351 9500 1;20.11.2026;ANNA OZOLA;RF18 1234;1 014,90;EUR;K;A1\n"
    "LV80 BANK 0000 4351 9500 1;20.11.2026;RENT;November;500,00;EUR;D;A2\n"
)


@pytest.mark.parametrize("version", ["02", "08"])
def test_credit_of_a_camt_statement(version: str) -> None:
    entry = make_entry("14.90", text="thank you", reference="RF18 1234", number="N1")

    assert read_statement(make_statement(entry, version=version)) == [
        Credit(
            account="LV80BANK0000435195001",
            bank_reference="N1",
            booked_on=date(2026, 11, 20),
            amount=Decimal("14.90"),
            currency="EUR",
            payer="ANNA OZOLA",
            reference="RF18 1234",
            text="thank you",
        )
    ]


@pytest.mark.parametrize("change", [{"direction": "DBIT"}, {"status": "PDNG"}])
def test_what_has_not_come_in_is_left_out(change: dict[str, str]) -> None:
    assert not read_statement(make_statement(make_entry(**change)))


REVERSAL = "<RvslInd>{}</RvslInd>"


@pytest.mark.parametrize("word", ["true", "1"])
def test_what_the_bank_takes_back_is_no_money_that_came(word: str) -> None:
    ours = make_entry(direction="CRDT", reversal=REVERSAL.format(word))
    theirs = make_entry(direction="DBIT", reversal=REVERSAL.format(word), number="N1")

    found = read_statement(make_statement(ours, theirs))

    assert [(each.bank_reference, each.is_reversal) for each in found] == [
        ("N1/R", True)
    ]


def test_part_of_a_collective_booking_that_goes_out_is_left_out() -> None:
    out = COLLECTIVE.replace(
        '<TxDtls><Amt Ccy="EUR">20.00</Amt>',
        '<TxDtls><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>',
    )

    parts = read_statement(make_statement(out))

    assert [each.bank_reference for each in parts] == ["ALL/1"]


def test_parts_of_a_collective_booking_have_numbers_of_their_own() -> None:
    parts = read_statement(make_statement(COLLECTIVE))

    assert [(each.bank_reference, each.amount) for each in parts] == [
        ("ALL/1", Decimal(10)),
        ("ALL/2", Decimal(20)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1257"])
def test_credit_of_a_table(encoding: str) -> None:
    [credit] = read_statement(TABLE.encode(encoding))

    assert credit == Credit(
        account="LV80BANK0000435195001",
        bank_reference="A1",
        booked_on=date(2026, 11, 20),
        amount=Decimal("1014.90"),
        currency="EUR",
        payer="ANNA OZOLA",
        text="RF18 1234",
    )


@pytest.mark.parametrize(
    ("written", "amount"),
    [("1234.56", "1234.56"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"),
     ("12", "12"), ("0,5", "0.5")],
)  # fmt: skip
def test_amounts_as_people_write_them(written: str, amount: str) -> None:
    table = f"id\tdate\tamount\tcurrency\n1\t2026-11-20\t{written}\teur\n"

    [credit] = read_statement(table.encode())

    assert (credit.amount, credit.currency) == (Decimal(amount), "EUR")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"<html></html>",
        b"<Document",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        make_statement(make_entry("a lot")),
        make_statement(make_entry().replace("2026-11-20", "yesterday")),
        b"date;amount\n2026-11-20;1",
        b"id;date;amount;currency\n1;someday;1;EUR",
        b"id;date;amount;currency\n1;2026-11-20;nan;EUR",
        b"id;date;amount;currency\n;2026-11-20;1;EUR",
    ],
)
def test_other_files_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableStatement, match=r"\.$"):
        read_statement(content)
