"""Uploads: what is kept is our own picture, and what is no picture leaves nothing behind."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.kernel.models import UploadedPicture
from config.kernel.pictures import (
    NotAPicture,
    PictureField,
    PictureOddlyShaped,
    PictureTooLarge,
    discard_picture,
    store_picture,
)

pytestmark = pytest.mark.django_db
GPS_IFD, ORIENTATION = 0x8825, 0x0112


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def drawn(width: int = 1600, height: int = 1200, *, kind: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    image = Image.new(mode, (width, height), (200, 50, 74) if mode == "RGB" else (200, 50, 74, 0))
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_header_of(width: int, height: int) -> bytes:
    """A tiny PNG that claims to be huge: the decompression bomb."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9000))
        + chunk(b"IEND", b"")
    )


def upload(content: bytes, name: str = "picture.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_a_photo_becomes_webp_in_four_widths(media: Path):
    picture = store_picture(upload(drawn()), alt="a mug")

    assert (picture.width, picture.height, picture.widths) == (1280, 960, [320, 640, 960])
    assert picture.alt == "a mug"
    assert picture.colour[:6] == "#c8324"
    stored = files_in(media)
    assert len(stored) == 4
    for path in stored:
        with Image.open(path) as image:
            assert image.format == "WEBP"
    assert picture.srcset.count("w,") == 3
    assert UploadedPicture.objects.get(pk=picture.pk).file == picture.file


def test_a_small_picture_is_not_enlarged(media: Path):
    picture = store_picture(upload(drawn(300, 200, kind="PNG"), "small.png"))
    assert (picture.width, picture.height, picture.widths) == (300, 200, [])
    assert len(files_in(media)) == 1


def test_place_and_camera_are_gone_and_the_picture_stands_upright(media: Path):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (30.0, 14.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    content = drawn(400, 200, exif=exif)
    assert b"SecretCamera" in content

    picture = store_picture(upload(content))

    assert (picture.width, picture.height) == (200, 400)
    stored = (media / picture.file).read_bytes()
    assert b"SecretCamera" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert not image.getexif()


def test_a_polyglot_keeps_its_pixels_and_loses_its_script(media: Path):
    content = drawn(400, 400, comment=b"<script>alert(1)</script>") + b"<html><script>alert(1)</script></html>"
    picture = store_picture(upload(content))
    assert b"script" not in (media / picture.file).read_bytes()


def test_transparency_lands_on_white(media: Path):
    picture = store_picture(upload(drawn(20, 20, kind="PNG", mode="RGBA"), "clear.png"))
    assert picture.colour in {"#ffffff", "#fefefe"}


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (SVG, "drawing.svg", NotAPicture),
        (SVG, "drawing.png", NotAPicture),
        (b"<html><script>alert(1)</script></html>", "page.jpg", NotAPicture),
        (b"", "empty.jpg", NotAPicture),
        (b"\xff\xd8\xff\xe0" + b"\0" * 400, "forged.jpg", NotAPicture),
        (drawn()[:4000], "truncated.jpg", NotAPicture),
        (drawn(kind="PNG")[:600], "truncated.png", NotAPicture),
        (drawn(), "picture.html", NotAPicture),
        (drawn(), "picture.php", NotAPicture),
        (drawn(kind="GIF"), "moving.gif", NotAPicture),
        (drawn(kind="GIF"), "moving.jpg", NotAPicture),
        (drawn(kind="BMP"), "old.png", NotAPicture),
        (png_header_of(50_000, 50_000), "bomb.png", PictureTooLarge),
        (png_header_of(5_001, 5_000), "bomb.png", PictureTooLarge),
        (b"\xff\xd8\xff\xe0" + b"\0" * (60 * 1024 * 1024), "heavy.jpg", PictureTooLarge),
        (drawn(1, 400, kind="PNG"), "thread.png", PictureOddlyShaped),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_hostile_files_are_refused_and_leave_nothing(media: Path, content: bytes, name: str, refusal: type):
    with pytest.raises(refusal):
        store_picture(upload(content, name))
    assert files_in(media) == []
    assert not UploadedPicture.objects.exists()


def test_a_lost_database_row_takes_its_files_along(media: Path, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk of the database is full")

    monkeypatch.setattr(UploadedPicture, "save", fail)
    with pytest.raises(RuntimeError):
        store_picture(upload(drawn()))
    assert files_in(media) == []


def test_a_discarded_picture_takes_its_files_along(media: Path, django_capture_on_commit_callbacks):
    picture = store_picture(upload(drawn()))
    with django_capture_on_commit_callbacks(execute=True):
        discard_picture(picture)
    assert files_in(media) == []


class Upload(forms.Form):
    picture = PictureField()


def test_the_field_says_what_is_wrong_next_to_it(media: Path):
    form = Upload(files={"picture": upload(SVG, "drawing.svg", "image/svg+xml")})
    assert not form.is_valid()
    assert form.errors.as_data()["picture"][0].code == "not_a_picture"


def test_the_field_hands_over_what_it_decoded(media: Path):
    form = Upload(files={"picture": upload(drawn(640, 640))})
    assert form.is_valid(), form.errors
    assert store_picture(form.cleaned_data["picture"]).width == 640
