"""The protocol by hand: small cases whose answers anyone can work out."""

from __future__ import annotations

from math import log2, sqrt

import numpy as np
import pytest
from scipy import sparse

from recommender.evaluation.metrics import compared, gini, judged


def verdict(lists, wanted, *, things=6, popularity=None):
    truth = sparse.lil_matrix((len(wanted), things))
    for row, columns in enumerate(wanted):
        truth[row, columns] = 1
    counts = np.ones(things, np.float32) if popularity is None else np.array(popularity, np.float32)
    return judged(np.array(lists), truth.tocsr(), popularity=counts, people=4, catalogue=things)


def test_a_perfect_list_is_worth_one():
    found = verdict([[0, 1]], [[0, 1]])
    assert (found.recall, found.ndcg, found.mrr, found.hit, found.precision) == (1, pytest.approx(1), 1, 1, 1)


def test_the_second_place_is_worth_less():
    found = verdict([[5, 1, -1]], [[1, 2]])
    assert found.recall == 0.5
    assert found.ndcg == pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))
    assert found.mrr == 0.5
    assert found.precision == pytest.approx(1 / 3)
    assert found.short_lists == 1


def test_the_best_list_is_no_longer_than_k():
    assert verdict([[0, 1]], [[0, 1, 2, 3]]).ndcg == pytest.approx(1)
    assert verdict([[0, 1]], [[0, 1, 2, 3]]).recall == 0.5


def test_nobody_without_a_list_is_forgotten():
    found = verdict([[0, 1], [-1, -1]], [[0], [3]])
    assert (found.people, found.recall) == (2, 0.5)
    assert found.recall_interval == pytest.approx(1.96 * np.std([1, 0], ddof=1) / sqrt(2))


def test_coverage_evenness_and_novelty():
    found = verdict([[0, 1], [0, 2]], [[0], [0]], popularity=[4, 2, 1, 1, 1, 1])
    assert found.coverage == 0.5
    assert found.novelty == pytest.approx((0 + 1 + 0 + 2) / 4)
    assert gini(np.array([1, 1, 1]), among=3) == pytest.approx(0)
    assert gini(np.array([7]), among=4) == pytest.approx(0.75)
    assert gini(np.array([], np.int64), among=4) == 1


def test_two_lists_are_compared_person_by_person():
    one, other = np.array([0.5, 0.7, 0.9]), np.array([0.4, 0.6, 0.8])
    gap = compared(one, other)
    assert gap.mean == pytest.approx(0.1)
    assert gap.interval == pytest.approx(0, abs=1e-9)
    assert gap.is_clear
    assert not compared(one, one).is_clear
