"""From files to a report: choose on what is held out, fit again on everything, judge once on the test."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from recommender.evaluation.choosing import HoldOut, Trial, families, held_out, trials, without
from recommender.evaluation.errors import NothingToFind
from recommender.evaluation.metrics import Difference, Values, Verdict, compared, judged
from recommender.features.interactions import Interactions, Rows, friendships
from recommender.features.reading import Ids, Pairs, ids_of, pairs_of
from recommender.training.ranking import Forest, Logistic, Panel, Ranker, examples, lists_by, lists_of
from recommender.training.sources import Source, World

SOCIAL = frozenset({"friends", "rp3beta_friends", "ease_friends"})
LEAST_EXAMPLES = 30  # things taken, for a ranker to be fitted at all

Say = Callable[[str], object]
RankerFit = Callable[[Any, Any], Ranker]


@dataclass(frozen=True)
class Files:
    train: Path
    test: Path
    valid: Path | None = None
    social: Path | None = None
    items: Path | None = None


@dataclass(frozen=True)
class Case:
    """What the files say, with everybody and everything numbered."""

    world: World
    valid: Interactions | None
    hidden: Any  # what no list may hold: known pairs
    truth: Any
    asked: Rows  # people with something to find
    catalogue: int


@dataclass
class Line:
    """One model in the table."""

    name: str
    settings: dict[str, float]
    held: float  # NDCG on what was held out
    verdict: Verdict
    cpu_seconds: float  # to fit it and to make all lists; for rankers and blend without fitting the models below
    lists: Rows


@dataclass
class Report:
    """All models beside each other, `chosen` by what was held out before the test was looked at."""

    lines: list[Line]
    chosen: str
    case: Case
    friends: dict[str, Difference] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0

    @property
    def best(self) -> Line:
        return self.line(self.chosen)

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)


def case_of(files: Files) -> Case:
    train, test = pairs_of(files.train), pairs_of(files.test)
    valid = pairs_of(files.valid) if files.valid else None
    friends = pairs_of(files.social) if files.social else None
    people = np.unique(np.concatenate([train.left, test.left]))
    listed = ids_of(files.items) if files.items else np.empty(0, np.int64)
    things = np.unique(np.concatenate([train.right, test.right, listed]))
    seen = Interactions.of(train, people=people, things=things)
    wanted = Interactions.of(test, people=people, things=things)
    extra = _numbered(valid, people, things)
    hidden = seen.matrix if extra is None else _either(seen.matrix, extra.matrix)
    truth = without(wanted.matrix, hidden)
    asked = np.flatnonzero(np.diff(truth.indptr))
    if not len(asked):
        raise NothingToFind(file=files.test.name)
    known = friendships(friends, people=people) if friends is not None else None
    if known is not None and not known.nnz:
        known = None
    return Case(World(seen, known, seen.is_ordered), extra, hidden, truth, asked, len(things))


def evaluated(case: Case, *, k: int, forest: bool = False, say: Say = lambda _text: None) -> Report:
    began, cpu = time.monotonic(), time.process_time()
    hold = held_out(case.world, case.valid)
    found = trials(hold, families(case.world), k=k, say=say)
    fresh: dict[str, Source] = {}
    lines = []
    for name, trial in found.items():
        line, fresh[name] = _line_of_source(case, name, trial, k)
        lines.append(line)
    parts = _stages(case, hold, found, fresh, k, say, forest=forest)
    lines += parts.lines
    chosen = max(lines, key=lambda line: line.held if line.name != "forest" else 0.0).name
    report = Report(lines, chosen, case, parts.friends)
    report.cpu_seconds, report.wall_seconds = time.process_time() - cpu, time.monotonic() - began
    return report


@dataclass
class _Stages:
    lines: list[Line] = field(default_factory=list)
    friends: dict[str, Difference] = field(default_factory=dict)


def _stages(
    case: Case,
    hold: HoldOut,
    found: dict[str, Trial],
    fresh: dict[str, Source],
    k: int,
    say: Say,
    *,
    forest: bool,
) -> _Stages:
    """The blend and the rankers over all sources, and the ranker once more without friends."""
    stages = _Stages()
    fits: list[tuple[str, RankerFit | None, bool]] = [("blend", None, True), ("ranker", Logistic.fitted, True)]
    if forest:
        fits.append(("forest", Forest.fitted, True))
    if case.world.friends is not None:
        fits.append(("ranker_without_friends", Logistic.fitted, False))
    held: dict[str, Values] = {}
    for name, fit, social in fits:
        began = time.process_time()
        chosen = {key: trial for key, trial in found.items() if social or key not in SOCIAL}
        world = _friendless(hold.world) if not social else hold.world
        panel = Panel(world, [trial.source for trial in chosen.values()], hold.hidden)
        ranker, ndcgs = _gated(panel, hold, fit, k)
        if ndcgs is None:
            say(f"{name}: too few examples to fit it")
            continue
        held[name] = ndcgs
        final = Panel(
            _friendless(case.world) if not social else case.world, [fresh[key] for key in chosen], case.hidden
        )
        lists = lists_of(final, case.asked, k, ranker)
        verdict = _judged(case, lists)
        line = Line(name, {}, float(ndcgs.mean()), verdict, time.process_time() - began, lists)
        stages.lines.append(line)
        say(f"{name}: NDCG {line.held:.4f} on what was held out")
    _compare_friends(stages, held)
    return stages


def _compare_friends(stages: _Stages, held: dict[str, Values]) -> None:
    if "ranker_without_friends" not in held or "ranker" not in held:
        return
    verdicts = {line.name: line.verdict for line in stages.lines}
    stages.friends = {
        "held_out_ndcg": compared(held["ranker"], held["ranker_without_friends"]),
        "test_ndcg": compared(verdicts["ranker"].ndcgs, verdicts["ranker_without_friends"].ndcgs),
        "test_recall": compared(verdicts["ranker"].recalls, verdicts["ranker_without_friends"].recalls),
    }


def _gated(panel: Panel, hold: HoldOut, fit: RankerFit | None, k: int) -> tuple[Ranker | None, Values | None]:
    """The ranker fitted on all who learn, and how good it is for the judged (the same as judge single models).

    Crosswise by odd and even rows: nobody is judged by a ranker that has learnt from them.
    """
    rows = hold.judged
    if not len(rows):
        return None, None
    if fit is None:
        return None, _ndcgs(hold, rows, lists_of(panel, rows, k, None))
    features, labels, owners = examples(panel, hold.learners, hold.truth)
    sides = [owners % 2 == side for side in (0, 1)]
    if min(int(labels[side].sum()) for side in sides) < LEAST_EXAMPLES:
        return None, None
    parts = []
    for side, others in enumerate(reversed(sides)):
        half = rows[rows % 2 == side]
        if len(half):
            parts.append(_ndcgs(hold, half, lists_of(panel, half, k, fit(features[others], labels[others]))))
    return fit(features, labels), np.concatenate(parts)


def _ndcgs(hold: HoldOut, rows: Rows, lists: Rows) -> Values:
    seen = hold.world.seen
    verdict = judged(
        lists, hold.truth[rows], popularity=seen.popularity, people=len(seen.people), catalogue=len(seen.things)
    )
    return verdict.ndcgs


def _line_of_source(case: Case, name: str, trial: Trial, k: int) -> tuple[Line, Source]:
    began = time.process_time()
    source = trial.again(case.world)
    lists = lists_by(source, case.world, case.hidden, case.asked, k)
    spent = time.process_time() - began
    return Line(name, trial.settings, trial.ndcg, _judged(case, lists), spent, lists), source


def _judged(case: Case, lists: Rows) -> Verdict:
    seen = case.world.seen
    return judged(
        lists,
        case.truth[case.asked],
        popularity=seen.popularity,
        people=len(np.unique(seen.rows)),
        catalogue=case.catalogue,
    )


def _friendless(world: World) -> World:
    return World(world.seen, None, world.recent)


def _numbered(valid: Pairs | None, people: Ids, things: Ids) -> Interactions | None:
    if valid is None:
        return None
    known = Interactions.of(valid, people=people, things=things)
    return known if len(known.rows) else None


def _either(one: Any, other: Any) -> Any:
    both = (one + other).tocsr()
    both.data = np.ones_like(both.data)
    return both


def peak_mb() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def written(lists: Rows, case: Case) -> Iterable[str]:
    """`user i1 … i20` lines with the ids of the files, best first."""
    seen = case.world.seen
    for row, found in zip(case.asked, lists, strict=True):
        shown: Sequence[int] = seen.things[found[found >= 0]].tolist()
        yield " ".join(map(str, [int(seen.people[row]), *shown]))
