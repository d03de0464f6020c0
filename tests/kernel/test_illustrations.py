"""The drawings: each one whole, always the same, and never two alike by chance."""

from __future__ import annotations

import re
from xml.dom import minidom

import pytest

from config.kernel.illustrations import KINDS, RATIOS, SCENES, TONES, face, ground, mark, picture


def whole(drawn: str) -> minidom.Element:
    """The root of a drawing, when it is well-formed."""
    return minidom.parseString(drawn).documentElement  # noqa: S318 - our own drawing


@pytest.mark.parametrize("kind", [*KINDS, *SCENES])
def test_every_kind_in_every_tone_is_well_formed_with_ids_of_its_own(kind: str) -> None:
    for tone in TONES:
        for ratio in ("1:1", "3:4") if tone != "leaf" else RATIOS:
            drawn = picture(kind, tone=tone, ratio=ratio, seed=3, alt='a "quoted" <alt>')
            root = whole(drawn)
            assert root.getAttribute("xmlns") == "http://www.w3.org/2000/svg"
            assert int(root.getAttribute("width")) > 0
            assert int(root.getAttribute("height")) > 0
        ids = re.findall(r'\bid="([^"]+)"', drawn)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", drawn)) == set(ids)


@pytest.mark.parametrize("kind", [*KINDS, *SCENES])
def test_a_seed_decides_everything(kind: str) -> None:
    assert picture(kind, tone="leaf", seed=5) == picture(kind, tone="leaf", seed=5)
    assert len({picture(kind, tone="leaf", seed=seed) for seed in range(8)}) == 8
    one, other = picture(kind, tone="leaf", seed=1), picture(kind, tone="leaf", seed=2)
    assert not set(re.findall(r'\bid="([^"]+)"', one)) & set(re.findall(r'\bid="([^"]+)"', other))


def test_there_is_enough_to_fill_a_shop() -> None:
    assert len(KINDS) >= 44
    assert len(SCENES) >= 10


def test_faces_and_marks_are_whole_and_steady() -> None:
    for seed in range(40):
        whole(face(seed, alt="<&>"))
        for tone in TONES:
            whole(mark("<荷>", tone, seed))
    assert face(7) == face(7)
    assert len({face(seed) for seed in range(40)}) == 40
    assert len({mark("听荷", "leaf", seed) for seed in range(6)}) == 6
    assert "听" in mark("听荷茶社", "leaf", 2)


def test_the_ground_is_the_wall_of_the_picture() -> None:
    assert f'fill="{ground("leaf")}"' in picture("mug", tone="leaf")
