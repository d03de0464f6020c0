"""What can be reported: how each kind is found, shown to a moderator, hidden, shown again, taken away.

A kind registers one `Thing`; nobody else in this slice knows what a note or a message is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from community.groups.models import Group
from config.kernel.errors import NotFound
from config.kernel.models import UploadedPicture
from content.moderation.models import Outcome

ALWAYS = frozenset({Outcome.KEEP, Outcome.HARMLESS})


@dataclass(frozen=True)
class Found:
    """One thing as it is now."""

    kind: str
    pk: int
    key: str
    author: Any = None
    group: Group | None = None
    title: str = ""
    text: str = ""
    url: str = ""
    pictures: Sequence[UploadedPicture] = field(default_factory=tuple)
    is_shown: bool = True

    @property
    def snapshot(self) -> dict[str, Any]:
        """What is kept of it, so that a decision can be understood later."""
        return {
            "title": self.title,
            "text": self.text,
            "url": self.url,
            "pictures": [one.smallest_url() for one in self.pictures],
            "name": self.author.display_name if self.author else "",
        }

    @property
    def mark(self) -> str:
        """Changes when it says something else."""
        said = "\x1f".join([self.title, self.text, *(one.pk for one in self.pictures)])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def quote(self) -> str:
        return "\n".join(part for part in (self.title, self.text) if part)


class Thing:
    """How one kind is found and changed. What it can't do, it doesn't offer in `can`."""

    kind: ClassVar[str] = ""
    can: ClassVar[frozenset[str]] = ALWAYS

    def for_reader(self, viewer: Any, key: str) -> Found:
        """What this person can see and report; everything else doesn't exist."""
        raise NotFound

    def by_pk(self, pk: int) -> Found | None:
        """Whatever its state; None when it is gone."""
        return None

    def hold(self, pk: int) -> None:
        """Lock its row: whoever writes it holds it too before an item, so nobody waits crosswise."""

    def hide(self, pk: int) -> bool:
        """Out of sight of everybody but its author. False when it isn't in sight."""
        return False

    def show(self, pk: int) -> bool:
        """In sight again. False when it was not hidden."""
        return False

    def delete(self, pk: int) -> bool:
        return False

    def rewrite(self, pk: int, *, title: str, text: str) -> bool:
        """Say it in these words."""
        return False

    def label(self, pk: int) -> bool:
        return False

    def drop_pictures(self, pk: int) -> None:
        """Its pictures are refused everywhere: where hiding doesn't take them away, this does."""

    def lock(self, pk: int) -> int:
        """Close the talk around it for a while; the pk of the note it belongs to, or 0."""
        return 0


_things: dict[str, Thing] = {}


def register_thing(thing: Thing) -> None:
    _things[thing.kind] = thing


def thing_of(kind: str) -> Thing:
    """NotFound for a kind nobody registered."""
    try:
        return _things[kind]
    except KeyError as unknown:
        raise NotFound from unknown


def kinds() -> list[str]:
    return list(_things)
