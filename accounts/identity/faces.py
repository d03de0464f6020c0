"""Whoever looks after pictures hears of a new profile picture in the transaction that shows it, and may refuse it.

They are above (`community.conduct`): they register who looks.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.identity.models import User
from config.kernel.models import UploadedPicture

Look = Callable[[User, UploadedPicture], None]
_looks: list[Look] = []


def register_look(function: Look) -> None:
    if function not in _looks:
        _looks.append(function)


def look_at(user: User, picture: UploadedPicture) -> None:
    """A refusal, a `DomainError` with the field `picture`, leaves the picture before in its place."""
    for look in _looks:
        look(user, picture)
