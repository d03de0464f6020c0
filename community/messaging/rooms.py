"""What a group lets somebody do in its chat. Groups are above: they register who answers.

    register_group_rooms(rooms_for)

`rooms_for(user, group_ids)` answers, for many groups at once, the rooms this person may enter; what it leaves out does
not exist for them. A room may still say why one may only read there, and ask before each word (`admit`) whether it is
the turn of who says it, and read it by words of its own (`words`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from community.conduct.selectors import KnownWords
from config.kernel.errors import DomainError


@dataclass(frozen=True)
class GroupRoom:
    """A group's chat as one person meets it."""

    name: str
    url: str
    silenced: DomainError | None = None
    admit: Callable[[], None] | None = None
    words: Callable[[], Sequence[KnownWords]] | None = None


Rooms = Callable[[Any, Collection[int]], Mapping[int, GroupRoom]]
_answers: list[Rooms] = []


def register_group_rooms(rooms_for: Rooms) -> None:
    _answers[:] = [rooms_for]


def group_rooms(user: Any, group_ids: Collection[int]) -> dict[int, GroupRoom]:
    """The rooms among these that this person may enter; none as long as nobody answers."""
    return {pk: room for ask in _answers for pk, room in ask(user, group_ids).items()} if group_ids else {}
