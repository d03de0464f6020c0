"""Facts about charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ChartAsked(Event):
    """Somebody looks at a chart that takes long to work out; a task does it, and the page shows it when it is there."""

    name: ClassVar[str] = "analytics.chart_asked"
    snapshot_id: int
