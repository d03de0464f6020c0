"""Pictures are served, nothing else is, and nothing in them runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client


@pytest.fixture
def pictures(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "a.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    (settings.MEDIA_ROOT / "a.html").write_text("<script>alert(1)</script>")
    (tmp_path / "secret.svg").write_text("secret")
    return settings.MEDIA_ROOT


@pytest.mark.django_db
def test_a_picture_comes_with_rules_under_which_nothing_runs(pictures: Path, client: Client) -> None:
    answer = client.get("/media/a.svg")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["a.html", "missing.svg", "../secret.svg", "%2e%2e/secret.svg", "", "a.svg/"])
def test_nothing_else_does(pictures: Path, client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_pictures_are_only_read(pictures: Path, client: Client) -> None:
    assert client.post("/media/a.svg").status_code == 405
