"""What a group's work came to, for those who look after it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from community.effect.charts import line_chart
from community.effect.models import FOUR_WEEKS, WEEK, GroupFigures
from community.effect.selectors import contributors_of, latest, series_of
from community.effect.wording import LABELS, tiles_of
from community.groups.views.desk import looked_after
from config.kernel.access import signed_in


@signed_in
@require_GET
def effect(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a week or of four, with what each means; as a picture and as a table."""
    group, standing = looked_after(request, slug)
    span = FOUR_WEEKS if request.GET.get("days") == "28" else WEEK
    row = latest(group, span)
    context: dict[str, Any] = {"group": group, "standing": standing, "span": span, "row": row}
    if row is not None:
        series = series_of(row)
        context |= {
            "tiles": tiles_of(row, series),
            "series": series,
            "chart": line_chart(
                [(one.day, one.active / one.members) for one in series if one.members], label=_("Active members by day")
            ),
            "parts": [(LABELS[name], f"{z:+.1f}") for name, z in row.parts.items()],
            "health": f"{row.health:+.1f}" if row.health is not None else "",
            "contributors": contributors_of(row),
            "groups": _crowd(row),
        }
    return render(request, "community/effect/page.html", context)


def _crowd(row: GroupFigures) -> dict[str, int]:
    """Who writes, who joins in, who reads."""
    return {"write": row.posters, "join": row.active - row.posters, "read": max(0, row.members - row.active)}
