"""How good lists are. The protocol is that of the LightGCN papers, so published figures can stand beside ours.

Everybody with something to find is judged, without a list as zero; the whole catalogue is ranked, never a sample;
what a person had before is no answer. `recall` is hits over things to find, `ndcg` binary with the best list of length
min(k, things to find) as 1, `mrr` one over the place of the first hit. `coverage` is the share of the catalogue in any
list, `gini` how unevenly places in lists are shared (0 evenly, 1 all to one thing), `novelty` the mean of -log2 of the
share of people who had the thing, in bits. Intervals are 95 % of the mean over people.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.features.interactions import Rows

Values = NDArray[np.float64]
NOTHING = -1  # fills a list that is shorter than k


@dataclass(frozen=True)
class Verdict:
    """Means over people, with what each person's list was worth for pairing."""

    k: int
    recall: float
    ndcg: float
    mrr: float
    hit: float
    precision: float
    coverage: float
    gini: float
    novelty: float
    recall_interval: float
    ndcg_interval: float
    short_lists: int
    recalls: Values
    ndcgs: Values

    @property
    def people(self) -> int:
        return len(self.recalls)

    def as_json(self) -> dict[str, float | int]:
        names = ["recall", "ndcg", "mrr", "hit", "precision", "coverage", "gini", "novelty"]
        names += ["recall_interval", "ndcg_interval"]
        figures: dict[str, float | int] = {name: round(float(getattr(self, name)), 5) for name in names}
        return figures | {"people": self.people, "short_lists": self.short_lists}


@dataclass(frozen=True)
class Difference:
    """Of two lists for the same people: mean of this minus that, and how far it may be off in 95 of 100 cases."""

    mean: float
    interval: float

    @property
    def is_clear(self) -> bool:
        return abs(self.mean) > self.interval

    def as_json(self) -> dict[str, float | bool]:
        return {"mean": round(self.mean, 5), "interval": round(self.interval, 5), "is_clear": self.is_clear}


def judged(lists: Rows, truth: Any, *, popularity: NDArray[np.float32], people: int, catalogue: int) -> Verdict:
    """`lists` and the rows of `truth` (CSR of what is to be found) are of the same people, all with something to find.

    `popularity` is how many of `people` had each thing before; `catalogue` how many things there are to show.
    """
    k = lists.shape[1]
    wanted = np.diff(truth.indptr)
    hits = _hits(lists, truth)
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best = np.cumsum(discounts)[np.minimum(wanted, k) - 1]
    found = hits.sum(axis=1)
    recalls, ndcgs = found / wanted, hits @ discounts / best
    firsts = np.where(found > 0, 1 / (np.argmax(hits, axis=1) + 1), 0)
    shown = lists[lists != NOTHING]
    return Verdict(
        k=k,
        recall=_mean(recalls),
        ndcg=_mean(ndcgs),
        mrr=_mean(firsts),
        hit=_mean(found > 0),
        precision=_mean(found / k),
        coverage=len(np.unique(shown)) / catalogue,
        gini=gini(np.unique(shown, return_counts=True)[1], among=catalogue),
        novelty=_mean(-np.log2(np.maximum(popularity[shown], 1) / max(1, people))),
        recall_interval=_interval(recalls),
        ndcg_interval=_interval(ndcgs),
        short_lists=int((lists == NOTHING).any(axis=1).sum()),
        recalls=recalls,
        ndcgs=ndcgs,
    )


def compared(one: Values, other: Values) -> Difference:
    """Paired: the same people, in the same order."""
    gaps = one - other
    return Difference(mean=_mean(gaps), interval=_interval(gaps))


def gini(counts: NDArray[np.int64], *, among: int) -> float:
    """Of how often each of `among` things is shown; those not in `counts` are never shown. 1 when nothing is."""
    shares = np.zeros(among)
    if not len(counts):
        return 1.0
    shares[among - len(counts) :] = np.sort(counts)
    return float((2 * np.arange(1, among + 1) - among - 1) @ shares / (among * shares.sum()))


def _hits(lists: Rows, truth: Any) -> NDArray[np.float64]:
    """1 where the thing in that place is to be found. Keys of pairs are sorted, so a search finds each."""
    width = truth.shape[1]
    owner = np.repeat(np.arange(truth.shape[0]), np.diff(truth.indptr))
    keys = np.sort(owner * width + truth.indices)
    asked = np.arange(len(lists))[:, None] * width + lists
    places = np.minimum(np.searchsorted(keys, asked), max(0, len(keys) - 1))
    hits: NDArray[np.float64] = ((keys[places] == asked) & (lists != NOTHING)).astype(np.float64)
    return hits


def _mean(values: NDArray[Any]) -> float:
    return float(np.mean(values)) if len(values) else 0.0


def _interval(values: Values) -> float:
    return 1.96 * float(np.std(values, ddof=1)) / sqrt(len(values)) if len(values) > 1 else 0.0
