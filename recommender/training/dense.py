"""Models with dense parts: EASE and matrix factors. Both say what they need before they take it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from recommender.features.interactions import Rows, Scores
from recommender.training.sources import Source, World, profiles

MOST_SIDE = 12_000  # of the square table EASE inverts: 12,000² float32 are 576 MB
PAIRS_AT_ONCE = 200_000


def fits_ease(world: World) -> bool:
    return min(len(world.seen.people), len(world.seen.things)) <= MOST_SIDE


def ease(world: World, *, ridge: float, friends: float = 0.0, half_life: float = 0.0) -> Source:
    """EASE^R (Steck 2019): each thing told from all others by ridge regression, in closed form.

    With fewer people than things the people × people system is solved instead (Woodbury): the same scores, cheaper.
    `friends` and `half_life` change the histories that are scored (`profiles`), not the weights between things.
    """
    had = world.seen.matrix
    few_people = had.shape[0] < had.shape[1]
    square = ((had @ had.T) if few_people else (had.T @ had)).toarray()
    square[np.diag_indices_from(square)] += ridge
    inverse = cho_solve(
        cho_factor(square, lower=True, overwrite_a=True, check_finite=False),
        np.eye(len(square), dtype=np.float32),
        overwrite_b=True,
        check_finite=False,
    )
    own = _own_weight(had, inverse, ridge) if few_people else np.diag(inverse).copy()
    own = np.maximum(own, 1e-9)

    histories = profiles(world, friends=friends, half_life=half_life)
    back = had.T.tocsr()

    def score(rows: Rows) -> Scores:
        told = histories[rows]
        known = told.toarray()
        rest = (known - (told @ back).toarray() @ inverse @ had) / ridge if few_people else told @ inverse
        answer: Scores = (known - rest / own).astype(np.float32)
        return answer

    settings = {"ridge": ridge, "friends": friends, "half_life": half_life}
    return Source("ease_friends" if friends else "ease", score, settings, {"inverse": inverse})


def _own_weight(had: Any, inverse: NDArray[np.float32], ridge: float) -> NDArray[np.float32]:
    """The diagonal of (X'X + λ)⁻¹ by Woodbury: (1 - diag(X' (XX' + λ)⁻¹ X)) / λ."""
    by_thing = had.tocsc()
    told = np.zeros(had.shape[1], np.float64)
    for thing in range(had.shape[1]):
        who = by_thing.indices[by_thing.indptr[thing] : by_thing.indptr[thing + 1]]
        told[thing] = inverse[np.ix_(who, who)].sum()
    return ((1 - told) / ridge).astype(np.float32)


def als(world: World, *, factors: int, ridge: float, weight: float, rounds: int, seed: int = 1) -> Source:
    """Implicit-feedback matrix factors (Hu, Koren, Volinsky 2008): a pair weighs 1 + `weight`, all else 1.

    Each half-step solves all people (or things) at once by a few conjugate-gradient steps, warm from the last round.
    """
    had = world.seen.matrix
    back = had.T.tocsr()
    dice = np.random.default_rng(seed)
    people = dice.normal(0, 0.1, (had.shape[0], factors)).astype(np.float32)
    things = dice.normal(0, 0.1, (had.shape[1], factors)).astype(np.float32)
    for _round in range(rounds):
        people = _solved(had, people, things, ridge, weight)
        things = _solved(back, things, people, ridge, weight)
    settings = {"factors": factors, "ridge": ridge, "weight": weight, "rounds": rounds}
    return Source("als", lambda rows: people[rows] @ things.T, settings, {"people": people, "things": things})


def _solved(
    had: Any, mine: NDArray[np.float32], theirs: NDArray[np.float32], ridge: float, weight: float
) -> NDArray[np.float32]:
    """`mine` moved towards (Y'Y + λ + w Σ y y')⁻¹ (1 + w) Σ y, in bands that hold at most PAIRS_AT_ONCE pairs."""
    common = theirs.T @ theirs + ridge * np.eye(theirs.shape[1], dtype=np.float32)
    answer = np.empty_like(mine)
    for start, end in _bands(had.indptr):
        answer[start:end] = _descended(had[start:end], mine[start:end], theirs, common, weight)
    return answer


def _descended(
    had: Any, x: NDArray[np.float32], y: NDArray[np.float32], common: NDArray[np.float32], weight: float, steps: int = 3
) -> NDArray[np.float32]:
    owner = np.repeat(np.arange(had.shape[0]), np.diff(had.indptr))
    own = had.copy()
    mine = y[had.indices]

    def applied(p: NDArray[np.float32]) -> NDArray[np.float32]:
        own.data = weight * np.einsum("nf,nf->n", p[owner], mine)
        result: NDArray[np.float32] = p @ common + own @ y
        return result

    left = (1 + weight) * (had @ y) - applied(x)
    towards, size = left.copy(), np.einsum("uf,uf->u", left, left)
    for _step in range(steps):
        image = applied(towards)
        length = size / np.maximum(np.einsum("uf,uf->u", towards, image), 1e-12)
        x = x + length[:, None] * towards
        left = left - length[:, None] * image
        after = np.einsum("uf,uf->u", left, left)
        towards = left + (after / np.maximum(size, 1e-12))[:, None] * towards
        size = after
    return x.astype(np.float32)


def _bands(indptr: NDArray[np.int32]) -> list[tuple[int, int]]:
    bands, start, rows = [], 0, len(indptr) - 1
    while start < rows:
        end = int(np.searchsorted(indptr, int(indptr[start]) + PAIRS_AT_ONCE, side="right")) - 1
        end = min(rows, max(start + 1, end), start + PAIRS_AT_ONCE)
        bands.append((start, end))
        start = end
    return bands
