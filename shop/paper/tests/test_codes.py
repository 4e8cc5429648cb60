from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.paper.codes import _WIDTHS, NotForBars, bar_widths

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


def read(widths: str) -> str:
    """What a scanner reads, when the check digit is right."""
    stop = widths[-7:]
    symbols = [widths[i : i + 6] for i in range(0, len(widths) - 7, 6)]
    *values, check = [_WIDTHS.index(symbol) for symbol in symbols]
    assert stop == "2331112"
    assert check == (values[0] + sum(i * v for i, v in enumerate(values))) % 103
    words, is_pairs = "", values[0] == 105
    for value in values[1:]:
        if is_pairs and value < 100:
            words += f"{value:02}"
        elif value in (99, 100) and (value == 100) == is_pairs:
            is_pairs = not is_pairs
        else:
            words += chr(value + 32)
    return words


@given(PRINTABLE)
def test_scanner_reads_what_was_written(words):
    assert read(bar_widths(words)) == words


@given(st.text("0123456789", min_size=4))
def test_scanner_reads_numbers(digits):
    assert read(bar_widths(digits)) == digits


def test_pairs_of_digits_take_half_the_room():
    assert len(bar_widths("12345678")) < len(bar_widths("ABCDEFGH"))


def test_widths_are_those_of_the_standard():
    assert bar_widths("PJJ123C") == (
        # start B, seven signs, their check digit (55), stop
        "2112143131211121331121331232212232112211321313213113212331112"
    )


@pytest.mark.parametrize("words", ["", "Rīga", "a\nb"])
def test_other_signs_have_no_bars(words):
    with pytest.raises(NotForBars):
        bar_widths(words)
