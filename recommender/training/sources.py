"""Sources: models that score all things for some people. Higher is better; the unit is each source's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.features.interactions import Interactions, Rows, Scores, scaled_cols, scaled_rows

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class World:
    """What may be learnt from: who had what, and (people × people, rows summing to 1) whose friends they are."""

    seen: Interactions
    friends: Any = None
    recent: bool = False  # whether the order of pairs is that of time


@dataclass(frozen=True)
class Source:
    """A fitted model. `score` takes row numbers, answers a dense table people × things for them."""

    name: str
    score: Callable[[Rows], Scores]
    settings: dict[str, float] = field(default_factory=dict)
    parts: dict[str, NDArray[Any]] = field(default_factory=dict)  # what an artefact keeps of it


def popularity(world: World) -> Source:
    """The same list for everybody: how many people have each thing. Unit: people."""
    counts = world.seen.popularity
    return Source("popularity", lambda rows: np.tile(counts, (len(rows), 1)), parts={"counts": counts})


def trending(world: World, *, half_life: float) -> Source:
    """Popularity where a pair loses half its weight each `half_life` of the file; for lines in the order of time."""
    fresh = world.seen.fresh.copy()
    fresh.data = np.power(0.5, (1 - fresh.data) / half_life)
    counts = np.asarray(fresh.sum(axis=0), np.float32).ravel()
    return Source(
        "trending", lambda rows: np.tile(counts, (len(rows), 1)), {"half_life": half_life}, {"counts": counts}
    )


def friends_popularity(world: World) -> Source:
    """Share of one's friends who have each thing, with a grain of popularity for those who have none."""
    had = world.seen.matrix
    grain = (world.seen.popularity / (1e4 * max(1.0, float(world.seen.popularity.max())))).astype(np.float32)
    return Source("friends", lambda rows: _dense(world.friends[rows] @ had) + grain)


def item_knn(world: World, *, neighbours: int, shrink: float) -> Source:
    """Item-to-item by cosine of who has them, damped where few people have both (Sarwar et al. 2001)."""
    had = world.seen.matrix
    counts = world.seen.popularity

    def likeness(start: int, together: Any) -> Any:
        cells = together.tocoo()
        cells.data = cells.data / (np.sqrt(counts[cells.row + start] * counts[cells.col]) + shrink)
        return cells.tocsr()

    weights = _neighbourhood(had.T.tocsr(), had, neighbours, likeness)
    settings = {"neighbours": neighbours, "shrink": shrink}
    return Source("item_knn", lambda rows: _dense(had[rows] @ weights), settings, _sparse_parts(weights))


def user_knn(world: World, *, neighbours: int, shrink: float) -> Source:
    """What people of a like history have: cosine of histories, then a weighted count."""
    had = world.seen.matrix
    sizes = np.asarray(had.sum(axis=1), np.float32).ravel()

    def likeness(start: int, together: Any) -> Any:
        cells = together.tocoo()
        cells.data = cells.data / (np.sqrt(sizes[cells.row + start] * sizes[cells.col]) + shrink)
        return cells.tocsr()

    weights = _neighbourhood(had, had.T.tocsr(), neighbours, likeness)
    settings = {"neighbours": neighbours, "shrink": shrink}
    return Source("user_knn", lambda rows: _dense(weights[rows] @ had), settings)


