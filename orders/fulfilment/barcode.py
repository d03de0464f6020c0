"""Code 128 (ISO/IEC 15417), set B and, for runs of digits, set C: bars as SVG, without a library.

Each symbol is six bar and space widths that sum to 11 modules; the check symbol is (start + Σ place × value) mod 103.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

# Widths of the symbols 0 … 105 (103–105 are the starts A, B, C); 106 is the stop with its extra bar.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
WIDTHS = _TABLE.split()
START_B, START_C, STOP = 104, 105, 106
QUIET = 10  # modules of white on each side


def symbols(text: str) -> list[int]:
    """Start, data, check and stop symbols of a printable ASCII text; an even number of digits takes half the room."""
    if not text or not all(" " <= letter <= "~" for letter in text):
        raise ValueError("Code 128 B holds printable ASCII only")
    if text.isdigit() and len(text) % 2 == 0:
        data = [START_C, *(int(text[place : place + 2]) for place in range(0, len(text), 2))]
    else:
        data = [START_B, *(ord(letter) - 32 for letter in text)]
    check = (data[0] + sum(place * value for place, value in enumerate(data[1:], start=1))) % 103
    return [*data, check, STOP]


def bars(text: str) -> list[tuple[int, int]]:
    """(left, width) of each bar in modules, after the quiet zone."""
    found, left = [], QUIET
    for symbol in symbols(text):
        for place, width in enumerate(map(int, WIDTHS[symbol])):
            if place % 2 == 0:
                found.append((left, width))
            left += width
    return found


def barcode_svg(text: str) -> SafeString:
    """The bars as SVG, as wide as its box; black on white whatever the theme."""
    drawn = bars(text)
    width = drawn[-1][0] + drawn[-1][1] + QUIET
    path = "".join(f"M{left} 0h{wide}v40h-{wide}z" for left, wide in drawn)
    return format_html(
        '<svg class="barcode" viewBox="0 0 {} 40" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path fill="#fff" d="M0 0h{}v40H0z"/><path fill="#000" d="{}"/></svg>',
        width,
        text,
        width,
        path,
    )
