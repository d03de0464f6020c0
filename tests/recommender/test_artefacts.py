"""What is stored comes back exactly, or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.training.artefacts import ARRAYS, FACTS, Artefact, loaded, stored
from recommender.training.errors import BrokenArtefact

MODEL = Artefact(
    {"weights": np.arange(6, dtype=np.float32).reshape(2, 3)}, {"model": "ease", "settings": {"ridge": 80}}
)


def test_it_comes_back_as_it_was(tmp_path):
    stored(MODEL, tmp_path / "one")
    again = loaded(tmp_path / "one")
    assert again.facts == MODEL.facts
    assert again.arrays["weights"].dtype == np.float32
    assert (again.arrays["weights"] == MODEL.arrays["weights"]).all()
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [ARRAYS, FACTS]


def test_the_same_model_has_the_same_hash(tmp_path):
    assert stored(MODEL, tmp_path / "one") == stored(MODEL, tmp_path / "two")


def test_objects_are_never_written(tmp_path):
    with pytest.raises(ValueError, match="Object arrays"):
        stored(Artefact({"code": np.array([print], dtype=object)}, {}), tmp_path)


@pytest.mark.parametrize(
    "harm", ["missing", "no facts", "no arrays", "a byte changed", "cut", "no JSON", "another format"]
)
def test_a_damaged_one_is_refused(tmp_path, harm):
    folder = tmp_path / "one"
    stored(MODEL, folder)
    arrays, facts = folder / ARRAYS, folder / FACTS
    whole = arrays.read_bytes()
    {
        "missing": lambda: (arrays.unlink(), facts.unlink(), folder.rmdir()),
        "no facts": facts.unlink,
        "no arrays": arrays.unlink,
        "a byte changed": lambda: arrays.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]),
        "cut": lambda: arrays.write_bytes(whole[:-30]),
        "no JSON": lambda: facts.write_text("{"),
        "another format": lambda: facts.write_text(facts.read_text().replace('"format": 1', '"format": 9')),
    }[harm]()
    with pytest.raises(BrokenArtefact):
        loaded(folder)
