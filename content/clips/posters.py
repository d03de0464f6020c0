"""What stands for a film until there is a frame of it, and for a sound always: a drawing, always the same."""

from __future__ import annotations

from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture
from content.clips.models import Clip, ClipKind

WIDTH, HEIGHT = 960, 720
COLOURS = (("#dfe6d8", "#2f7d5b"), ("#f4dede", "#b8324a"), ("#f3e6cb", "#8a5d12"), ("#dbe6ee", "#2f6288"))
BARS = 31


def draw_poster(clip: Clip, *, key: str = "") -> UploadedPicture:
    """Store the drawing of a clip that has none yet."""
    dice = Random(clip.key)  # noqa: S311 - a drawing, no secret
    ground, ink = dice.choice(COLOURS)
    file = f"clips/{clip.key[:2].lower()}/{clip.key.lower()}.svg"
    default_storage.save(file, ContentFile(_drawing(clip, dice, ground, ink).encode()))
    return UploadedPicture.objects.create(
        id=key or public_id(), file=file, width=WIDTH, height=HEIGHT, colour=ground, widths=[]
    )


def _drawing(clip: Clip, dice: Random, ground: str, ink: str) -> str:
    inside = _wave(dice, ink) if clip.kind == ClipKind.SOUND else _play(ink)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>{inside}</svg>'
    )


def _wave(dice: Random, ink: str) -> str:
    bars = []
    for number in range(BARS):
        near_middle = 1 - abs(number - BARS // 2) / BARS
        high = round(40 + 320 * near_middle * dice.uniform(0.25, 1))
        bars.append(
            f'<rect x="{120 + 23.5 * number:.0f}" y="{(HEIGHT - high) // 2}" width="11" height="{high}" rx="5.5"/>'
        )
    return f'<g fill="{ink}" opacity=".75">{"".join(bars)}</g>'


def _play(ink: str) -> str:
    return f'<circle cx="480" cy="360" r="120" fill="{ink}" opacity=".75"/><path d="M448 300v120l100-60z" fill="#fff"/>'
