"""Facts about imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ImportRequested(Event):
    name: ClassVar[str] = "catalog.import_requested"
    job_id: int
