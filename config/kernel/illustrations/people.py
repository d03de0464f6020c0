"""Faces and shop marks."""

from __future__ import annotations

import random

from django.utils.html import escape

from config.kernel.illustrations.palette import TONES

GROUNDS = ("#f3d5cf", "#d5e2d2", "#f3e3bd", "#d3e0e7", "#ddd5e3", "#ecdcc6", "#e3e2da")
SKINS = ("#f2cfb0", "#e9bd98", "#f6d9bf", "#dcaa83", "#c48f68", "#a9744f")
HAIRS = ("#2f2a28", "#4a3428", "#3a2d33", "#5d4433", "#26303a")
CLOTHES = ("#c25566", "#4c7a5f", "#48708a", "#b9803a", "#685780", "#5a5a52", "#f7f1e6", "#98502f")

#  what lies behind the head, what lies before it; H is the colour of the hair (or W, of the cloth)
CUTS: tuple[tuple[str, str], ...] = (
    (
        '<path d="M24 40Q24 18 40 18T56 40V56Q40 62 24 56Z" fill="H"/>',
        '<path d="M25 38Q26 20 40 20T55 38Q46 34 42 27Q36 35 25 38Z" fill="H"/>',
    ),
    ("", '<path d="M26 34Q26 18 41 19Q55 20 54 34Q48 28 40 28T26 34Z" fill="H"/>'),
    ("", '<path d="M25 36Q24 17 42 18Q58 20 55 37Q54 30 48 28Q36 32 28 28Q26 31 25 36Z" fill="H"/>'),
    ('<circle cx="40" cy="15" r="8" fill="H"/>', '<path d="M25 36Q27 20 40 20T55 36Q52 27 40 26T25 36Z" fill="H"/>'),
    ("", '<path d="M24 33Q24 18 40 18T56 33L60 34H24Z" fill="W"/>'),
    (
        '<path d="M25 38Q25 20 40 20T55 38V47H25Z" fill="H"/>',
        '<path d="M26 37V28Q30 19 40 19T54 28V37Q50 30 40 30T26 37Z" fill="H"/>',
    ),
    (
        '<circle cx="22" cy="40" r="8" fill="H"/><circle cx="58" cy="40" r="8" fill="H"/>',
        '<path d="M26 36Q26 20 40 20T54 36Q50 28 41 26Q32 28 26 36Z" fill="H"/>',
    ),
    (
        '<path d="M22 36Q22 16 40 16T58 36Q62 50 56 62H24Q18 50 22 36Z" fill="H"/>',
        '<path d="M25 37Q27 21 40 20T55 37Q50 27 34 26Q29 29 25 37Z" fill="H"/>',
    ),
    ("", '<path d="M26 32Q25 16 33 18Q38 12 44 16Q54 14 54 24Q57 28 54 34Q50 26 44 28Q34 25 26 34Z" fill="H"/>'),
    (
        '<path d="M52 22Q66 26 62 48Q60 56 56 58Q58 44 52 34Z" fill="H"/>',
        '<path d="M25 36Q26 20 40 20T55 34Q48 25 38 25Q30 27 25 36Z" fill="H"/>',
    ),
    ("", '<path d="M27 31Q28 22 40 21T53 31Q48 26 40 26T27 31Z" fill="H" opacity=".75"/>'),
    (
        '<path d="M20 42Q16 16 40 15T60 42Q64 58 52 60H28Q16 58 20 42Z" fill="W"/>',
        '<path d="M27 34Q29 24 40 24T53 34Q46 30 40 30T27 34Z" fill="H"/>',
    ),
    (
        '<circle cx="27" cy="19" r="6" fill="H"/><circle cx="53" cy="19" r="6" fill="H"/>',
        '<path d="M25 36Q26 20 40 20T55 36Q51 31 40 31T25 36Z" fill="H"/>',
    ),
    (
        "",
        '<path d="M24 30Q26 16 40 16T56 30L57 33Q40 28 23 33Z" fill="W"/><rect x="24" y="28" width="32" height="5" rx="2.5" fill="#000" opacity=".16"/>',
    ),
)
WEARS = (
    "",
    '<path d="M31 60Q40 70 49 60L46 58Q40 63 34 58Z" fill="#fff" opacity=".7"/>',
    '<path d="M30 60L40 74L50 60L46 58L40 66L34 58Z" fill="#fff" opacity=".8"/>',
    '<path d="M16 70H64M14 78H66" stroke="#fff" stroke-width="3" opacity=".5"/>',
    '<path d="M28 59Q40 68 52 59V65Q40 74 28 65Z" fill="#000" opacity=".16"/>',
)
GLASSES = '<g fill="none" stroke="#3a3430" stroke-width="1.5"><circle cx="34" cy="41" r="5"/><circle cx="46" cy="41" r="5"/><path d="M39 41h2"/></g>'


