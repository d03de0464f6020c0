"""Who had what, as a sparse matrix: memory grows with the pairs, never with people times things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from recommender.features.reading import Ids, Pairs

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
CELLS_AT_ONCE = 4_000_000  # of float32: 16 MB, however many people and things there are


@dataclass(frozen=True)
class Interactions:
    """`people` and `things` are sorted ids; row and column numbers are their places. A pair told twice counts once."""

    people: Ids
    things: Ids
    rows: Rows
    cols: Rows

    @classmethod
    def of(cls, pairs: Pairs, *, people: Ids, things: Ids) -> Interactions:
        """Pairs of people and things that are listed; others are left out. Order stays that of the file, firsts win."""
        known = np.isin(pairs.left, people) & np.isin(pairs.right, things)
        rows = np.searchsorted(people, pairs.left[known])
        cols = np.searchsorted(things, pairs.right[known])
        _, first = np.unique(rows * len(things) + cols, return_index=True)
        first.sort()
        return cls(people, things, rows[first], cols[first])

    @cached_property
    def matrix(self) -> Any:
        """People × things of ones (CSR, float32)."""
        ones = np.ones(len(self.rows), np.float32)
        return sparse.csr_matrix((ones, (self.rows, self.cols)), shape=(len(self.people), len(self.things)))

    @cached_property
    def fresh(self) -> Any:
        """The same with weights from 0 to 1: how late in the file the pair stands (time, where the file is ordered)."""
        weights = np.arange(1, len(self.rows) + 1, dtype=np.float32) / max(1, len(self.rows))
        return sparse.csr_matrix((weights, (self.rows, self.cols)), shape=(len(self.people), len(self.things)))

    @cached_property
    def is_ordered(self) -> bool:
        """Whether lines may stand in the order of time: people come and go, not each with one block of lines."""
        blocks = 1 + int(np.count_nonzero(np.diff(self.rows))) if len(self.rows) else 0
        return blocks > 1.5 * len(np.unique(self.rows))

    @cached_property
    def popularity(self) -> NDArray[np.float32]:
        """How many people have each thing."""
        return np.bincount(self.cols, minlength=len(self.things)).astype(np.float32)

    def only(self, which: NDArray[np.bool_]) -> Interactions:
        return Interactions(self.people, self.things, self.rows[which], self.cols[which])

    def batches(self, among: Rows) -> Iterator[Rows]:
        """People in groups so small that a dense table of scores stays within CELLS_AT_ONCE."""
        size = max(1, min(512, CELLS_AT_ONCE // max(1, len(self.things))))
        for start in range(0, len(among), size):
            yield among[start : start + size]


def friendships(pairs: Pairs, *, people: Ids) -> Any:
    """People × people, rows summing to 1 (or 0). Told from one side it holds for both; nobody is their own friend."""
    known = np.isin(pairs.left, people) & np.isin(pairs.right, people) & (pairs.left != pairs.right)
    one, other = np.searchsorted(people, pairs.left[known]), np.searchsorted(people, pairs.right[known])
    ones = np.ones(len(one), np.float32)
    told = sparse.csr_matrix((ones, (one, other)), shape=(len(people), len(people)))
    both = ((told + told.T) > 0).astype(np.float32)
    return scaled_rows(both, 1.0)


def scaled_rows(matrix: Any, power: float) -> Any:
    """Each row divided by its sum to a power; empty rows stay empty."""
    sums = np.asarray(matrix.sum(axis=1), np.float64).ravel()
    factors = np.power(sums, -power, where=sums > 0, out=np.zeros_like(sums))
    return (sparse.diags(factors.astype(np.float32)) @ matrix).tocsr()


def scaled_cols(matrix: Any, power: float) -> Any:
    """Each column divided by its sum to a power; empty columns stay empty."""
    return scaled_rows(matrix.T.tocsr(), power).T.tocsr()
