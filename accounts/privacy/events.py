"""News about people's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ExportAsked(Event):
    """Somebody wants a copy of what is known about them."""

    name: ClassVar[str] = "accounts.export_asked"
    export_id: int


@dataclass(frozen=True)
class ExportReady(Event):
    """The copy can be fetched."""

    name: ClassVar[str] = "accounts.export_ready"
    export_id: int
    user_id: int


@dataclass(frozen=True)
class ClosingAsked(Event):
    """Somebody wants to leave; they may come back for fourteen days."""

    name: ClassVar[str] = "accounts.closing_asked"
    user_id: int


@dataclass(frozen=True)
class PersonErased(Event):
    """Nobody can be recognised in this account any more."""

    name: ClassVar[str] = "accounts.person_erased"
    user_id: int
