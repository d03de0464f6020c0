"""Fixtures every test may use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from tests.emptying import empty_tables

TransactionTestCase._fixture_teardown = empty_tables
hypothesis_settings.register_profile("untimed", deadline=None)  # another worker may have the processor
hypothesis_settings.load_profile("untimed")


LONGEST = ("test_page_quality.py", "test_machine.py", "test_newborn.py")
LONG = ("journey", "race", "slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: workers take whole files, one after the other, and none should begin its longest at the end.
    Then folder by folder, for what the files of a folder share is made once for each worker."""
    long = {item.path for item in items if any(map(item.get_closest_marker, LONG))}
    items.sort(key=lambda item: (item.path.name not in LONGEST, item.path not in long, str(item.path.parent)))


@pytest.fixture(autouse=True)
def _fresh_cache():
    """No test sees what another one cached or spent of a limit."""
    cache.clear()


TRIES = 10
LOCK_NOT_AVAILABLE = "55P03"


def _patiently(action: Callable[[Any], Any], actor: Any) -> Any:
    for _turn in range(TRIES):
        try:
            return action(actor)
        except OperationalError as trouble:
            if getattr(trouble.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
                raise
    return action(actor)


@pytest.fixture
def race() -> Callable[..., list[Any]]:
    """Run one action for many actors at the same instant, each on a thread and connection of its own.

    race(lambda buyer: buy(buyer), buyers) returns, in order, each result or the exception it raised. Whoever waited too
    long for a lock tries again, as browsers, providers and workers do when they are told that we are busy.
    Needs `@pytest.mark.django_db(transaction=True)`.
    """

    def run(action: Callable[[Any], Any], actors: Sequence[Any]) -> list[Any]:
        outcomes: list[Any] = [None] * len(actors)
        gate = threading.Barrier(len(actors))

        def go(place: int, actor: Any) -> None:
            try:
                gate.wait(30)
                outcomes[place] = _patiently(action, actor)
            except Exception as trouble:
                outcomes[place] = trouble
            finally:
                connection.close()

        threads = [threading.Thread(target=go, args=pair) for pair in enumerate(actors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        return outcomes

    return run
