"""Keyset pages for lists people turn over: the next page starts after the last row, however long the list is.

The cursor is a public identifier of the row (an order's number, a parcel's key), so no consecutive id leaks.
`?cursor=X` reads on after X, `?cursor=~X` reads back before X.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)
BACK = "~"


@dataclass(frozen=True)
class Page(Generic[M]):
    rows: list[M]
    next: str = ""
    prev: str = ""

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(queryset: models.QuerySet[M], *, cursor: str, by: str, size: int = 20) -> Page[M]:
    """One page of a queryset, newest (highest pk) first. A cursor that leads nowhere starts at the top."""
    is_back = cursor.startswith(BACK)
    edge = _edge(queryset, cursor.removeprefix(BACK), by)
    if edge is None:
        rows = list(queryset.order_by("-pk")[: size + 1])
        return _page(rows[:size], by, has_next=len(rows) > size, has_prev=False)
    if is_back:
        rows = list(queryset.filter(pk__gt=edge).order_by("pk")[: size + 1])
        return _page(rows[:size][::-1], by, has_next=True, has_prev=len(rows) > size)
    rows = list(queryset.filter(pk__lt=edge).order_by("-pk")[: size + 1])
    return _page(rows[:size], by, has_next=len(rows) > size, has_prev=True)


def _edge(queryset: models.QuerySet[M], value: str, by: str) -> Any:
    if not value or "\x00" in value:
        return None
    return queryset.order_by().filter(**{by: value[:80]}).values_list("pk", flat=True).first()


def _page(rows: list[M], by: str, *, has_next: bool, has_prev: bool) -> Page[M]:
    if not rows:
        return Page([])
    last, first = str(getattr(rows[-1], by)), str(getattr(rows[0], by))
    return Page(rows, next=last if has_next else "", prev=BACK + first if has_prev else "")
