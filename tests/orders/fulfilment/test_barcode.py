"""The bars are read back by a decoder that shares nothing with the encoder but the published table."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.fulfilment.barcode import WIDTHS, barcode_svg

QUIET, STOP, START_B, START_C = 10, 106, 104, 105


def modules(svg: str) -> str:
    """The picture as a scanner sees it: a row of 1 (black) and 0 (white)."""
    width = int(re.search(r'viewBox="0 0 (\d+) 40"', svg)[1])
    row = ["0"] * width
    for left, wide in re.findall(r"M(\d+) 0h(\d+)v40", svg.split('fill="#000"')[1]):
        for place in range(int(left), int(left) + int(wide)):
            assert row[place] == "0", "bars overlap"
            row[place] = "1"
    return "".join(row)


def decode(svg: str) -> str:
    row = modules(svg)
    assert row[:QUIET] == row[-QUIET:] == "0" * QUIET
    runs = [len(run[0]) for run in re.finditer(r"0+|1+", row[QUIET:-QUIET])]
    assert runs[-7:] == [int(width) for width in "2331112"]
    values = []
    for place in range(0, len(runs) - 7, 6):
        six = runs[place : place + 6]
        assert sum(six) == 11
        values.append(WIDTHS.index("".join(map(str, six))))
    start, *data, check = values
    total = start
    for weight, value in enumerate(data, 1):
        total += weight * value
    assert check == total % 103
    assert start in {START_B, START_C}
    return "".join(chr(value + 32) for value in data) if start == START_B else "".join(f"{value:02d}" for value in data)


@pytest.mark.parametrize("text", ["HT-8F3K2Q7M9W", "SF1234567890", "12345678", "1234567", "A", '~ !"#'])
def test_what_is_drawn_can_be_read(text: str):
    assert decode(str(barcode_svg(text))) == text


@given(st.text(alphabet=string.ascii_uppercase + string.digits + "-", min_size=1, max_size=40))
def test_any_waybill_can_be_read(text: str):
    assert decode(str(barcode_svg(text))) == text


def test_a_known_check_symbol():
    """PJJ123C, the textbook example: 54 after start A (103), so 55 after start B (104)."""
    row = modules(str(barcode_svg("PJJ123C")))
    runs = [len(run[0]) for run in re.finditer(r"0+|1+", row[QUIET:-QUIET])]
    assert WIDTHS.index("".join(map(str, runs[-13:-7]))) == 55


@pytest.mark.parametrize("text", ["", "运单", "a\n"])
def test_what_has_no_bars_is_refused(text: str):
    with pytest.raises(ValueError, match="printable ASCII"):
        barcode_svg(text)


def test_the_table_is_a_code():
    assert len(WIDTHS) == len(set(WIDTHS)) == 107
    assert all(sum(map(int, widths)) == 11 for widths in WIDTHS[:-1])
    assert all(sum(map(int, widths[::2])) % 2 == 0 for widths in WIDTHS[:-1])  # bars are even: the standard's parity
