"""Locks, always in one order: Team → Order → Coupon → Stock (by pk) → LedgerAccount (by pk). Once, late, sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, models, transaction

from config.kernel.errors import TryAgain

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")
R = TypeVar("R")

LOCK_NOT_AVAILABLE, DEADLOCK, SERIALIZATION = "55P03", "40P01", "40001"
STATEMENT_TIMEOUT = "57014"  # so long a queue that waiting any longer helps nobody


def locked(queryset: models.QuerySet[M], pks: Iterable[Any]) -> list[M]:
    """Those rows, locked in pk order until the transaction ends. Two callers can wait, but never for each other."""
    return list(queryset.filter(pk__in=sorted(set(pks))).order_by("pk").select_for_update(of=("self",)))


def locked_one(queryset: models.QuerySet[M], pk: Any) -> M:
    """One row, locked; fresh from the database."""
    return queryset.select_for_update(of=("self",)).get(pk=pk)


def is_contention(error: OperationalError) -> bool:
    """Whether PostgreSQL gave up waiting for somebody else, so that trying again is sensible."""
    return _code_of(error) in {LOCK_NOT_AVAILABLE, DEADLOCK, SERIALIZATION, STATEMENT_TIMEOUT}


def _code_of(error: OperationalError) -> str | None:
    return getattr(error.__cause__, "pgcode", None)


def patient(tries: int = 3) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a service again when it lost a lock race, then say TryAgain. Only for the outermost transaction."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(tries):
                try:
                    return function(*args, **kwargs)
                except OperationalError as error:
                    if not is_contention(error) or transaction.get_connection().in_atomic_block:
                        raise
                    if attempt == tries - 1 or _code_of(error) == STATEMENT_TIMEOUT:
                        raise TryAgain from error
            raise AssertionError("unreachable")

        return run

    return decorate
