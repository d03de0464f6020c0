"""What import-linter cannot see: foreign keys, Django's web parts in business code, long files."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["kernel", "accounts", "catalog", "orders", "community", "content", "analytics", "recommender"]
BUSINESS = {"models", "selectors", "services", "events", "errors"}
WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.views", "django.template.response")
LONGEST = 400
GROWN = (
    "static/vendor/",
    "static/css/app.css",
    "tests/vendor/",
    "migrations/",
    "docs/",
    "config/locale/",
    "page_audit_out/",
)


def tracked(*patterns: str) -> list[Path]:
    """The project's files, new ones too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in done.stdout.decode().split("\0") if name and (path := ROOT / name).exists()]


@pytest.mark.parametrize("label", ORDER)
def test_foreign_keys_never_point_up(label):
    mine = ORDER.index(label)
    wrong = [
        f"{field} → {field.related_model._meta.label}"
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if field.related_model._meta.app_label in ORDER[mine + 1 :]
    ]
    assert wrong == []


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_business(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] in ORDER and len(parts) > 2 and bool(BUSINESS & set(parts[2:]))


def test_business_code_knows_no_web():
    sources = [path for path in tracked("*.py") if is_business(path)]
    assert len(sources) > 20
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources
        for name in sorted(imports_of(path))
        if any(name == web or name.startswith(f"{web}.") for web in WEB)
    ]
    assert wrong == []


def test_no_file_is_too_long_to_read():
    sources = [path for path in tracked("*.py", "*.html", "*.js") if not any(part in str(path) for part in GROWN)]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
