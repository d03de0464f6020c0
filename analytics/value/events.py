"""Facts about the value of customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ValueAsked(Event):
    """Somebody wants to know what customers are worth now; a task works it out."""

    name: ClassVar[str] = "analytics.value_asked"
    run_id: int
