"""Facts about experiments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ExperimentStarted(Event):
    """People are shared out from now on."""

    name: ClassVar[str] = "analytics.experiment_started"
    experiment_id: int


@dataclass(frozen=True)
class ExperimentStopped(Event):
    """Everybody sees the control again."""

    name: ClassVar[str] = "analytics.experiment_stopped"
    experiment_id: int


@dataclass(frozen=True)
class ExperimentDecided(Event):
    """Somebody has drawn the conclusion."""

    name: ClassVar[str] = "analytics.experiment_decided"
    experiment_id: int
