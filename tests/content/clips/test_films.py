"""The demo's films are films: drawn here, the same on every machine, and taken for what they are."""

from __future__ import annotations

import io

from content.clips.models import ClipKind
from content.clips.sniffing import Found, sniff
from content.demo.films import A_SECOND, HEIGHT, SECONDS, WIDTH, film, inside, steam

COLOURS = {"wall": "#5d7a70", "table": "#b98f63", "shade": "#94724f", "cup": "#f6f2ea"}


def test_a_drawn_film_is_taken_for_a_film_of_its_length():
    frames = inside(steam(**COLOURS))
    seen = film(frames)
    assert sniff(io.BytesIO(seen)) == Found(ClipKind.VIDEO, "video/webm", "webm", SECONDS * 1000)
    assert (len(frames), len(seen) < 400_000) == (SECONDS * A_SECOND, True)
    assert seen == film(inside(steam(**COLOURS)))


def test_every_frame_is_a_key_frame_of_its_size():
    for frame in inside(steam(**COLOURS))[:3]:
        assert frame[0] & 1 == 0  # a key frame
        assert frame[3:6] == b"\x9d\x01\x2a"
        assert (int.from_bytes(frame[6:8], "little"), int.from_bytes(frame[8:10], "little")) == (WIDTH, HEIGHT)


def test_each_moment_can_be_jumped_to():
    """Every cue names the place of a cluster, counted from where the segment's content begins."""
    seen = film([b"one", b"three", b"nine"])
    begins = seen.index(bytes.fromhex("18538067")) + 12
    cues, cluster = bytes.fromhex("F188"), bytes.fromhex("1F43B675")
    places, at = [], 0
    while (at := seen.find(cues, at)) >= 0:
        places.append(int.from_bytes(seen[at + 2 : at + 10], "big"))
        at += 1
    assert [seen[begins + place :][:4] for place in places] == [cluster] * 3
