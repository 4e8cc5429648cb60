"""The QR code that banking apps fill a transfer from (EPC069-12)."""

from __future__ import annotations

from decimal import Decimal

from segno.helpers import make_epc_qr

LARGEST = Decimal("999999999.99")
LONGEST_NAME = 70


def epc_qr_svg(
    *, name: str, iban: str, bic: str, amount: Decimal, reference: str
) -> str:
    """The code as SVG for a page; "" where the rules know none. Euro only."""
    if not Decimal("0.01") <= amount <= LARGEST:
        return ""
    try:
        code = make_epc_qr(
            name=name[:LONGEST_NAME],
            iban=iban.replace(" ", ""),
            bic=bic or None,
            amount=amount,
            reference=reference,
            encoding="utf-8",
        )
    except ValueError:
        # the merchant's IBAN or BIC is not one; the page still says what was given
        return ""
    svg: str = code.svg_inline(scale=4, border=4, omitsize=True)
    return svg
