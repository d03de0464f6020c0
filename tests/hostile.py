"""What people send who mean harm, or whose keyboard plays tricks; and what an answer to it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

MARKUP = '\u202e"><img src=x onerror=alert(7)><script>alert(7)</script>'
TEXTS = {
    "markup": MARKUP,
    "link": "javascript:alert(7)",
    "template": "{{7*7}}{% now 'Y' %}${7*7}",
    "nul": "tea\x00cup",
    "turned": "\u202etea\u2066 \u05e9\u05dc\u05d5\u05dd",
    "family": "👩\u200d👩\u200d👧",
    "endless": "x" * 10_000,
    "spaces": " \t\u3000 ",
    "unseen": "\u200b\u200d\ufeff\u2060\u3164",
}
V1 = "/api/v1/"
SHOW_NOTHING = {"spaces", "unseen"}
LOOKED_AT = "markup"  # it also turns the direction
WRONG_TYPES: list[Any] = [["tea"], {"tea": 1}, True, None, 10**40, -1, 0.5, "tea\ud800", "tea\x00", "x" * 10_000, ""]
WRONG_TYPES += [["\ud800"], [["x"]], {"\ud800": {}}, ["\x00"], ["x"] * 500, [None], [10**40], "9999-12-31T23:59:59Z"]
BODIES = ["", "[1]", '"tea"', "null", '{"body": "\xff"}']
ODD_KEYS = ["%00", "a%00b", "..%2F..", "%ED%A0%80", "%F0%9F%8D%B5", "x" * 500, "1' OR '1'='1", "-1", "9" * 40]
ODD_CURSORS = [
    "x",
    "%00",
    "cD1hYmM=",
    "cD0lMDA=",
    "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
    "cD0yMDI2LTAxLTAx",
    "=" * 50,
    "9" * 5000,
]
LIVE = re.compile(r"<img src=x|<script>alert|href=[\"']?\s*javascript:", re.IGNORECASE)


@contextmanager
def attempt() -> Iterator[None]:
    """One try: nobody's patience is used up by it, and nothing of it stays."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_clear(answer: HttpResponse) -> bool:
    """Done, led on, or refused; never broken."""
    return 200 <= answer.status_code < 500


def call(client: Any, verb: str, path: str, body: str) -> Any:
    """Ask the API; what it refuses it says in words and with a code."""
    answer = getattr(client, verb)(V1 + path, body.encode("latin-1"), content_type="application/json")
    assert is_clear(answer), (verb, path, body[:80])
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", (path, body[:80])
        assert answer.json()["code"], (path, body[:80])
    return answer


def is_harmless(answer: HttpResponse) -> bool:
    """Nothing of what was sent is markup of the page."""
    return not LIVE.search(answer.content.decode(errors="replace"))


def wrongly(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each field with every second of the wrong types; the field beside it has the others."""
    for turn, part in enumerate(fields):
        for value in WRONG_TYPES[turn % 2 :: 2]:
            yield part, value


def addresses(patterns: Any, prefix: str = "/") -> list[str]:
    """The addresses of these patterns that name something, with `{}` where the names go."""
    found: list[str] = []
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            found += addresses(entry.url_patterns, route)
        elif "<" in route:
            found.append(re.sub(r"<(\w+:)?\w+>", "{}", route))
    return found


def oddly(places: list[str], client: Any, *, parent: str) -> Iterator[tuple[str, Any]]:
    """Each address with one of the odd names in turn, to be read, and with NUL to be written to."""
    for turn, place in enumerate(places):
        known = place.replace("{}", parent, place.count("{}") - 1)
        yield known.replace("{}", ODD_KEYS[turn % len(ODD_KEYS)]), client.get
        yield known.replace("{}", ODD_KEYS[0]), client.post
