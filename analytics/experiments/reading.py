"""What an experiment says. The check of the shares comes first; when it fails, nothing else is read.

While it runs, intervals are those of a confidence sequence, right at every look; once it has stopped, Welch's. Lifts
are relative, by the delta method; ratios by the delta method, too. Where the days before tell something, CUPED takes it
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from analytics.experiments.models import Arm, Experiment, ExperimentState, Metric
from analytics.experiments.selectors import People, people_of, sums_of
from analytics.statistics.comparing import Reading, lift, sequential, welch
from analytics.statistics.errors import NothingToCompare
from analytics.statistics.planning import Mismatch, share_check
from analytics.statistics.samples import Pairs, Ratio, Sample, Shares, cuped

FEW = 100  # people in an arm; fewer are shown with a warning
SHARES = {Metric.BOUGHT, Metric.REFUNDED}
WORSE_WHEN_HIGHER = {Metric.REFUNDED}


@dataclass(frozen=True)
class ArmLine:
    """One arm in one metric. `reading`: its lift over the control; none where nothing can be said."""

    arm: Arm
    people: People
    mean: float | None = None
    reading: Reading | None = None

    @property
    def is_control(self) -> bool:
        return self.arm.place == 0


@dataclass(frozen=True)
class MetricTable:
    """A metric in all arms. `missing` says in words why there is no reading."""

    metric: Metric
    lines: Sequence[ArmLine] = ()
    missing: str = ""
    is_adjusted: bool = False
    is_final: bool = False

    @property
    def harmed(self) -> bool:
        """Whether some arm is surely worse than the control: what guardrails are for."""
        sign = -1 if self.metric in WORSE_WHEN_HIGHER else 1
        return any(line.reading is not None and sign * _surely(line.reading) < 0 for line in self.lines)


def _surely(reading: Reading) -> int:
    """1 surely more, −1 surely less, 0 neither."""
    return (reading.interval.low > 0) - (reading.interval.high < 0)


@dataclass(frozen=True)
class ReadOut:
    """All that can be said now."""

    people: Sequence[tuple[Arm, People]]
    missing: str = ""
    shares: Mismatch | None = None
    main: MetricTable | None = None
    guardrails: Sequence[MetricTable] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return sum(people.seen for _arm, people in self.people)

    @property
    def counted(self) -> int:
        return sum(people.counted for _arm, people in self.people)

    @property
    def is_stopped_by_shares(self) -> bool:
        return self.shares is not None and self.shares.stops


def read_out(experiment: Experiment, *, as_of: datetime | None = None) -> ReadOut:
    """Shares first, then the metric, then the guardrails; what is missing instead of a figure that means nothing."""
    arms = list(experiment.arms.all())
    counts = people_of(experiment, as_of=as_of)
    people = [(arm, counts.get(arm.pk, People())) for arm in arms]
    missing = _missing(experiment, people)
    seen = [one.seen for _arm, one in people]
    shares = share_check(seen, weights=[arm.weight for arm in arms]) if sum(seen) and len(arms) > 1 else None
    if missing or (shares and shares.stops):
        return ReadOut(people, missing, shares)
    tables = [_table(experiment, Metric(name), people, as_of) for name in (experiment.metric, *experiment.guardrails)]
    return ReadOut(people, "", shares, tables[0], tables[1:])


def _missing(experiment: Experiment, people: Sequence[tuple[Arm, People]]) -> str:
    if experiment.state == ExperimentState.DRAFT:
        return _("It hasn't begun. Start it, and people are shared out from then on.")
    if not any(one.seen for _arm, one in people):
        return _("Nobody has seen it yet.") if experiment.is_running else _("It ended before anybody saw it.")
    empty = [arm.letter for arm, one in people if not one.seen]
    if empty:
        return _("Nobody has seen arm %(arms)s, so there is nothing to compare with.") % {"arms": ", ".join(empty)}
    young = [arm.letter for arm, one in people if one.counted < 2]
    if young:
        return _("In arm %(arms)s the hours that count are not over for two people yet.") % {"arms": ", ".join(young)}
    return ""


def _table(
    experiment: Experiment, metric: Metric, people: Sequence[tuple[Arm, People]], as_of: datetime | None
) -> MetricTable:
    sums = sums_of(experiment, metric, as_of=as_of)
    is_final = experiment.state != ExperimentState.RUNNING
    if all(not pairs.y for pairs in sums.values()):
        lines = [ArmLine(arm, one, 0.0) for arm, one in people]
        return MetricTable(metric, lines, _("All zero: nobody in any arm did this."), is_final=is_final)
    samples, is_adjusted = _samples(metric, [sums.get(arm.pk) for arm, _one in people])
    lines = [
        ArmLine(arm, one, _mean(sample), _reading(samples[0], sample, is_final=is_final) if arm.place else None)
        for (arm, one), sample in zip(people, samples, strict=True)
    ]
    is_readable = any(line.reading for line in lines)
    missing = "" if is_readable else _("There is too little to compare yet.")
    return MetricTable(metric, lines, missing, is_adjusted, is_final)


def _samples(metric: Metric, sums: Sequence[Pairs | None]) -> tuple[list[Sample | None], bool]:
    """Each arm as a sample; whether the days before were taken out."""
    if metric is Metric.PER_VIEW:
        return [Ratio(pairs) if pairs else None for pairs in sums], False
    known = [pairs for pairs in sums if pairs is not None]
    if len(known) == len(sums) and any(pairs.products for pairs in known):
        try:
            _theta, adjusted = cuped(known)
        except NothingToCompare:
            pass
        else:
            return list(adjusted), True
    return [_plain(metric, pairs) if pairs else None for pairs in sums], False


def _plain(metric: Metric, pairs: Pairs) -> Sample:
    return Shares(round(pairs.y), pairs.n) if metric in SHARES else pairs.y_amounts


def _mean(sample: Sample | None) -> float | None:
    try:
        return sample.mean if sample else None
    except NothingToCompare:
        return None


def _reading(control: Sample | None, arm: Sample | None, *, is_final: bool) -> Reading | None:
    if control is None or arm is None:
        return None
    try:
        found = lift(control, arm)
        return welch(found) if is_final else sequential(found)
    except (NothingToCompare, ZeroDivisionError):
        return None
