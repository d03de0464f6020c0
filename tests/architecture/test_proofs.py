"""docs/proofs.md tells the truth: every test it names is there, and every race of the list has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("race", [f"A{number}" for number in range(1, 17)])
def test_every_race_has_a_test(race: str) -> None:
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| {race} |")]
    assert "::test_" in row
