"""What is read out of a note's text (topics, people), and how any text of people is made plain before it is kept."""

from __future__ import annotations

import re
import unicodedata

from config.kernel.textindex import HAN, plain

LONGEST_TOPIC = 30
MOST_TOPICS = 10
TOPIC = re.compile(r"(?<![A-Za-z0-9/&#])[#＃](?P<name>(?=[^\W\d_])\w{1,30})(?!\w)[#＃]?")
MENTION = re.compile(r"(?<![A-Za-z0-9_./@])[@＠](?P<handle>[A-Za-z0-9_]{3,24})(?![A-Za-z0-9_@])")
MOST_MENTIONS = 10
_IS_HAN = re.compile(f"[{HAN}]")
_JOINERS = "\u200c\u200d"  # letters of some scripts and families of emoji need them


def cleaned(text: str) -> str:
    """Without control characters and without the marks that turn or hide writing; at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in text if one in "\n" + _JOINERS or unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def cleaned_line(text: str) -> str:
    """The same for what is one line: a title, a place, a name."""
    return " ".join(cleaned(text).split())


def topic_slug(name: str) -> str:
    """One address for all ways to write a topic: Tea, tea and ＴＥＡ are the same."""
    return plain(name)[:LONGEST_TOPIC]


def topics_in(text: str) -> dict[str, str]:
    """Topics by slug, as they are written first; the first ten of a text."""
    found: dict[str, str] = {}
    for match in TOPIC.finditer(text):
        found.setdefault(topic_slug(match["name"]), match["name"])
    return dict(list(found.items())[:MOST_TOPICS])


def mentions_in(text: str) -> list[str]:
    """Handles that are called, small, as they come; the first ten of a text."""
    return list(dict.fromkeys(match["handle"].lower() for match in MENTION.finditer(text)))[:MOST_MENTIONS]


def language_of(text: str) -> str:
    """A guess that is right for the two languages we speak: any Han character makes it Chinese."""
    return "zh-hans" if _IS_HAN.search(text) else "en"
