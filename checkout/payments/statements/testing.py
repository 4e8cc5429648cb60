"""Statements as a bank would write them."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

_numbers = count(1)

STATEMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
<BkToCstmrStmt><Stmt><Id>2026-11-22/1</Id>
<Acct><Id><IBAN>LV80BANK0000435195001</IBAN></Id></Acct>
{entries}
</Stmt></BkToCstmrStmt></Document>"""

ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>
{reversal}<Sts>{status}</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>
<AcctSvcrRef>{number}</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><Dbtr><Nm>ANNA OZOLA</Nm></Dbtr></RltdPties>
<RmtInf>{remittance}</RmtInf></TxDtls></NtryDtls></Ntry>"""


def make_entry(
    amount: Decimal | str = "14.90",
    *,
    text: str = "",
    reference: str = "",
    **changes: str,
) -> str:
    """A credit in euro; `changes` are its currency, direction, status or number, or
    what it says of a `reversal`."""
    fields = {
        "currency": "EUR",
        "direction": "CRDT",
        "status": "BOOK",
        "reversal": "",
        "number": f"BANK-{next(_numbers)}",
        **changes,
    }
    structured = (
        f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>"
        if reference
        else ""
    )
    remittance = f"<Ustrd>{text}</Ustrd>{structured}"
    return ENTRY.format(amount=amount, remittance=remittance, **fields)


def make_statement(*entries: str, version: str = "02") -> bytes:
    return STATEMENT.format(entries="\n".join(entries), version=version).encode()
