"""Provinces, cities and districts by the codes of GB/T 2260: 33 · 3301 · 330106 is Zhejiang · Hangzhou · Xihu."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.kernel.language import in_language, is_chinese

DATA = Path(__file__).parent / "data" / "regions.json"
CODE_LENGTH = 6


@dataclass(frozen=True)
class Region:
    code: str
    name_zh: str
    name_en: str

    @property
    def label(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def is_placeholder(self) -> bool:
        """A level the codes need and nobody writes on a parcel: 省直辖县, 县."""
        return self.name_zh.endswith(("省直辖县", "级行政区划")) or self.name_zh == "县"


@cache
def _regions() -> dict[str, Region]:
    return {code: Region(code, zh, en) for code, (zh, en) in json.loads(DATA.read_text(encoding="utf-8")).items()}


@cache
def _families() -> dict[str, list[Region]]:
    families: dict[str, list[Region]] = {"": []}
    for region in _regions().values():
        families.setdefault(parent(region.code), []).append(region)
    return families


def parent(code: str) -> str:
    """The code one level up; "" above a province."""
    if code.endswith("0000"):
        return ""
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def region(code: str) -> Region | None:
    return _regions().get(code)


def provinces() -> list[Region]:
    return _families()[""]


def children(code: str) -> list[Region]:
    """The cities of a province, the districts of a city; nothing below a district or for an unknown code."""
    return _families().get(code, []) if code else provinces()


def is_district(code: str) -> bool:
    return code in _regions() and not code.endswith("00")


def lineage(code: str) -> list[Region]:
    """Province, city, district as far as the code goes: the code's ancestors and itself."""
    line: list[Region] = []
    while code and (found := region(code)):
        line.insert(0, found)
        code = parent(code)
    return line


def label(code: str) -> str:
    """浙江省 杭州市 西湖区 · Xihu, Hangzhou, Zhejiang; names that repeat or stand for no place are left out."""
    named = [one for one in lineage(code) if not one.is_placeholder]
    names = list(dict.fromkeys(one.label for one in named))
    return " ".join(names) if is_chinese() else ", ".join(reversed(names))
