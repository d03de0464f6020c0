"""The form of a segment: its name, its rows, and the tree they come to.

The rows are one `all` or `any` of conditions and their opposites. A tree with more to it (from a program, or a chart)
is kept as it came, read out in words, and joined with the rows by `all`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from analytics.segments.cells import pack, unpack
from analytics.segments.conditions import MOST_LEAVES, Condition, Every, Not, Some, read, written
from analytics.segments.contradictions import check
from analytics.segments.errors import BadCondition
from analytics.segments.forms import FORMS, HeadForm, LeafForm, usable
from analytics.segments.wording import lines_of
from catalog.shops.models import Shop
from config.kernel.errors import DomainError


class Builder:
    """New, from a known tree, or as it was posted."""

    def __init__(
        self,
        shop: Shop | None,
        *,
        posted: QueryDict | None = None,
        condition: Condition | None = None,
        name: str = "",
        first: str = "",
    ) -> None:
        self.shop, self.refusal = shop, ""
        if posted is None:
            self._from_tree(condition, name, first)
        else:
            self._from_post(posted)

    def _from_tree(self, condition: Condition | None, name: str, first: str) -> None:
        join, parts, kept = _opened(condition)
        self.kept = kept
        self.head = HeadForm(initial={"name": name, "join": join, "kept": pack(kept) if kept else ""})
        self.rows = [_row_of(part, place) for place, part in enumerate(parts)]
        if not self.rows and kept is None:
            self.rows = [FORMS.get(first, FORMS["bought"])(prefix="row-0")]

    def _from_post(self, posted: QueryDict) -> None:
        self.head = HeadForm(posted)
        self.kept = _unpacked(posted.get("kept", ""))
        places = [place for place in range(MOST_LEAVES) if posted.get(f"row-{place}-kind") in FORMS]
        left = [place for place in places if str(place) != posted.get("remove")]
        self.rows = [
            FORMS[str(posted[f"row-{old}-kind"])](_moved(posted, old, new), prefix=f"row-{new}")
            for new, old in enumerate(left)
        ]
        added = posted.get("add", "")
        if added in FORMS and len(self.rows) < MOST_LEAVES:
            self.rows.append(FORMS[added](prefix=f"row-{len(self.rows)}"))

    @property
    def kept_lines(self) -> list[str]:
        return lines_of(self.kept) if self.kept else []

    @property
    def kinds(self) -> list[type[LeafForm]]:
        return list(FORMS.values())

    def condition(self) -> Condition | None:
        """What the rows come to, or nothing and the reason in `refusal` or beside the fields."""
        rows = [row for row in self.rows if row.is_bound]
        if not all([row.is_valid() for row in rows]):  # noqa: C419 - every row is to show its faults
            return None
        parts = [Not(row.leaf) if row.value("is_not") else row.leaf for row in rows]
        if not parts and self.kept is None:
            self.refusal = BadCondition(why="").text
            return None
        return self._checked(self._joined(parts))

    def _joined(self, parts: list[Any]) -> Condition:
        join = Some if self.head.data.get("join") == "any" else Every
        own: list[Condition] = [join(tuple(parts))] if len(parts) > 1 else parts
        if self.kept is None:
            return own[0]
        return Every((self.kept, *own)) if own else self.kept

    def _checked(self, condition: Condition) -> Condition | None:
        try:
            condition = read(written(condition))
            check(condition)
        except DomainError as refusal:
            self.refusal = refusal.text
            return None
        return condition


def _opened(condition: Condition | None) -> tuple[str, list[Condition], Condition | None]:
    """How a tree stands in the rows: their joining, the rows, and what is kept as it is."""
    if condition is None:
        return "all", [], None
    parts: list[Condition] = list(condition.parts) if isinstance(condition, Every | Some) else [condition]
    if all(_fits(part) for part in parts):
        return "any" if isinstance(condition, Some) else "all", parts, None
    return "all", [], condition


def _fits(part: Condition) -> bool:
    inner = part.part if isinstance(part, Not) else part
    return not isinstance(inner, Every | Some | Not) and usable(inner)


def _row_of(part: Condition, place: int) -> LeafForm:
    leaf: Any = part.part if isinstance(part, Not) else part
    form = FORMS[leaf.name]
    return form(initial={**form.filled(leaf), "is_not": isinstance(part, Not)}, prefix=f"row-{place}")


def _unpacked(text: str) -> Condition | None:
    try:
        return unpack(text) if text else None
    except DomainError:
        return None


def _moved(posted: QueryDict, old: int, new: int) -> Mapping[str, Any]:
    """A row's fields under its new number, when one above it went."""
    moved = QueryDict(mutable=True)
    start = f"row-{old}-"
    for key in posted:
        if key.startswith(start):
            moved.setlist(f"row-{new}-{key.removeprefix(start)}", posted.getlist(key))
    return moved
