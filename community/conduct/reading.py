"""How a text is read against the rules, whatever it is dressed up as. Nothing here knows the database.

Width, case, diacritics and invisible marks never matter. Chinese words are found across everything that isn't a sign;
Latin words only whole, and also when they are pulled apart: "b-a-d", "b a d".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.kernel.textindex import HAN

_HAN = re.compile(f"[{HAN}]")
_LINK = re.compile(
    r"(?<![\w@.-])(?P<scheme>https?://)?(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?P<end>[a-z]{2,24}))(?![\w-])",
    re.IGNORECASE,
)
# without https:// in front, only these endings make a link: "like this.then" is none
ENDINGS = frozenset(
    [
        *(
            "com",
            "cn",
            "net",
            "org",
            "io",
            "co",
            "cc",
            "me",
            "top",
            "shop",
            "xyz",
            "vip",
            "club",
            "site",
            "info",
            "app",
        ),
        *("link", "live", "store", "biz", "tv", "ltd", "wang", "ru", "de", "uk", "fr", "jp", "tw", "hk"),
    ]
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ID = r"[^a-z0-9]{0,6}(?P<id>%s[a-z][a-z0-9_-]{5,19}|[1-9]\d{5,11})(?![a-z0-9])"
_CONTACT_ZH = re.compile(r"(?:微信|威信|薇信|维信|扣扣|加v|加我)(?:id|号)?[:：]?" + _ID % "")
_CONTACT_EN = re.compile(
    r"(?<![a-z])(?:vx|wx|wechat|weixin|whatsapp|telegram|qq)(?: id)?" + _ID % r"(?=[a-z0-9_-]*[\d_])"
)
MASK = "＊"
LONGEST_READ = 20_000


@dataclass(frozen=True)
class Plain:
    """A text reduced to what is compared, each sign with its place in the text as written."""

    signs: str
    places: Sequence[int]
    written: str


def plain_words(words: str) -> str:
    """How the words of a rule are compared; a Latin phrase keeps where its words part."""
    parts = [part for part in (_bare(one).signs for one in words.split()) if part]
    return ("" if _HAN.search(words) else " ").join(parts)


def language_of(text: str) -> str:
    return "zh-hans" if _HAN.search(text) else "en"


def _bare(text: str) -> Plain:
    """Letters, digits and signs of writing, small, without what dresses them up."""
    signs: list[str] = []
    places: list[int] = []
    for place, one in enumerate(text[:LONGEST_READ]):
        for sign in unicodedata.normalize("NFKD", one).casefold():
            if sign.isalnum():
                signs.append(sign)
                places.append(place)
    return Plain("".join(signs), places, text[:LONGEST_READ])


def spans_of(plain: str, text: Plain) -> Iterator[tuple[int, int]]:
    """Where a rule's words stand in the text as written: first place, and the one behind the last."""
    parts = plain.split()
    sought, is_han = "".join(parts), bool(_HAN.search(plain))
    start = text.signs.find(sought) if sought else -1
    while start >= 0:
        first, last = text.places[start], text.places[start + len(sought) - 1]
        if is_han or _is_whole(text, first, last, parts):
            yield first, last + 1
        start = text.signs.find(sought, start + 1)


def _is_whole(text: Plain, first: int, last: int, parts: Sequence[str]) -> bool:
    """A Latin phrase by itself, parted as the rule is; or pulled apart so that each letter stands alone."""
    written = text.written
    before, after = written[first - 1 : first], written[last + 1 : last + 2]
    if _is_letter(before) or _is_letter(after):
        return False
    inside = written[first : last + 1].split()
    if [_bare(one).signs for one in inside] == list(parts):
        return True
    return len(inside) > 1 and all(len(one) == 1 for one in inside)


def _is_letter(one: str) -> bool:
    return bool(one) and one.isalnum() and not _HAN.match(one)


def read(text: str) -> Plain:
    return _bare(text)


def masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with those places covered; separators in between go too."""
    signs = list(text)
    for first, last in spans:
        for place in range(first, min(last, len(signs))):
            signs[place] = MASK
    return "".join(signs)


def domains_in(text: str) -> list[str]:
    """Domains a text names, small, once each, as they come."""
    narrow = unicodedata.normalize("NFKC", text[:LONGEST_READ]).replace("。", ".")
    links = (one for one in _LINK.finditer(narrow) if one["scheme"] or one["end"].lower() in ENDINGS)
    return list(dict.fromkeys(one["host"].lower().removeprefix("www.") for one in links))


def leads_away(text: str) -> bool:
    """Whether it carries a phone number or a messenger's name with an id: a way past the shop."""
    narrow = unicodedata.normalize("NFKC", text[:LONGEST_READ]).casefold()
    digits = re.sub(r"(?<=\d)[\s.·*_—–-]{1,2}(?=\d)", "", narrow)
    found = _PHONE.search(digits) or _CONTACT_ZH.search(narrow) or _CONTACT_EN.search(narrow)
    return found is not None


def is_under(domain: str, rule: str) -> bool:
    return domain == rule or domain.endswith(f".{rule}")
