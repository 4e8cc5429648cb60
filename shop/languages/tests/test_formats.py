from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django.forms import DateField
from django.utils import formats, translation


def test_armenian_forms_and_lists_write_days_and_numbers_as_armenians_do() -> None:
    with translation.override("hy"):
        assert (
            formats.localize(datetime(2026, 11, 24, 14, 5, tzinfo=UTC))
            == "24.11.2026, 14:05"
        )
        assert formats.localize(Decimal("1.5")) == "1,5"
        assert DateField().clean("24.11.2026") == date(2026, 11, 24)
