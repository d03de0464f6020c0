"""Facts about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class SignedUp(Event):
    """An account was made."""

    name: ClassVar[str] = "accounts.signed_up"
    user_id: int


@dataclass(frozen=True)
class SignedIn(Event):
    """Somebody signed in on a device; making an account signs in, too."""

    name: ClassVar[str] = "accounts.signed_in"
    user_id: int
