from __future__ import annotations

from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
import segno

from checkout.payments.providers.bank_transfer.qr_codes import epc_qr_svg

TRANSFER: dict[str, Any] = {
    "name": "SIA Liepa",
    "iban": "LV80 BANK 0000 4351 9500 1",
    "bic": "UNLALV2X",
    "amount": Decimal("14.900"),
    "reference": "RF18539007547034",
}


def test_code_holds_the_lines_that_banks_read() -> None:
    with patch("segno.helpers.segno.make_qr", wraps=segno.make_qr) as make:
        svg = epc_qr_svg(**TRANSFER)

    content = make.call_args.args[0]
    text = content.decode() if isinstance(content, bytes) else content
    assert text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "UNLALV2X",
        "SIA Liepa",
        "LV80BANK0000435195001",
        "EUR14.9",
        "",
        "RF18539007547034",
    ]
    assert make.call_args.kwargs["error"] == "m"
    assert svg.startswith("<svg")


@pytest.mark.parametrize("amount", ["0", "0.001", "1000000000"])
def test_amount_outside_the_rules_has_no_code(amount: str) -> None:
    assert epc_qr_svg(**{**TRANSFER, "amount": Decimal(amount)}) == ""


def test_iban_that_is_none_has_no_code() -> None:
    assert epc_qr_svg(**{**TRANSFER, "iban": "LV"}) == ""
