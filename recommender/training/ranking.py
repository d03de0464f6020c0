"""The second stage: what several sources propose, told apart by a logistic regression.

Features of a person and a proposed thing: from each source its score (standardised among the person's proposals) and
1 / (10 + place); how many sources propose it; log of its popularity; friends who have it (count and share); the length
of the person's history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.features.interactions import Rows, Scores
from recommender.training.sources import Source, World

PROPOSALS = 100  # by each source
MOST_EXAMPLES = 400_000
NOTHING = -1


@dataclass(frozen=True)
class Proposals:
    """Things proposed to some people. `person` counts within the batch; features by `names`."""

    person: Rows
    thing: Rows
    features: NDArray[np.float32]
    blend: NDArray[np.float32]  # reciprocal ranks summed over sources


@dataclass(frozen=True)
class Panel:
    """Sources fitted on one world, asked together. Nobody is proposed what is `hidden`, nor what nobody ever had."""

    world: World
    sources: Sequence[Source]
    hidden: Any

    def proposals(self, rows: Rows) -> Proposals:
        tables = [masked(source.score(rows), rows, self.hidden, self.world) for source in self.sources]
        wanted = np.zeros(tables[0].shape, np.int16)
        for table in tables:
            places = best_of(table, PROPOSALS)
            np.add.at(wanted, (np.arange(len(rows))[:, None], places), places >= 0)
        for table in tables:
            wanted[~np.isfinite(table)] = 0
        person, thing = np.nonzero(wanted)
        columns: list[NDArray[Any]] = []
        blend = np.zeros(len(person), np.float32)
        for table in tables:
            scores = table[person, thing]
            place = places_within(person, scores)
            columns += [standardised(person, scores, len(rows)), 1.0 / (10 + place)]
            blend += (1 / (60 + place)).astype(np.float32)
        columns += [wanted[person, thing].astype(np.float64), *self._facts(rows, person, thing)]
        return Proposals(person, thing, np.column_stack(columns).astype(np.float32), blend)

    def _facts(self, rows: Rows, person: Rows, thing: Rows) -> list[NDArray[Any]]:
        had = self.world.seen.matrix
        lengths = np.log1p(np.asarray(had[rows].sum(axis=1)).ravel())
        facts = [np.log1p(self.world.seen.popularity[thing]), lengths[person]]
        if self.world.friends is not None:
            links = self.world.friends[rows]
            share = np.asarray((links @ had).toarray())[person, thing]
            friends = np.diff(links.indptr)
            facts += [share, np.log1p(share * friends[person])]
        return facts


class Ranker(Protocol):
    def chances(self, features: NDArray[np.float32]) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class Logistic:
    """Log-odds are a weighted sum of standardised features: small, quick, and each weight can be read."""

    centre: NDArray[np.float32]
    spread: NDArray[np.float32]
    weights: NDArray[np.float32]
    offset: float

    @classmethod
    def fitted(cls, features: NDArray[np.float32], labels: NDArray[np.bool_]) -> Logistic:
        from sklearn.linear_model import LogisticRegression

        centre, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6).astype(np.float32)
        model = LogisticRegression(C=1.0, max_iter=300).fit((features - centre) / spread, labels)
        return cls(centre, spread, model.coef_[0].astype(np.float32), float(model.intercept_[0]))

    def chances(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        odds = ((features - self.centre) / self.spread) @ self.weights + self.offset
        answer: NDArray[np.float32] = odds.astype(np.float32, copy=False)
        return answer


@dataclass(frozen=True)
class Forest:
    """The random forest of the source article, kept to be compared with."""

    model: Any

    @classmethod
    def fitted(cls, features: NDArray[np.float32], labels: NDArray[np.bool_]) -> Forest:
        from sklearn.ensemble import RandomForestClassifier

        model = RandomForestClassifier(n_estimators=60, min_samples_leaf=20, max_samples=0.5, random_state=1, n_jobs=1)
        return cls(model.fit(features, labels))

    def chances(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        answer: NDArray[np.float32] = self.model.predict_proba(features)[:, 1].astype(np.float32)
        return answer


def examples(panel: Panel, rows: Rows, truth: Any) -> tuple[NDArray[np.float32], NDArray[np.bool_], Rows]:
    """Features, whether the person took the thing, and whose: all hits, and as many others as there is room for."""
    dice = np.random.default_rng(2024)
    room = max(20, MOST_EXAMPLES // max(1, len(rows)))
    features, labels, owners = [], [], []
    for batch in panel.world.seen.batches(rows):
        found = panel.proposals(batch)
        taken = np.asarray(truth[batch].toarray())[found.person, found.thing] > 0
        most = dice.random(len(taken)) < room * len(batch) / max(1, len(taken))
        kept = taken | most
        features.append(found.features[kept])
        labels.append(taken[kept])
        owners.append(batch[found.person[kept]])
    return np.concatenate(features), np.concatenate(labels), np.concatenate(owners)


def masked(scores: Scores, rows: Rows, hidden: Any, world: World) -> Scores:
    """What a person has, and what nobody has, can't be proposed."""
    scores[:, world.seen.popularity == 0] = -np.inf
    own = hidden[rows]
    scores[np.repeat(np.arange(len(rows)), np.diff(own.indptr)), own.indices] = -np.inf
    return scores


