"""What the ranking of the feed does, as far as it can be told without an experiment."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from analytics.dashboards.asking import Ask
from analytics.dashboards.behaviour import content_lines_of
from analytics.dashboards.frame import Cell, Chart, Column, Display, Kind, State
from analytics.metrics.engine import ContentLine
from analytics.statistics.rates import FEW, Rate
from content.feed.models import Warmth

PARTS = 5
MOST_SURFACES = 12

SURFACES = """
    WITH seen AS (
        SELECT DISTINCT details->>'surface' AS surface, actor_id, session, object_kind, object_id
        FROM analytics_event WHERE name = 'impression' AND happened_at >= %(from)s AND happened_at < %(until)s
          AND NOT is_bot AND NOT is_staff),
    opened AS (
        SELECT DISTINCT details->>'surface' AS surface, actor_id, session, object_kind, object_id
        FROM analytics_event WHERE name = 'click' AND happened_at >= %(from)s AND happened_at < %(until)s
          AND NOT is_bot AND NOT is_staff)
    SELECT coalesce(seen.surface, ''), count(*), count(opened.actor_id)
    FROM seen LEFT JOIN opened ON opened.actor_id = seen.actor_id AND opened.object_kind = seen.object_kind
      AND opened.object_id = seen.object_id AND opened.surface IS NOT DISTINCT FROM seen.surface
      AND opened.session IS NOT DISTINCT FROM seen.session
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s"""


def _rate_cells(hits: int, of: int) -> list[Cell]:
    rate = Rate(hits, of)
    return [rate.value, rate.interval.low, rate.interval.high] if rate.is_enough else [None, None, None]


def by_score(ask: Ask) -> Chart:
    """Notes in five equal groups by what the feed thinks of them now, and how often they were opened when seen."""
    lines = {
        int(one.object.partition(":")[2]): one
        for one in content_lines_of(ask, "click")
        if one.object.startswith("note:")
    }
    scores = Warmth.objects.filter(post__in=lines).order_by("-score", "-post_id").values_list("post_id", flat=True)
    ranked = [lines[pk] for pk in scores]
    rows: list[list[Cell]] = []
    for place in range(PARTS):
        part = _part(ranked, place)
        shown, acted = sum(one.shown for one in part), sum(one.acted for one in part)
        rows.append([_group_name(place), len(part), shown, acted, *_rate_cells(acted, shown)])
    seen = sum(one.shown for one in ranked)
    return Chart(
        key="ranking",
        title=_("Are notes opened more that the feed holds higher?"),
        definition=_(
            "Notes in five equal groups by the feed's score of now; times they were seen in these days, and "
            "opened. The score only orders, it foretells no rate."
        ),
        note=_("No experiment runs on the ranking, so this is no proof: what stands higher is also seen earlier."),
        columns=[
            Column(_("By the feed's score"), Kind.TEXT),
            Column(_("Notes")),
            Column(_("Seen")),
            Column(_("Opened")),
            Column(_("Rate"), Kind.SHARE),
            Column(_("Interval from"), Kind.SHARE, is_extra=True),
            Column(_("Interval to"), Kind.SHARE, is_extra=True),
        ],
        rows=rows,
        display=Display.TABLE,
        summary=_("Notes with a score were seen %(count)s times.") % {"count": seen},
        state=State.EMPTY if not seen else State.FEW if seen < FEW else State.OK,
    )


def _part(ranked: Sequence[ContentLine], place: int) -> Sequence[ContentLine]:
    count = len(ranked)
    return ranked[count * place // PARTS : count * (place + 1) // PARTS]


def _group_name(place: int) -> str:
    return [_("highest fifth"), _("second"), _("middle"), _("fourth"), _("lowest fifth")][place]


def by_surface(ask: Ask) -> Chart:
    """Where cards are opened when they are seen: the feed beside search, shops and the rest."""
    spec = ask.trade
    with connection.cursor() as cursor:
        cursor.execute(SURFACES, {"from": spec.starts_at, "until": spec.ends_at, "most": MOST_SURFACES})
        found = cursor.fetchall()
    rows: list[list[Cell]] = [
        [_surface(name), shown, acted, *_rate_cells(acted, shown)] for name, shown, acted in found
    ]
    return Chart(
        key="surfaces",
        title=_("Where cards are opened"),
        definition=_("Cards seen and opened, each once for a person, session, card and place on the site."),
        note=_("The home page is ranked, search answers a wish: their rates tell of different people and moments."),
        columns=[
            Column(_("Place"), Kind.TEXT),
            Column(_("Seen")),
            Column(_("Opened")),
            Column(_("Rate"), Kind.SHARE),
            Column(_("Interval from"), Kind.SHARE, is_extra=True),
            Column(_("Interval to"), Kind.SHARE, is_extra=True),
        ],
        rows=rows,
        display=Display.TABLE,
        summary=_("Cards were seen in %(count)s places.") % {"count": len(rows)},
        state=State.OK if rows else State.EMPTY,
    )


def _surface(name: str) -> str:
    return {
        "home": _("Home page"),
        "search": _("Search"),
        "products": _("Products"),
        "shops": _("Shops"),
        "posts": _("Notes"),
        "groups": _("Groups"),
        "people": _("People"),
        "topics": _("Topics"),
        "feed": _("Feed"),
    }.get(name, _("Elsewhere"))
