"""Reading a whole address as people paste it: 林小满 13812345678 浙江省杭州市西湖区文三路100号3幢201室."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from accounts.addresses import regions
from accounts.addresses.regions import Region
from config.kernel.phones import normalised_phone

LONGEST = 500
_LABELS = re.compile(
    r"(?:收货人|收件人|联系人|姓名|联系电话|手机号码?|电话号码?|电话|所在地区|省市区|收货地址|详细地址|地址|recipient|name|phone|mobile|address)\s*[:：]\s*",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+?86[\s-]*)?1[3-9]\d(?:[\s-]?\d){8}(?!\d)|0\d{2,3}-\d{7,8}|\+\d[\d\s-]{6,17}\d")
_BREAKS = re.compile(r"[\s,，;；、|]+")
_SUFFIX = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治[区州县旗]|省|市|区|县|旗|盟)$")
_NO_NAME = re.compile(r"\d|[号室栋楼]$")
LONGEST_NAME = 20


@dataclass(frozen=True)
class PastedAddress:
    """What could be read; a part that could not is empty. `region_code` may stop at a city or province."""

    recipient: str = ""
    phone: str = ""
    region_code: str = ""
    street: str = ""


def read_address(text: str) -> PastedAddress:
    """Find phone, region, name and street in one pasted text; nothing is guessed that the text does not say."""
    rest = _LABELS.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]))
    phone, rest = _take_phone(rest)
    code, start, end = _find_region(rest)
    before, after = _pieces(rest[:start]), _pieces(rest[end:])
    recipient = _take_name(before) or _take_name(after, keep_first=True) if code or phone else ""
    return PastedAddress(recipient, phone, code, " ".join([*after, *before]))


def _take_phone(text: str) -> tuple[str, str]:
    if found := _PHONE.search(text):
        try:
            return normalised_phone(found[0]), text.replace(found[0], " ", 1)
        except ValidationError:
            pass
    return "", text


def _find_region(text: str) -> tuple[str, int, int]:
    """The most exact region named, and where its names begin and end; province and city may be left out."""
    code, start, end = _first_named(text, regions.provinces(), 0)
    if not code:
        cities = [city for province in regions.provinces() for city in regions.children(province.code)]
        code, start, end = _first_named(text, cities, 0, short=False)
    if not code:
        return "", len(text), len(text)
    while below := regions.children(code):
        deeper, _place, reach = _next_named(text, below, end)
        if not deeper:
            deeper, reach = _skip_a_level(text, below, end)
        if not deeper:
            break
        code, end = deeper, reach
    return code, start, end


def _skip_a_level(text: str, cities: Iterable[Region], end: int) -> tuple[str, int]:
    """北京市朝阳区: the city between is not written."""
    for city in cities:
        code, _place, reach = _next_named(text, regions.children(city.code), end)
        if code:
            return code, reach
    return "", end


def _first_named(text: str, among: Iterable[Region], after: int, *, short: bool = True) -> tuple[str, int, int]:
    best = ("", len(text), len(text))
    for region in among:
        for name in _names(region, short=short):
            place = text.find(name, after)
            if place >= 0 and (place, -len(name)) < (best[1], best[1] - best[2]):
                best = (region.code, place, place + len(name))
    return best


def _next_named(text: str, among: Iterable[Region], end: int) -> tuple[str, int, int]:
    """A region named right here, spaces aside; longer names first."""
    skipped = len(text[end:]) - len(text[end:].lstrip(" ,，"))
    here = end + skipped
    candidates = [(name, region.code) for region in among for name in _names(region) if text.startswith(name, here)]
    if not candidates:
        return "", end, end
    name, code = max(candidates, key=lambda pair: len(pair[0]))
    return code, here, here + len(name)


def _names(region: Region, *, short: bool = True) -> list[str]:
    if region.is_placeholder:
        return []
    stem = _SUFFIX.sub("", region.name_zh)
    return [region.name_zh, stem] if short and len(stem) > 1 else [region.name_zh]


def _pieces(text: str) -> list[str]:
    return [piece for piece in _BREAKS.split(text) if piece]


def _take_name(pieces: list[str], *, keep_first: bool = False) -> str:
    """Take the shortest piece without a digit as the name; behind the region the first piece is the street."""
    candidates = [
        piece for piece in pieces[keep_first:] if 1 < len(piece) <= LONGEST_NAME and not _NO_NAME.search(piece)
    ]
    if not candidates:
        return ""
    if not keep_first and len(candidates) == len(pieces) and all(piece.isascii() for piece in pieces):
        name = " ".join(pieces)  # Anna Wong
        pieces.clear()
        return name
    name = min(candidates, key=len)
    pieces.remove(name)
    return name
