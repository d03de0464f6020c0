"""How any text of people is made plain before it is kept."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # letters of some scripts and families of emoji need them
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs by name that show nothing
_UNSEEN = {"Cf", "Mn", "Me", "Zl", "Zp", "Zs"}  # by themselves; beside a letter they are seen


def cleaned(text: str) -> str:
    """Without control characters and without the marks that turn or hide writing; at most one empty line in a row.
    What shows nothing at all is empty."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in text if one in "\n" + _JOINERS or unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    if not any(_is_seen(one) for one in kept):
        return ""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def _is_seen(one: str) -> bool:
    return one != "\n" and one not in _BLANKS and unicodedata.category(one) not in _UNSEEN


def cleaned_line(text: str) -> str:
    """The same for what is one line: a title, a place, a name."""
    return " ".join(cleaned(text).split())


def is_unreadable(error: Exception) -> bool:
    """Whether PostgreSQL could not be told a text because it has a NUL or half a character in it."""
    if isinstance(error, UnicodeEncodeError):
        return "surrogates" in error.reason
    return isinstance(error, ValueError) and "NUL (0x00)" in str(error)
