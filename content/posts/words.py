"""What is read out of a note's text: topics, people, where products stand in it, its language."""

from __future__ import annotations

import re
from collections.abc import Collection

from config.kernel.plaintext import cleaned, cleaned_line
from config.kernel.textindex import HAN, plain

__all__ = [
    "cleaned",
    "cleaned_line",
    "language_of",
    "mark_of",
    "mentions_in",
    "placed_in",
    "topic_slug",
    "topics_in",
    "with_places_of",
    "without_places",
]

LONGEST_TOPIC = 30
MOST_TOPICS = 10
TOPIC = re.compile(r"(?<![A-Za-z0-9/&#])[#＃](?P<name>(?=[^\W\d_])\w{1,30})(?!\w)[#＃]?")
MENTION = re.compile(r"(?<![A-Za-z0-9_./@])[@＠](?P<handle>[A-Za-z0-9_]{3,24})(?![A-Za-z0-9_@])")
MOST_MENTIONS = 10
PLACE = re.compile(r"\[\[(?P<slug>[a-z0-9-]{1,90})\]\]")  # where a product's card stands in the text
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


def mark_of(slug: str) -> str:
    """How the place of a product is written in a text."""
    return f"[[{slug}]]"


def placed_in(text: str) -> list[str]:
    """Slugs of the products whose cards stand in a text, as they come; one may stand there twice."""
    return PLACE.findall(text)


def with_places_of(text: str, slugs: Collection[str]) -> str:
    """The text with the places of these products only."""
    return PLACE.sub(lambda found: found[0] if found["slug"] in slugs else "", text)


def without_places(text: str) -> str:
    """The words alone, for where no cards stand."""
    return PLACE.sub(" ", text)


def language_of(text: str) -> str:
    """A guess that is right for the two languages we speak: any Han character makes it Chinese."""
    return "zh-hans" if _IS_HAN.search(text) else "en"
