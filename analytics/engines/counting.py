"""An engine: a source that hands over columns, and the kernels that count them."""

from __future__ import annotations

from datetime import timedelta

from analytics.engines.cohorts import cohort_table
from analytics.engines.columns import Happenings, subject_name
from analytics.engines.days import active_table, growth_lines
from analytics.engines.funnels import funnel_table
from analytics.engines.sessions import content_lines, is_cut, path_table
from analytics.engines.source import Source
from analytics.metrics.engine import ActiveTable, Cohort, ContentLine, FunnelTable, GrowthLine, ObjectLine, PathTable
from analytics.metrics.periods import WEEK
from analytics.metrics.specs import ActiveSpec, CohortSpec, ContentSpec, FunnelSpec, GrowthSpec, ObjectSpec, PathSpec

ONE_DAY = timedelta(days=1)


class CountingEngine:
    """An `analytics.metrics.engine.Engine` over any source."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def active(self, spec: ActiveSpec) -> ActiveTable:
        begin = spec.start - max(WEEK, spec.window) * ONE_DAY
        return active_table(spec, self._source.person_days(spec, begin, spec.end))

    def growth_accounting(self, spec: GrowthSpec) -> list[GrowthLine]:
        calendar = spec.calendar
        periods = list(calendar.periods(spec.start, spec.end))
        begin, finish = calendar.later(periods[0], -1), calendar.later(periods[-1], 1)
        if spec.rolling:
            begin = spec.start - 2 * spec.rolling * ONE_DAY
        found = self._source.person_days(spec, begin, finish)
        firsts = self._source.firsts(spec)
        return growth_lines(spec, found, firsts.person, firsts.at)

    def cohorts(self, spec: CohortSpec) -> list[Cohort]:
        return cohort_table(spec, self._source.starts(spec), self._source.returns(spec))

    def funnel(self, spec: FunnelSpec) -> FunnelTable:
        begin, end = spec.calendar.begins_at(spec.start), spec.calendar.begins_at(spec.end)
        finish = end + spec.window
        rows = self._source.happenings(spec, spec.looked_at, begin, finish, with_subjects=spec.same_object)
        return funnel_table(spec, rows)

    def paths(self, spec: PathSpec) -> PathTable:
        return path_table(spec, self._sessions(spec, spec.events or None, spec.gap))

    def content(self, spec: ContentSpec) -> list[ContentLine]:
        return content_lines(spec, self._sessions(spec, None, spec.gap))

    def objects(self, spec: ObjectSpec) -> list[ObjectLine]:
        found = self._source.objects(spec)
        lines = [ObjectLine(subject_name(kind, number), event, times) for kind, number, event, times in found]
        return sorted(lines, key=lambda line: (line.object, line.event))

    def _sessions(self, spec: PathSpec | ContentSpec, names: frozenset[str] | None, gap: timedelta) -> Happenings:
        """What happened in the sessions of the range, whole: usually a day to both sides is enough."""
        is_content = isinstance(spec, ContentSpec)
        margin = max(ONE_DAY, 3 * gap)
        calendar = spec.calendar
        begin, finish = calendar.begins_at(spec.start) - margin, calendar.begins_at(spec.end) + margin
        rows = self._source.happenings(spec, names, begin, finish, with_subjects=is_content)
        if is_cut(spec, rows, gap, margin):
            rows = self._source.happenings(spec, names, None, None, with_subjects=is_content)
        return rows
