"""What an import of sales tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class HistoryImported(Event):
    """Orders or credit notes of former days came into a shop."""

    name: ClassVar[str] = "orders.history_imported"

    shop_id: int
