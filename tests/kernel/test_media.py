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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status", "content", "where"),
    [
        ("", 200, b"0123456789", None),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
    ],
)
def test_clips_are_served_in_parts(
    pictures: Path, client: Client, asked: str, status: int, content: bytes, where: str | None
) -> None:
    (pictures / "a.mp4").write_bytes(b"0123456789")
    answer = client.get("/media/a.mp4", headers={"Range": asked} if asked else {})
    assert (answer.status_code, answer.getvalue(), answer.get("Content-Range")) == (status, content, where)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    if status < 400:
        assert answer["Content-Type"] == "video/mp4"


@pytest.mark.django_db
def test_a_part_is_never_more_than_a_megabyte(pictures: Path, client: Client) -> None:
    (pictures / "a.webm").write_bytes(bytes(3 * 1024 * 1024))
    answer = client.get("/media/a.webm", headers={"Range": "bytes=0-"})
    assert (answer.status_code, len(answer.content)) == (206, 1024 * 1024)
    assert answer["Content-Range"] == "bytes 0-1048575/3145728"
