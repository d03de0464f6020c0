"""What a group's effect page learns of reports."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from community.effect.sources import Reports, Window
from content.moderation.models import Kind, Report, ReportState
from content.posts.models import Post


def reports_in(window: Window) -> dict[int, Reports]:
    """Notes that came out, reports made, and reports decided in these days, by group; whatever became of the notes."""
    notes = _by_group(_inside(window, Post.objects.filter(group__in=window.groups), "published_at"), "group")
    of_groups = Report.objects.filter(item__group__in=window.groups, kind__in=[Kind.NOTE, Kind.COMMENT])
    made = _by_group(_inside(window, of_groups, "at"), "item__group")
    done = of_groups.filter(state__in=[ReportState.UPHELD, ReportState.DECLINED])
    done = _inside(window, done, "item__decided_at")
    decided, upheld = (_by_group(rows, "item__group") for rows in (done, done.filter(state=ReportState.UPHELD)))
    return {pk: Reports(notes[pk], made[pk], decided[pk], upheld[pk]) for pk in window.groups}


def _inside(window: Window, rows: QuerySet[Any], when: str) -> QuerySet[Any]:
    return rows.filter(**{f"{when}__gte": window.since, f"{when}__lt": window.until})


def _by_group(rows: QuerySet[Any], group: str) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list(group).annotate(n=Count("pk"))))
