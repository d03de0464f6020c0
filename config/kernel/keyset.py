"""Pages of a long list that start after the last row seen, so that the thousandth page costs what the first one does.

A cursor names the sort and the last row's key and pk; whoever tampers with it starts from the beginning.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Sort:
    """A column (or annotation) to sort by, with pk as the tie-breaker in the same direction."""

    name: str
    key: str
    is_descending: bool = True

    @property
    def order_by(self) -> tuple[str, str]:
        sign = "-" if self.is_descending else ""
        return f"{sign}{self.key}", f"{sign}pk"

    def after(self, value: Any, pk: int) -> Q:
        """Rows behind this one. The outer bound lets PostgreSQL begin its index scan there."""
        strictly, loosely = ("lt", "lte") if self.is_descending else ("gt", "gte")
        behind = Q(**{f"{self.key}__{strictly}": value}) | Q(**{self.key: value, f"pk__{strictly}": pk})
        return Q(**{f"{self.key}__{loosely}": value}) & behind


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    items: Sequence[M]
    next_cursor: str


def keyset_page(rows: models.QuerySet[M], *, sort: Sort, cursor: str, size: int) -> KeysetPage[M]:
    """One page of `rows`. Rows whose key is NULL do not belong in such a list."""
    ordered = rows.order_by(*sort.order_by)
    if (place := read_cursor(cursor, sort)) is not None:
        ordered = ordered.filter(sort.after(*place))
    found = list(ordered[: size + 1])
    items = found[:size]
    return KeysetPage(items, write_cursor(sort, items[-1]) if len(found) > size else "")


def write_cursor(sort: Sort, row: models.Model) -> str:
    value = getattr(row, sort.key)
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([sort.name, plain, row.pk]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: Sort) -> tuple[Any, int] | None:
    """The key and pk a cursor of this sort stands for, or None."""
    if not cursor or len(cursor) > 200:
        return None
    try:
        name, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if name != sort.name or isinstance(pk, bool) or not isinstance(pk, int) or abs(pk) >= 2**63:
            return None
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return (moment, pk) if moment.tzinfo else None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
            return None
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    return value, pk
