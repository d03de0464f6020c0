"""How any text of people is made plain before it is kept."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # letters of some scripts and families of emoji need them


def cleaned(text: str) -> str:
    """Without control characters and without the marks that turn or hide writing; at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in text if one in "\n" + _JOINERS or unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def cleaned_line(text: str) -> str:
    """The same for what is one line: a title, a place, a name."""
    return " ".join(cleaned(text).split())
