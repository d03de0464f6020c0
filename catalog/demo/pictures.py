"""Drawn pictures of the demo goods: written once, named by what they show."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.kernel.illustrations import RATIOS, TONES, ground, mark, picture
from config.kernel.models import UploadedPicture

TONE_ORDER = tuple(TONES)
COVER_RATIOS = ("1:1", "4:5", "1:1", "3:4", "1:1", "4:5")
MORE_RATIOS = ("1:1", "4:3", "4:5", "1:1")
TONE_OF_COLOUR = {
    "天青": "sky", "月白": "mist", "梅子青": "leaf", "茶叶末": "sand", "铁锈红": "clay", "粗陶褐": "clay", "灰蓝": "sky",
    "豆沙": "lotus", "苔绿": "leaf", "砖红": "clay", "米白": "mist", "墨": "ink", "浅灰": "mist", "黄铜": "butter",
    "枪黑": "ink", "透明": "mist", "淡蓝": "sky", "烟灰": "ink", "松绿": "leaf", "栀子黄": "butter", "茜红": "lotus",
    "靛蓝": "sky", "燕麦": "sand", "珍珠": "mist", "烟粉": "lotus", "墨绿": "leaf", "深靛": "sky", "浅缥": "mist",
    "焦糖": "clay", "灰绿": "leaf", "驼": "sand", "灰": "mist", "橄榄": "leaf", "雾蓝": "sky", "炭灰": "ink", "原色": "sand",
    "奶白": "mist", "深褐": "clay", "黑": "ink", "白": "mist", "木纹": "sand", "原木": "sand", "胡桃": "clay", "银": "mist",
    "军绿": "leaf", "沙": "sand", "淡绿": "leaf", "朱红": "lotus", "薄荷": "leaf", "浅绿": "leaf", "浅粉": "lotus", "黄": "butter",
    "Silver": "mist", "Black": "ink", "White": "mist", "Sage": "leaf", "Walnut": "clay", "Cream": "butter", "Forest": "leaf",
    "Ink": "ink", "Navy": "sky", "Mustard": "butter", "Sand": "sand", "Charcoal": "ink", "Natural": "sand",
}  # fmt: skip


def drawn(*, key: str, kind: str, tone: str, ratio: str, seed: int, alt: str) -> UploadedPicture:
    """A picture of one thing, its file written if it is not there yet. Not saved: the caller writes all in one go."""
    file = f"demo/{kind}-{tone}-{ratio.replace(':', 'x')}-{seed}.svg"
    if not default_storage.exists(file):
        default_storage.save(file, ContentFile(picture(kind, tone=tone, ratio=ratio, seed=seed).encode()))
    width, height = RATIOS[ratio]
    return UploadedPicture(id=key, file=file, width=width * 2, height=height * 2, colour=ground(tone), alt=alt[:200])


def drawn_mark(*, key: str, name: str, tone: str) -> UploadedPicture:
    file = f"demo/mark-{key.lower()}.svg"
    if not default_storage.exists(file):
        default_storage.save(file, ContentFile(mark(name, tone).encode()))
    return UploadedPicture(id=key, file=file, width=160, height=160, colour=ground(tone), alt=name)


def tones_for(place: int, colours: Sequence[str]) -> list[str]:
    """Tones of a product's pictures: those of its colours only, or a walk through all of them that never repeats."""
    if own := list(dict.fromkeys(TONE_OF_COLOUR[colour] for colour in colours)):
        turn = place % len(own)
        return own[turn:] + own[:turn]
    start = place * 4 % len(TONE_ORDER)
    return [TONE_ORDER[(start + 2 * step) % len(TONE_ORDER)] for step in range(len(TONE_ORDER))]
