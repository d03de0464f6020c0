"""Whoever looks after what is written hears of it in the transaction that writes it.

Texts are read below, what to do about them is decided above (`content.moderation`): it registers one function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """What a reading found."""

    WORDS = "words", _("Words of the list")
    LINKS = "links", _("A link nobody knows")
    DIVERSION = "diversion", _("A way past the shops")
    PICTURE = "picture", _("A picture like a refused one")


@dataclass(frozen=True)
class Finding:
    """One thing somebody should look at. `waits`: not shown before they have."""

    why: str
    name: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Written:
    """Something was written, or written differently."""

    kind: str
    pk: int
    author_id: int
    findings: Sequence[Finding] = field(default_factory=tuple)
    is_new: bool = True


Watch = Callable[[Written], None]
_watches: list[Watch] = []


def register_watch(function: Watch) -> None:
    if function not in _watches:
        _watches.append(function)


def written(*, kind: str, pk: int, author_id: int, findings: Sequence[Finding] = (), is_new: bool = True) -> None:
    """Tell those who watch. Nothing new and nothing found costs nothing."""
    if findings or not is_new:
        for watch in _watches:
            watch(Written(kind, pk, author_id, tuple(findings), is_new))
