"""What is read out of a note's text: topics, people, its language."""

from __future__ import annotations

import re

from config.kernel.plaintext import cleaned, cleaned_line
from config.kernel.textindex import HAN, plain

__all__ = ["cleaned", "cleaned_line", "language_of", "mentions_in", "topic_slug", "topics_in"]

LONGEST_TOPIC = 30
MOST_TOPICS = 10
TOPIC = re.compile(r"(?<![A-Za-z0-9/&#])[#＃](?P<name>(?=[^\W\d_])\w{1,30})(?!\w)[#＃]?")
MENTION = re.compile(r"(?<![A-Za-z0-9_./@])[@＠](?P<handle>[A-Za-z0-9_]{3,24})(?![A-Za-z0-9_@])")
MOST_MENTIONS = 10
_IS_HAN = re.compile(f"[{HAN}]")


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