def rp3beta(
    world: World, *, alpha: float, beta: float, neighbours: int, friends: float = 0.0, half_life: float = 0.0
) -> Source:
    """Three steps of a random walk person → thing → person → thing, popular ends damped by `beta` (Paudel et al. 2017).

    `friends` is how much of friends' mean history is mixed into one's own; `half_life` > 0 makes late pairs count more.
    """
    had = world.seen.matrix
    to_things = scaled_rows(had, 1.0)
    to_people = scaled_rows(had.T.tocsr(), 1.0)
    if alpha != 1.0:
        to_things.data, to_people.data = to_things.data**alpha, to_people.data**alpha
    damped = np.power(np.maximum(world.seen.popularity, 1), -beta).astype(np.float32)

    def ends(start: int, walked: Any) -> Any:
        cells = walked.tocoo()
        cells.data = cells.data * damped[cells.col]
        return cells.tocsr()

    weights = _neighbourhood(to_people, to_things, neighbours, ends)
    histories = profiles(world, friends=friends, half_life=half_life)
    settings = {"alpha": alpha, "beta": beta, "neighbours": neighbours, "friends": friends, "half_life": half_life}
    name = "rp3beta_friends" if friends else "rp3beta"
    return Source(name, lambda rows: _dense(histories[rows] @ weights), settings, _sparse_parts(weights))


def profiles(world: World, *, friends: float = 0.0, half_life: float = 0.0) -> Any:
    """What is known of people: their own things, late ones more, and friends' mean history for `friends` of it."""
    own = world.seen.matrix
    if half_life:
        own = world.seen.fresh.copy()
        own.data = np.power(0.5, (1 - own.data) / half_life).astype(np.float32)
    if friends and world.friends is not None:
        return (own + friends * (world.friends @ own)).tocsr()
    return own


def gf_cf(world: World, *, factors: int, share: float) -> Source:
    """Graph filter: one step over normalised neighbours, and `share` of the smoothest directions (Shen et al. 2021)."""
    from scipy.sparse.linalg import svds

    had = world.seen.matrix
    smooth = scaled_cols(scaled_rows(had, 0.5), 0.5).astype(np.float32)
    rank = max(1, min(factors, min(smooth.shape) - 1))
    start = np.ones(min(smooth.shape), np.float32)  # the same directions on every run
    _, _, directions = svds(smooth, k=rank, v0=start)
    counts = np.maximum(world.seen.popularity, 1)
    inward = (directions / np.sqrt(counts)).T.astype(np.float32)
    outward = (directions * np.sqrt(counts)).astype(np.float32)
    back = smooth.T.tocsr()

    def score(rows: Rows) -> Scores:
        histories = had[rows]
        table: Scores = _dense((histories @ back) @ smooth) + share * ((histories @ inward) @ outward)
        return table

    return Source("gf_cf", score, {"factors": rank, "share": share}, {"inward": inward, "outward": outward})


def _neighbourhood(left: Any, right: Any, most: int, weigh: Callable[[int, Any], Any]) -> Any:
    """`left @ right` in bands of rows, weighed, without the diagonal, the `most` largest of each row kept."""
    from scipy import sparse

    starts = range(0, left.shape[0], ROWS_AT_ONCE)
    bands = [largest_of_rows(weigh(at, left[at : at + ROWS_AT_ONCE] @ right), most, at) for at in starts]
    return sparse.vstack(bands, format="csr", dtype=np.float32)


def largest_of_rows(matrix: Any, most: int, start: int) -> Any:
    """Row `r` of the band is row `start + r` of the whole: its own column goes, then all but the `most` largest."""
    from scipy import sparse

    kept = np.ones(len(matrix.data), np.bool_)
    for row, (begin, end) in enumerate(pairwise(matrix.indptr)):
        own = matrix.indices[begin:end] == row + start
        if end - begin - own.any() > most:
            values = np.where(own, -np.inf, matrix.data[begin:end])
            kept[begin:end] = False
            kept[begin + np.argpartition(values, -most)[-most:]] = True
        else:
            kept[begin:end] = ~own
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return sparse.csr_matrix((matrix.data[kept], (rows[kept], matrix.indices[kept])), shape=matrix.shape)


def _dense(matrix: Any) -> Scores:
    table: Scores = np.asarray(matrix.toarray(), dtype=np.float32)
    return table


def _sparse_parts(weights: Any) -> dict[str, NDArray[Any]]:
    return {"data": weights.data, "indices": weights.indices, "indptr": weights.indptr}
