"""The texts people agree to, their version, and a fingerprint that proves which words were shown."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from accounts.privacy.models import Purpose

VERSION = "2026-11"
STATEMENTS = {
    Purpose.MARKETING: "Send me news and offers by e-mail. I can stop them at any time.",
    Purpose.PERSONALISATION: "Choose recommendations by what I look at and buy. I can switch it off at any time.",
    Purpose.MEASURING: "Count which pages and cards I look at, to improve the site. I can switch it off at any time.",
}
LONG_TEXTS = ("privacy.zh.html", "privacy.en.html", "terms.zh.html", "terms.en.html")


@cache
def fingerprint(purpose: str) -> str:
    """SHA-256 of the words behind a purpose."""
    if purpose in STATEMENTS:
        words = STATEMENTS[Purpose(purpose)]
    else:
        folder = Path(settings.BASE_DIR) / "templates" / "accounts" / "privacy" / "texts"
        words = "\n".join((folder / name).read_text(encoding="utf-8") for name in LONG_TEXTS)
    return hashlib.sha256(words.encode()).hexdigest()
