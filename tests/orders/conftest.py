"""Fixtures for money and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine

from config.kernel.clock import now


@pytest.fixture
def time_machine_later() -> Iterator[Callable[[timedelta], None]]:
    """Let time pass: `time_machine_later(timedelta(minutes=16))`."""
    travels: list[time_machine.travel] = []

    def later(by: timedelta) -> None:
        travel = time_machine.travel(now() + by)
        travel.start()
        travels.append(travel)

    yield later
    for travel in reversed(travels):
        travel.stop()
