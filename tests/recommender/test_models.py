"""Each model against its formula, worked out densely on a table of a few people and things."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from recommender.features.interactions import Interactions, friendships
from recommender.features.reading import Pairs
from recommender.training.dense import als, ease
from recommender.training.ranking import best_of, places_within
from recommender.training.sources import World, friends_popularity, item_knn, largest_of_rows, profiles, rp3beta

PAIRS = [(0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 2), (2, 3), (3, 3), (3, 0)]


def world_of(pairs, people, things):
    columns = np.array(pairs, np.int64)
    told = Pairs(columns[:, 0], columns[:, 1])
    seen = Interactions.of(told, people=np.arange(people), things=np.arange(things))
    return World(seen, friendships(Pairs(np.array([0, 2]), np.array([1, 2])), people=np.arange(people)))


@pytest.fixture
def world():
    return world_of(PAIRS, 4, 4)


def everybody(world):
    return np.arange(len(world.seen.people))


@pytest.mark.parametrize("habits", [{}, {"friends": 0.5}, {"friends": 0.5, "half_life": 0.3}], ids=str)
@pytest.mark.parametrize("things", [4, 9])
def test_ease_is_the_same_by_people_and_by_things(things, habits):
    world = world_of([*PAIRS, *((0, thing) for thing in range(4, things))], 5, things)
    had = world.seen.matrix.toarray().astype(float)
    inverse = np.linalg.inv(had.T @ had + 3 * np.eye(things))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    found = ease(world, ridge=3, **habits).score(everybody(world))
    assert found == pytest.approx(profiles(world, **habits).toarray() @ weights, abs=1e-5)


def test_factors_solve_their_equations(world):
    source = als(world, factors=2, ridge=0.5, weight=4, rounds=40)
    had = world.seen.matrix.toarray()
    people, things = source.parts["people"], source.parts["things"]
    for thing in range(4):
        trust = np.diag(1 + 4 * had[:, thing])
        exact = np.linalg.solve(people.T @ trust @ people + 0.5 * np.eye(2), people.T @ trust @ had[:, thing])
        assert things[thing] == pytest.approx(exact, abs=1e-3)


def test_a_walk_of_three_steps(world):
    had = world.seen.matrix.toarray()
    walk = (had.T / had.sum(0)[:, None]) @ (had / had.sum(1)[:, None]) / had.sum(0) ** 0.3
    np.fill_diagonal(walk, 0)
    found = rp3beta(world, alpha=1, beta=0.3, neighbours=10).score(everybody(world))
    assert found == pytest.approx(had @ walk, abs=1e-6)


def test_neighbours_by_cosine(world):
    had = world.seen.matrix.toarray()
    cosine = had.T @ had / (np.sqrt(np.outer(had.sum(0), had.sum(0))) + 2)
    np.fill_diagonal(cosine, 0)
    assert item_knn(world, neighbours=10, shrink=2).score(everybody(world)) == pytest.approx(had @ cosine, abs=1e-6)


def test_friendship_holds_both_ways_and_not_with_oneself(world):
    assert world.friends.toarray().tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    shares = friends_popularity(world).score(everybody(world))
    assert shares[0] == pytest.approx([1, 0, 1, 0], abs=1e-3)


def test_equal_scores_stand_in_order_and_nothing_fills_up():
    scores = np.array([[1, 3, 3, -np.inf]], np.float32)
    assert best_of(scores, 6).tolist() == [[1, 2, 0, -1, -1, -1]]
    assert places_within(np.array([0, 0, 1]), np.array([1, 2, 5], np.float32)).tolist() == [1, 0, 0]


def test_only_the_largest_neighbours_stay_and_nothing_is_its_own():
    whole = sparse.random(30, 30, 0.5, random_state=1, format="csr")
    kept = largest_of_rows(whole[10:20], 4, 10).toarray()
    table = whole.toarray()[10:20]
    table[np.arange(10), np.arange(10, 20)] = 0
    for row, left in zip(table, kept, strict=True):
        best = np.argsort(-row)[:4]
        assert np.flatnonzero(left).tolist() == sorted(best)
        assert left[best] == pytest.approx(row[best])
