"""Who is no person: programs that fetch links to look at them, and browsers that fetch before anybody has tapped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|fetch|monitor|scan|curl|wget|python|java/|go-http|okhttp|headless|lighthouse"
    r"|facebookexternalhit|whatsapp|telegram|skype|slack|embedly|axios|node-fetch|libwww|scrapy|phantom",
    re.IGNORECASE,
)
TOO_SOON = timedelta(seconds=1)


def is_program(headers: Mapping[str, str], *, method: str) -> bool:
    """Judged by what the request says of itself: no name, the name of a program, HEAD, or fetched beforehand."""
    name = headers.get("User-Agent", "")
    purpose = f"{headers.get('Purpose', '')} {headers.get('Sec-Purpose', '')}".lower()
    return method == "HEAD" or not name or bool(PROGRAMS.search(name)) or "prefetch" in purpose


def is_too_soon(made_at: datetime, at: datetime) -> bool:
    """Nobody reads and taps a link within a second of its making."""
    return at - made_at < TOO_SOON
