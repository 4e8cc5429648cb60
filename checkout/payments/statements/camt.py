"""Statements of account as ISO 20022 camt.053, any version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from checkout.payments.statements.credits import Credit, UnreadableStatement

_TAKEN_BACK = "/R"


def read_camt053(content: bytes) -> list[Credit]:
    """Every booked credit, and every one the bank took back; what we paid, what of
    that came back, and entries still pending are left out.

    Raises UnreadableStatement.
    """
    try:
        document = fromstring(content, forbid_dtd=True)
        statements = document.findall(".//{*}BkToCstmrStmt/{*}Stmt")
        if not statements:
            raise UnreadableStatement(_("This XML is no camt.053 statement."))
        return [credit for each in statements for credit in _credits(each)]
    except (ParseError, DefusedXmlException) as fault:
        raise UnreadableStatement(_("This XML cannot be read.")) from fault
    except (ValueError, InvalidOperation) as fault:
        raise UnreadableStatement(
            _("A date or an amount in the statement cannot be read.")
        ) from fault


def _credits(statement: Element) -> Iterator[Credit]:
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
    for number, entry in enumerate(statement.findall("{*}Ntry")):
        if not _is_booked(entry) or not _is_of_incoming(entry):
            continue
        # where the bank numbers nothing, the place in a numbered statement does
        fallback = f"{_text(statement, 'Id')}/{number}"
        booking = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef") or fallback
        if _is_reversal(entry):
            # some banks give it the number of what it takes back
            booking += _TAKEN_BACK
        details = entry.findall("{*}NtryDtls/{*}TxDtls")
        if len(details) < 2:
            detail = details[0] if details else entry
            yield _credit(account, booking, entry, detail, _money(entry, "Amt"))
            continue
        for part, detail in enumerate(details, start=1):
            # a part may go the other way: a charge, or one transfer taken back
            if not _goes_like(detail, entry):
                continue
            own = _text(detail, "Refs/AcctSvcrRef")
            if own and _is_reversal(entry):
                own += _TAKEN_BACK
            own = own or f"{booking}/{part}"
            amount = _amount_of(detail)
            yield _credit(account, own, entry, detail, amount)


def _is_booked(entry: Element) -> bool:
    return (_text(entry, "Sts/Cd") or _text(entry, "Sts")) == "BOOK"


def _is_of_incoming(entry: Element) -> bool:
    """Money that came in, or the reversal of it: a debit says then that what it
    reverses was a credit, and the other way round."""
    return (_text(entry, "CdtDbtInd") == "CRDT") is not _is_reversal(entry)


def _is_reversal(entry: Element) -> bool:
    return _text(entry, "RvslInd") in ("true", "1")


def _goes_like(detail: Element, entry: Element) -> bool:
    direction = _text(entry, "CdtDbtInd")
    return _text(detail, "CdtDbtInd") in ("", direction)


def _credit(
    account: str,
    booking: str,
    entry: Element,
    detail: Element,
    money: tuple[Decimal, str],
) -> Credit:
    amount, currency = money
    day = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    texts = [each.text or "" for each in detail.findall("{*}RmtInf/{*}Ustrd")]
    return Credit(
        account=account,
        bank_reference=booking,
        booked_on=date.fromisoformat(day[:10]),
        amount=amount,
        currency=currency,
        payer=_text(detail, "RltdPties/Dbtr/Nm")
        or _text(detail, "RltdPties/Dbtr/Pty/Nm"),
        reference=_text(detail, "RmtInf/Strd/CdtrRefInf/Ref"),
        text=" ".join(texts) or _text(entry, "AddtlNtryInf"),
        is_reversal=_is_reversal(entry),
    )


def _amount_of(detail: Element) -> tuple[Decimal, str]:
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if _find(detail, path) is not None:
            return _money(detail, path)
    raise UnreadableStatement(
        _("A collective booking does not say what its parts are worth.")
    )


def _money(element: Element, path: str) -> tuple[Decimal, str]:
    found = _find(element, path)
    if found is None:
        raise UnreadableStatement(_("An entry has no amount."))
    return Decimal((found.text or "").strip()), found.get("Ccy", "")


def _text(element: Element, path: str) -> str:
    found = _find(element, path)
    return ((found.text if found is not None else "") or "").strip()


def _find(element: Element, path: str) -> Element | None:
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))