def face(seed: int = 1, *, alt: str = "") -> str:
    """A small calm portrait: shoulders, head, one of fourteen cuts of hair, sometimes glasses or a beard."""
    chance = random.Random(f"face{seed}")
    ground, skin, hair = chance.choice(GROUNDS), chance.choice(SKINS), chance.choice(HAIRS)
    if chance.random() < 0.08:
        hair = "#b9b2a6"
    wear, collar = chance.choice(CLOTHES), chance.choice(WEARS)
    behind, before = (part.replace("H", hair).replace("W", wear) for part in _cut(seed))
    extra = GLASSES if chance.random() < 0.22 else ""
    if seed % len(CUTS) in {1, 2, 8, 10} and chance.random() < 0.3:
        extra += f'<path d="M28 43Q30 55 40 55T52 43Q50 49 40 47.500T28 43Z" fill="{hair}" opacity=".85"/>'
    cheeks = '<circle cx="31.500" cy="45.500" r="2.600" fill="#d9636b" opacity=".22"/><circle cx="48.500" cy="45.500" r="2.600" fill="#d9636b" opacity=".22"/>'
    smile = chance.choice(("M37 47q3 2.400 6 0", "M36.500 46.500q3.500 3.400 7 0", "M37.500 47.500h5"))
    label = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="face" width="160" height="160" viewBox="0 0 80 80" {label}><rect width="80" height="80" fill="{ground}"/>{behind}'
        f'<path d="M12 84Q12 58 40 58T68 84Z" fill="{wear}"/>{collar}<path d="M34 50h12v10q-6 6-12 0z" fill="{skin}"/><path d="M34 54q6 5 12 0v3q-6 5-12 0z" fill="#000" opacity=".08"/>'
        f'<ellipse cx="40" cy="39" rx="13.500" ry="15.500" fill="{skin}"/>{cheeks}{before}<path d="M34 40v1.500M46 40v1.500" stroke="#2f2a28" stroke-width="2.200" stroke-linecap="round"/>'
        f'{extra}<path d="{smile}" stroke="#8a4a3a" stroke-width="1.600" fill="none" stroke-linecap="round"/></svg>'
    )


def _cut(seed: int) -> tuple[str, str]:
    return CUTS[seed % len(CUTS)]


def mark(name: str, tone: str = "leaf", seed: int = 1, *, alt: str = "") -> str:
    """A shop's mark: one or two characters of its name like a seal, on one of six grounds."""
    wall, table, body, shade, second, light, line = TONES[tone]
    letters = name.strip()[: 2 if name.isascii() else 1 + (seed % 2)] or "荷"
    grounds = (
        f'<rect width="160" height="160" fill="{body}"/><circle cx="80" cy="80" r="58" fill="none" stroke="{light}" stroke-width="3" opacity=".7"/>',
        f'<rect width="160" height="160" fill="{wall}"/><circle cx="80" cy="80" r="56" fill="{shade}"/>',
        f'<rect width="160" height="160" fill="{shade}"/><path d="M0 112Q40 92 80 112T160 112V160H0Z" fill="{body}"/><path d="M0 132Q40 116 80 132T160 132V160H0Z" fill="{line}" opacity=".35"/>',
        f'<rect width="160" height="160" fill="{second}"/><rect x="26" y="26" width="108" height="108" rx="14" fill="{shade}"/>',
        f'<rect width="160" height="160" fill="{line}"/><path d="M80 18C112 44 120 92 80 142C40 92 48 44 80 18Z" fill="{shade}"/>',
        f'<rect width="160" height="160" fill="{table}"/><path d="M80 20L140 80L80 140L20 80Z" fill="{line}"/>',
    )
    size = 62 if len(letters) == 1 else 40
    label = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="art" width="320" height="320" viewBox="0 0 160 160" {label}>{grounds[(seed + len(name)) % len(grounds)]}'
        f'<text x="80" y="82" text-anchor="middle" dominant-baseline="central" font-size="{size}" font-weight="600" fill="{light}" '
        f'font-family="Songti SC, Source Han Serif SC, Noto Serif CJK SC, Noto Serif SC, Georgia, serif">{escape(letters)}</text></svg>'
    )
