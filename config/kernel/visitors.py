"""The browser that asks, by a random first-party cookie; who sets it and why is in community/referral/visitors.py."""

from __future__ import annotations

import re
from typing import Any

COOKIE = "visitor"
SHAPE = re.compile(r"[2-9A-HJ-NP-Z]{20}")


def visitor_of(request: Any) -> str:
    """The key of this browser (of a request of Django's or DRF's); empty when it has none yet."""
    key = request.COOKIES.get(COOKIE, "")
    return key if SHAPE.fullmatch(key) else ""
