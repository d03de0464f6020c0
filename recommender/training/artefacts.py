"""Models on disk without code in them: arrays as npz, facts as JSON with the SHA-256 of the arrays. Never pickle."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.training.errors import BrokenArtefact

FORMAT = 1
ARRAYS, FACTS = "arrays.npz", "facts.json"


@dataclass(frozen=True)
class Artefact:
    """`arrays` are numbers by name; `facts` say what they mean: model, settings, when, from how many pairs."""

    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any]


def stored(artefact: Artefact, folder: Path) -> str:
    """Write both files, facts last: a folder without facts was never finished. Answers the hash of the arrays."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FACTS).unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".npz", delete=False) as file:
        np.savez(file, allow_pickle=False, **dict(artefact.arrays))
    Path(file.name).replace(folder / ARRAYS)
    told = {"format": FORMAT, "sha256": _hash_of(folder / ARRAYS), "facts": dict(artefact.facts)}
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".json", delete=False, encoding="utf-8") as text:
        json.dump(told, text, ensure_ascii=False, indent=1, allow_nan=False)
        text.flush()
        os.fsync(text.fileno())
    Path(text.name).replace(folder / FACTS)
    return str(told["sha256"])


def loaded(folder: Path) -> Artefact:
    """Both files, or BrokenArtefact: missing, half written, changed since, of another format, or holding objects."""
    try:
        told = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        if told["format"] != FORMAT or told["sha256"] != _hash_of(folder / ARRAYS):
            raise BrokenArtefact(folder=folder.name)
        with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
            return Artefact({name: arrays[name] for name in arrays.files}, told["facts"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as trouble:
        raise BrokenArtefact(folder=folder.name) from trouble


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
