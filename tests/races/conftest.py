"""After every race the books must be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.invariants import broken_promises
from tests.orders.conftest import time_machine_later

__all__ = ["books", "kinds", "time_machine_later"]


@pytest.fixture
def books() -> Iterator[None]:
    """Asks for every promise of tests/invariants.py once the race is over."""
    yield
    assert broken_promises() == {}


def kinds(outcomes: list[Any]) -> Counter[str]:
    """What came out, counted: the value, or the name of what was raised."""
    return Counter(type(one).__name__ if isinstance(one, Exception) else str(one) for one in outcomes)
