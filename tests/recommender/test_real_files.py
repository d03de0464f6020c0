"""The same figures as others' code gets on the same public files, for models that have next to nothing to choose.

The files are in $HETANG_DATA, or ../shared/data beside the checkout; without them these tests are left out.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from recommender.evaluation.judging import Files, case_of
from recommender.evaluation.metrics import judged
from recommender.training.ranking import lists_by
from recommender.training.sources import popularity, rp3beta

DATA = Path(os.environ.get("HETANG_DATA") or settings.BASE_DIR.parent / "shared" / "data")


def case(name):
    folder = DATA / name
    if not (folder / "train.txt").exists():
        pytest.skip(f"no {folder}; set HETANG_DATA to the folder that has it")
    return case_of(Files(folder / "train.txt", folder / "test.txt"))


def verdict(case, source):
    lists = lists_by(source, case.world, case.hidden, case.asked, 20)
    seen = case.world.seen
    return judged(
        lists,
        case.truth[case.asked],
        popularity=seen.popularity,
        people=len(seen.people),
        catalogue=case.catalogue,
    )


@pytest.mark.parametrize(
    ("name", "recall", "ndcg"), [("lastfm-social", 0.0365, 0.0210), ("online-retail-temporal", 0.0376, 0.0429)]
)
def test_popularity_is_what_it_is_elsewhere(name, recall, ndcg):
    town = case(name)
    found = verdict(town, popularity(town.world))
    assert found.recall == pytest.approx(recall, abs=0.002)  # equally popular things stand in any order
    assert found.ndcg == pytest.approx(ndcg, abs=0.002)


def test_a_walk_over_real_histories_finds_a_quarter():
    town = case("lastfm-social")
    found = verdict(town, rp3beta(town.world, alpha=0.8, beta=0.2, neighbours=500))
    assert found.recall > 0.255
    assert found.ndcg > 0.2


def test_which_files_are_in_order_of_time():
    assert case("online-retail-temporal").world.recent
    assert not case("lastfm-social").world.recent
