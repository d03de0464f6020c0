"""Settings chosen by NDCG on pairs held out of what may be learnt from; nothing here knows a data set's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from recommender.evaluation.metrics import judged
from recommender.features.interactions import Interactions, Rows
from recommender.training import dense, sources
from recommender.training.ranking import lists_by
from recommender.training.sources import Source, World

SHARE_HELD = 0.1
MOST_JUDGED = 1_500  # people whose lists decide about settings
MOST_LEARNERS = 10_000
MOST_PAIRS = 3_000_000  # beyond, only the models that are cheap for their pairs

Fit = Callable[..., Source]
Settings = dict[str, float]


@dataclass(frozen=True)
class Family:
    """A model and the settings to try: first all of `grid`, then around the best of it one change after another."""

    fit: Fit
    grid: Sequence[Settings]


@dataclass(frozen=True)
class Trial:
    """The better settings of a family, how good they were on what was held out, and the model fitted without it."""

    source: Source
    fit: Fit
    settings: Settings
    ndcg: float
    recall: float

    def again(self, world: World) -> Source:
        return self.fit(world, **self.settings)


@dataclass(frozen=True)
class HoldOut:
    """What is learnt from while choosing, and what is to be found: a row for each person."""

    world: World
    truth: Any
    hidden: Any
    judged: Rows
    learners: Rows  # whose held-out pairs a ranker learns from; the judged are among them


def held_out(world: World, valid: Interactions | None) -> HoldOut:
    """The pairs of `valid`, where there are any; else a tenth of all: the last where pairs stand in order of time.

    A tenth drawn by lot otherwise, always the same.
    """
    seen = world.seen
    if valid is not None:
        learnt, wanted = seen, valid.matrix
    else:
        held = _last(len(seen.rows)) if world.recent else _drawn(len(seen.rows))
        learnt, wanted = seen.only(~held), seen.only(held).matrix
    truth = without(wanted, learnt.matrix)
    people = np.flatnonzero(np.diff(truth.indptr))
    dice = np.random.default_rng(2024)
    few = np.sort(dice.choice(people, min(len(people), MOST_JUDGED), replace=False))
    more = np.union1d(few, dice.choice(people, min(len(people), MOST_LEARNERS), replace=False))
    return HoldOut(World(learnt, world.friends, world.recent), truth, learnt.matrix, few, more)


def without(wanted: Any, had: Any) -> Any:
    """Pairs of `wanted` that are not in `had`."""
    left = (wanted - wanted.multiply(had)).tocsr()
    left.eliminate_zeros()
    left.sort_indices()
    return left


def families(world: World) -> dict[str, Family]:
    """What can be afforded for so many people and things, friends' models only where friends are known."""
    pairs = len(world.seen.rows)
    decays = (0.0, 0.15, 0.5) if world.recent else (0.0,)
    found = {
        "popularity": Family(sources.popularity, [{}]),
        "item_knn": Family(sources.item_knn, grid(neighbours=[200], shrink=[5, 20, 60])),
        "rp3beta": Family(
            sources.rp3beta,
            grid(alpha=[0.8, 1.0], beta=[0.05, 0.2, 0.4], neighbours=[500], half_life=decays[:1])
            + grid(alpha=[1.0], beta=[0.2], neighbours=[500], half_life=decays[1:]),
        ),
    }
    if world.recent:
        found["trending"] = Family(sources.trending, grid(half_life=[0.02, 0.08, 0.25]))
    if dense.fits_ease(world):
        found["ease"] = Family(
            dense.ease,
            grid(ridge=[20, 80, 250, 800], half_life=decays[:1]) + grid(ridge=[80, 250], half_life=decays[1:]),
        )
        if world.friends is not None:
            found["ease_friends"] = Family(dense.ease, grid(ridge=[80, 250], friends=[0.1, 0.5]))
    if pairs <= MOST_PAIRS:
        found["user_knn"] = Family(sources.user_knn, grid(neighbours=[80, 250], shrink=[5, 20]))
        if min(world.seen.matrix.shape) > 2:
            found["gf_cf"] = Family(sources.gf_cf, grid(factors=[64, 128], share=[0.1, 0.3]))
    ways: list[Settings] = [
        {"ridge": 1, "weight": 2},
        {"ridge": 5, "weight": 10},
        {"ridge": 15, "weight": 10},
        {"ridge": 30, "weight": 30},
    ]
    found["als"] = Family(dense.als, [{"factors": 64, "rounds": 10} | way for way in ways])
    if world.friends is not None:
        found["friends"] = Family(sources.friends_popularity, [{}])
        found["rp3beta_friends"] = Family(
            sources.rp3beta, grid(alpha=[0.8, 1.0], beta=[0.2], neighbours=[500], friends=[0.1, 0.5, 2.0])
        )
    return found


def grid(**ranges: Iterable[float]) -> list[Settings]:
    return [dict(zip(ranges, values, strict=True)) for values in product(*ranges.values())]


def trials(hold: HoldOut, tried: Mapping[str, Family], *, k: int, say: Callable[[str], object]) -> dict[str, Trial]:
    """The best settings of each family; what can't be fitted to so little is left out, and said."""
    best: dict[str, Trial] = {}
    for name, family in tried.items():
        for settings in family.grid:
            trial = _tried(hold, family, settings, k)
            if name not in best or trial.ndcg > best[name].ndcg:
                best[name] = trial
        say(f"{name} {best[name].settings}: NDCG {best[name].ndcg:.4f} on what was held out")
    return best


def _tried(hold: HoldOut, family: Family, settings: Settings, k: int) -> Trial:
    source = family.fit(hold.world, **settings)
    lists = lists_by(source, hold.world, hold.hidden, hold.judged, k)
    seen = hold.world.seen
    verdict = judged(
        lists,
        hold.truth[hold.judged],
        popularity=seen.popularity,
        people=len(seen.people),
        catalogue=len(seen.things),
    )
    return Trial(source, family.fit, settings, verdict.ndcg, verdict.recall)


def _last(count: int) -> Any:
    return np.arange(count) >= count - max(1, round(count * SHARE_HELD))


def _drawn(count: int) -> Any:
    held = np.zeros(count, np.bool_)
    if count > 1:
        held[np.random.default_rng(2024).permutation(count)[: max(1, round(count * SHARE_HELD))]] = True
    return held
