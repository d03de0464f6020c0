"""`manage.py evaluate_recommender`: files in, figures and lists out, refusals in words; no database."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

TASTES, PEOPLE, THINGS = 4, 200, 60


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Everybody likes mostly things of one taste; friends share it. Ids have gaps and are huge."""
    folder = tmp_path_factory.mktemp("town")
    dice = np.random.default_rng(5)
    files = {name: (folder / f"{name}.txt").open("w") for name in ("train", "test", "social")}
    for person in range(PEOPLE):
        liked = [
            thing for thing in range(THINGS) if dice.random() < (0.6 if thing % TASTES == person % TASTES else 0.03)
        ]
        for thing in liked:
            print(10**15 + 7 * person, 3 * thing, file=files["test" if dice.random() < 0.25 else "train"])
        print(10**15 + 7 * person, 10**15 + 7 * ((person + TASTES) % PEOPLE), file=files["social"])
    for file in files.values():
        file.close()
    return folder


def run(*arguments):
    out = io.StringIO()
    call_command("evaluate_recommender", *map(str, arguments), stdout=out)
    return out.getvalue()


def pairs(path):
    return {tuple(map(int, line.split())) for line in path.read_text().splitlines()}


@pytest.fixture(scope="module")
def report(town):
    with translation.override("en"):
        return json.loads(run("--data", town, "--top", "10", "--out", town / "lists.txt"))


def test_a_model_beats_popularity_and_all_figures_are_there(report):
    models = {line["model"]: line for line in report["models"]}
    assert {"popularity", "item_knn", "ease", "als", "rp3beta", "rp3beta_friends", "blend", "ranker"} <= set(models)
    assert report["recall"] > 1.5 * models["popularity"]["recall"]
    assert report["ndcg"] == models[report["model"]]["ndcg"]
    assert report["peak_mb"] > 0
    assert report["cpu_seconds"] > 0
    assert set(report["friends"]) == {"held_out_ndcg", "test_ndcg", "test_recall"}


def test_lists_hold_nothing_that_is_known_and_nothing_twice(town, report):
    known, wanted = pairs(town / "train.txt"), pairs(town / "test.txt")
    lists = [list(map(int, line.split())) for line in (town / "lists.txt").read_text().splitlines()]
    assert {row[0] for row in lists} == {person for person, _ in wanted}
    for person, *things in lists:
        assert len(things) == len(set(things)) == 10
        assert not {(person, thing) for thing in things} & known
    hits = [len({(p, t) for t in things} & wanted) / sum(w[0] == p for w in wanted) for p, *things in lists]
    assert np.mean(hits) == pytest.approx(report["recall"], abs=1e-5)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "no pairs"),
        ("1 2\n3\n", "line 2"),
        ("1 2\n3 x\n", "line 2"),
        ("1 2\n3 99999999999999999999\n", "line 2"),
        ("1 2\n1_0 3\n", "line 2"),
    ],
)
def test_files_that_are_none_are_refused_with_the_line(town, tmp_path, text, refusal):
    file = tmp_path / "train.txt"
    file.write_text(text)
    with pytest.raises(CommandError, match=refusal):
        run("--train", file, "--test", town / "test.txt")


def test_missing_files_and_nothing_to_find_are_said(town, tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        run("--train", tmp_path / "none", "--test", town / "test.txt")
    with pytest.raises(CommandError, match="nothing to find"):
        run("--train", town / "train.txt", "--test", town / "train.txt")
    with pytest.raises(CommandError, match="--train"):
        run()


def test_tiny_histories_with_other_separators_still_get_lists(tmp_path):
    (tmp_path / "train.txt").write_text("\ufeffuser,item\n1,10\n1,10\n\n2,10\n2,11\n")
    (tmp_path / "test.txt").write_text("1\t11\n9\t10\n")
    told = json.loads(run("--data", tmp_path, "--out", tmp_path / "lists"))
    assert told["recall"] == 1
    assert (tmp_path / "lists").read_text() == "1 11\n9 10 11\n"


def test_a_single_person_is_no_trouble(tmp_path):
    (tmp_path / "train.txt").write_text("1 10\n1 12\n")
    (tmp_path / "test.txt").write_text("1 11\n")
    assert json.loads(run("--data", tmp_path))["recall"] == 0
