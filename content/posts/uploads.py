"""Pictures on their way into notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from config.kernel.clock import now
from config.kernel.models import UploadedPicture
from config.kernel.pictures import discard_picture, store_picture
from config.kernel.ratelimit import spend
from content.posts.models import NoteUpload, PostPicture

UPLOADS_A_DAY = 300
KEPT = timedelta(days=3)
BATCH = 200


@transaction.atomic
def take_picture(*, owner: Any, upload: UploadedFile[Any], alt: str = "") -> UploadedPicture:
    """Store a picture that only this person may put into a note."""
    spend("note-picture", str(owner.pk), limit=UPLOADS_A_DAY, seconds=24 * 3600)
    picture = store_picture(upload, alt=alt)
    NoteUpload.objects.create(picture=picture, owner=owner, at=now())
    return picture


def forget_unused() -> int:
    """Remove pictures that came into no note within days. Those of notes that came out are no uploads any more."""
    old = NoteUpload.objects.filter(at__lt=now() - KEPT).exclude(picture__in=PostPicture.objects.values("picture_id"))
    unused = old.select_related("picture").order_by("at")[:BATCH]
    for upload in unused:
        with transaction.atomic():
            discard_picture(upload.picture)
    return len(unused)
