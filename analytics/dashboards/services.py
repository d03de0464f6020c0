"""Charts for pages: worked out at once where that is quick, else kept, served as they are and renewed by a task."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import get_language

from analytics.dashboards.asking import Ask
from analytics.dashboards.events import ChartAsked
from analytics.dashboards.frame import Chart, State, packed, unpacked
from analytics.dashboards.models import ChartSnapshot, SnapshotState
from analytics.dashboards.pages import Page, Part, page_named
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.events import publish

FRESH = timedelta(minutes=10)
STUCK = timedelta(minutes=10)
KEPT = timedelta(days=14)
VERSION = 1


@dataclass(frozen=True)
class Served:
    """A chart for a page. `chart` None: nothing has been worked out yet. `is_coming`: a newer one is on its way."""

    part: Part
    chart: Chart | None
    is_coming: bool = False
    has_failed: bool = False
    took_ms: int = 0

    @property
    def took_seconds(self) -> int:
        return round(self.took_ms / 1000)


def serve(page: Page, part: Part, ask: Ask) -> Served:
    """The chart, at once or as last known; what takes long is asked for when there is something newer to know."""
    return _kept(page, part, ask) if part.is_slow else Served(part, build(part, ask))


def build(part: Part, ask: Ask) -> Chart:
    """Work a chart out. A question that has no answer is said in the chart's place."""
    until = ask.counted_until or ask.as_of
    try:
        chart = part.build(ask)
    except DomainError as refusal:
        chart = Chart(part.key, "", "", (), (), note=refusal.text, state=State.ERROR)
    return replace(chart, as_of=until.isoformat())


def _kept(page: Page, part: Part, ask: Ask) -> Served:
    wish = {"portal": ask.portal, "page": page.key, "part": part.key, "lang": get_language() or "en", "ask": ask.wish()}
    digest = digest_of(wish)
    known = ChartSnapshot.objects.filter(digest=digest).first()
    if known is None or _is_due(known, ask):
        known = _ask_for(digest, wish)
    chart = unpacked(known.chart) if known.chart else None
    is_coming = known.state == SnapshotState.WAITING
    return Served(part, chart, is_coming, known.state == SnapshotState.FAILED, known.took_ms)


def digest_of(wish: dict[str, Any]) -> str:
    text = json.dumps([VERSION, wish], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _is_due(known: ChartSnapshot, ask: Ask) -> bool:
    """Something arrived since, and it was not just worked out; or the last try got stuck."""
    moment = now()
    if known.state == SnapshotState.WAITING:
        return known.asked_at < moment - STUCK
    if known.asked_at > moment - FRESH:
        return False
    return known.built_at is None or ask.counted_until is None or known.built_at < ask.counted_until


@transaction.atomic
def _ask_for(digest: str, wish: dict[str, Any]) -> ChartSnapshot:
    moment = now()
    known, is_new = ChartSnapshot.objects.get_or_create(digest=digest, defaults={"wish": wish, "asked_at": moment})
    if not is_new:
        waiting = Q(state=SnapshotState.WAITING, asked_at__gte=moment - STUCK)
        mine = ChartSnapshot.objects.filter(pk=known.pk).exclude(waiting)
        if not mine.update(state=SnapshotState.WAITING, asked_at=moment):
            return known
        known.state = SnapshotState.WAITING
    publish(ChartAsked(snapshot_id=known.pk))
    return known


def ask_again(page: Page, part: Part, ask: Ask) -> Served:
    """After a failure: try once more."""
    wish = {"portal": ask.portal, "page": page.key, "part": part.key, "lang": get_language() or "en", "ask": ask.wish()}
    digest = digest_of(wish)
    ChartSnapshot.objects.filter(digest=digest, state=SnapshotState.FAILED).update(asked_at=now() - 2 * FRESH)
    return _kept(page, part, ask)


def work_out(*, snapshot_id: int) -> bool:
    """Answer a kept question. What fails leaves the last good answer in its place and is raised."""
    kept = ChartSnapshot.objects.filter(pk=snapshot_id, state=SnapshotState.WAITING).first()
    if kept is None:
        return False
    page = page_named(kept.wish["portal"], kept.wish["page"])
    part = page.part(kept.wish["part"]) if page else None
    if part is None:
        kept.delete()
        return False
    begun = monotonic()
    try:
        with translation.override(kept.wish["lang"]):
            chart = build(part, Ask.of_wish(kept.wish["ask"]))
    except Exception:
        ChartSnapshot.objects.filter(pk=kept.pk).update(state=SnapshotState.FAILED, updated_at=now())
        raise
    took = round(1000 * (monotonic() - begun))
    ChartSnapshot.objects.filter(pk=kept.pk).update(
        chart=packed(chart), built_at=now(), took_ms=took, state=SnapshotState.DONE, updated_at=now()
    )
    return True


def forget_old_charts() -> int:
    """Questions nobody asked for two weeks."""
    return ChartSnapshot.objects.filter(asked_at__lt=now() - KEPT).delete()[0]
