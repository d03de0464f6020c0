"""What a picture is recognised by: the hash of its file, and a difference hash that survives scaling."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable

from django.core.files.storage import default_storage
from PIL import Image

from community.conduct.models import PicturePrint
from config.kernel.models import UploadedPicture

ALIKE = 6
SAME = 2  # the same picture at another size, where only the file can't be compared


def dhash(image: Image.Image) -> int:
    """64 bits: whether each of 8 × 8 places is brighter than its right neighbour; signed, as PostgreSQL keeps it."""
    small = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    shades = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (shades[row * 9 + column] > shades[row * 9 + column + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits they differ."""
    return ((one ^ other) & (1 << 64) - 1).bit_count()


def print_of(picture: UploadedPicture) -> PicturePrint | None:
    """A picture's print, worked out the first time; None for a drawing or when its file is gone."""
    return next(iter(prints_of([picture])), None)


def prints_of(pictures: Iterable[UploadedPicture]) -> list[PicturePrint]:
    """The prints of several; only what was never looked at is read from its file."""
    wanted = {one.pk: one for one in pictures if not one.file.endswith(".svg")}
    known = PicturePrint.objects.in_bulk(list(wanted)) if wanted else {}
    fresh = [made for pk, one in wanted.items() if pk not in known and (made := _made(one)) is not None]
    if fresh:
        PicturePrint.objects.bulk_create(fresh, ignore_conflicts=True)
    return [*known.values(), *fresh]


def _made(picture: UploadedPicture) -> PicturePrint | None:
    try:
        with default_storage.open(picture.file) as file:
            content = file.read()
        with Image.open(io.BytesIO(content)) as image:
            bits = dhash(image)
    except (OSError, ValueError):
        return None
    return PicturePrint(picture=picture, sha256=hashlib.sha256(content).hexdigest(), dhash=bits)
