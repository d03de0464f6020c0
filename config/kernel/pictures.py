"""Pictures that people upload: judged by their content, re-encoded by us, stored without a trace of their origin.

    picture = store_picture(request.FILES["picture"], alt=product.title)

What is stored is our own WebP in several widths, never the bytes that came in; so a file that is also a web page, a
script or a map of somebody's home stops being one. A refusal leaves nothing on disk.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from config.kernel.errors import Invalid
from config.kernel.files import private_files
from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture

FORMATS = ("JPEG", "PNG", "WEBP")
ENDINGS = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ""}
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_RATIO = 12
SMALLER_WIDTHS = (320, 640, 960)
QUALITY = 82

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow refuses from twice as many by itself, before it decodes


class NotAPicture(Invalid):
    code = "not_a_picture"
    message = _("We can't read that file as a picture. Please send a JPEG, PNG or WebP.")


class PictureTooLarge(Invalid):
    code = "picture_too_large"
    status = 413
    message = _("That picture is too large. Up to 10 MB and 25 megapixels work.")


class PictureOddlyShaped(Invalid):
    code = "picture_oddly_shaped"
    message = _("That picture is too narrow to show. Please crop it first.")


def read_picture(upload: UploadedFile[Any]) -> Image.Image:
    """The upload as decoded pixels, upright, in sRGB, without metadata; or a refusal. Nothing is stored."""
    if (upload.size or 0) > MOST_BYTES:
        raise PictureTooLarge
    if PurePath(upload.name or "").suffix.lower() not in ENDINGS:
        raise NotAPicture
    try:
        upload.seek(0)
        with Image.open(upload.file or upload, formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise PictureTooLarge
            if max(width, height) > LONGEST_RATIO * min(width, height):
                raise PictureOddlyShaped
            image.load()
            return _plain(image)
    except Image.DecompressionBombError as bomb:
        raise PictureTooLarge from bomb
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, IndexError, MemoryError) as trouble:
        raise NotAPicture from trouble  # truncated, forged or not a picture at all: Pillow has many words for it


def decoded(upload: UploadedFile[Any]) -> Image.Image:
    """The same, once: whoever asks again, or stores it, finds it at the upload."""
    image: Image.Image | None = getattr(upload, "checked", None)
    if image is None:
        image = upload.checked = read_picture(upload)  # type: ignore[attr-defined]  # read by whoever stores it
    return image


def _plain(image: Image.Image) -> Image.Image:
    """Turned as the camera meant it, in sRGB, on white, as bare pixels."""
    upright = _in_srgb(ImageOps.exif_transpose(image))
    pixels = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        pixels.paste(upright, mask=upright.getchannel("A"))
    else:
        pixels.paste(upright.convert("RGB"))
    return pixels


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours of wide-gamut phones and print files as the web shows them; a broken profile is ignored."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def store_picture(upload: UploadedFile[Any], *, alt: str = "", largest: int = 1280) -> UploadedPicture:
    """Re-encode an upload as WebP in several widths and store it. Undone when the running transaction fails here."""
    image = _fitted(decoded(upload), largest)
    picture = UploadedPicture(width=image.width, height=image.height, colour=dominant_colour(image), alt=alt[:200])
    picture.id = public_id()
    picture.widths = [width for width in SMALLER_WIDTHS if width < image.width]
    stem = f"pictures/{picture.id[:2].lower()}/{picture.id.lower()}"
    picture.file = f"{stem}.webp"
    files = {f"{stem}-{width}.webp": _encoded(_at_width(image, width)) for width in picture.widths}
    files[picture.file] = _encoded(image)
    try:
        for name, content in files.items():
            default_storage.save(name, ContentFile(content))
        with transaction.atomic():
            picture.save(force_insert=True)
    except Exception:
        _remove(files)
        raise
    return picture


@contextmanager
def stored_picture(upload: UploadedFile[Any], *, alt: str = "", largest: int = 1280) -> Iterator[UploadedPicture]:
    """Store a picture for what is done with it inside, in a transaction. When that is refused, its files go as well."""
    picture = store_picture(upload, alt=alt, largest=largest)
    try:
        yield picture
    except Exception:
        _remove(_files_of(picture))
        raise


@dataclass(frozen=True)
class PrivatePicture:
    """A picture that nobody fetches by address: a view that knows who may see it reads it from the private files."""

    file: str
    width: int
    height: int


def store_private_picture(upload: UploadedFile[Any], *, folder: str, largest: int = 1600) -> PrivatePicture:
    """Re-encode an upload as one WebP beside the media. Call it last: what follows in the transaction must not fail."""
    image = _fitted(decoded(upload), largest)
    name = public_id(24).lower()
    file = private_files().save(f"{folder}/{name[:2]}/{name}.webp", ContentFile(_encoded(image)))
    return PrivatePicture(file, image.width, image.height)


def discard_private_pictures(pictures: Iterable[PrivatePicture]) -> None:
    """Remove files whose rows were not written."""
    for picture in pictures:
        private_files().delete(picture.file)


def discard_picture(picture: UploadedPicture) -> None:
    """Forget a picture: its row now, its files when the transaction has ended well."""
    files = _files_of(picture)
    picture.delete()
    transaction.on_commit(lambda: _remove(files), robust=True)


def dominant_colour(image: Image.Image) -> str:
    """The colour most of the picture has, as "#rrggbb"."""
    few = image.convert("RGB").resize((48, 48)).quantize(8)
    counts = few.histogram()
    place = counts.index(max(counts))
    red, green, blue = (few.getpalette() or [232, 232, 226])[place * 3 : place * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _fitted(image: Image.Image, largest: int) -> Image.Image:
    scale = min(1.0, largest / image.width, 2 * largest / image.height)
    return _at_width(image, round(image.width * scale)) if scale < 1 else image


def _at_width(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((max(1, width), height), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=4)
    return buffer.getvalue()


def _files_of(picture: UploadedPicture) -> list[str]:
    stem, _dot, ending = picture.file.rpartition(".")
    return [picture.file, *(f"{stem}-{width}.{ending}" for width in picture.widths)]


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


class PictureField(forms.FileField):
    """A file that must be a picture: refusals stand next to the field. Give the cleaned value to `store_picture`."""

    widget = forms.FileInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}

    def to_python(self, data: Any) -> Any:
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        try:
            upload.checked = read_picture(upload)  # decoded once; `store_picture` takes it from here
        except Invalid as refusal:
            raise ValidationError(refusal.text, code=refusal.code) from refusal
        return upload


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PicturesField(PictureField):
    """Several pictures at once; the cleaned value is a list for `store_private_picture` or `store_picture`."""

    widget = SeveralFiles

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(uploads) > self.most:
            raise ValidationError(_("At most %(most)d pictures.") % {"most": self.most})
        if not uploads and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(PicturesField, self).clean(upload) for upload in uploads]