def best_of(scores: Scores, k: int) -> Rows:
    """Columns of the k largest in each row, best first, equal ones by column; NOTHING where no score is left."""
    width = scores.shape[1]
    some = min(k, width)
    cut = (
        np.argpartition(-scores, some - 1, axis=1)[:, :some]
        if some < width
        else np.tile(np.arange(width), (len(scores), 1))
    )
    cut = np.sort(cut, axis=1)
    values = np.take_along_axis(scores, cut, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    best = np.take_along_axis(cut, order, axis=1).astype(np.int64)
    best[~np.isfinite(np.take_along_axis(values, order, axis=1))] = NOTHING
    return np.pad(best, ((0, 0), (0, k - some)), constant_values=NOTHING)


def places_within(person: Rows, scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """0 for each person's best, 1 for the next …; `person` is sorted."""
    order = np.lexsort((-scores, person))
    begins = np.searchsorted(person, person[order])
    places = np.empty(len(person), np.int64)
    places[order] = np.arange(len(person)) - begins
    return places


def standardised(person: Rows, scores: NDArray[np.float32], people: int) -> NDArray[np.float64]:
    """Mean 0 and spread 1 within each person's proposals."""
    size = np.maximum(np.bincount(person, minlength=people), 1)
    mean = np.bincount(person, scores, minlength=people) / size
    gaps = scores - mean[person]
    spread = np.sqrt(np.bincount(person, gaps**2, minlength=people) / size)
    return gaps / np.maximum(spread, 1e-9)[person]


def lists_of(panel: Panel, rows: Rows, k: int, ranker: Ranker | None) -> Rows:
    """The k best proposals for each, by the ranker, or without one by the blend of reciprocal ranks."""
    lists = []
    for batch in panel.world.seen.batches(rows):
        found = panel.proposals(batch)
        values = found.blend if ranker is None else ranker.chances(found.features)
        lists.append(_cut(found, values, len(batch), k))
    return np.concatenate(lists)


def _cut(found: Proposals, values: NDArray[np.float32], people: int, k: int) -> Rows:
    lists = np.full((people, k), NOTHING, np.int64)
    places = places_within(found.person, values)
    kept = places < k
    lists[found.person[kept], places[kept]] = found.thing[kept]
    return lists


def lists_by(source: Source, world: World, hidden: Any, rows: Rows, k: int) -> Rows:
    """The k best of one source alone."""
    batches = world.seen.batches(rows)
    lists = [best_of(masked(source.score(batch), batch, hidden, world), k) for batch in batches]
    return np.concatenate(lists) if lists else np.empty((0, k), np.int64)
