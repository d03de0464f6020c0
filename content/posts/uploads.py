"""Pictures on their way into notes, and files of notes that are gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q

from config.kernel.clock import now
from config.kernel.models import UploadedPicture
from config.kernel.pictures import discard_picture, store_picture
from config.kernel.ratelimit import spend
from content.clips.services import discard_clip
from content.posts.models import NoteUpload, Post, PostPicture, PostStatus

UPLOADS_A_DAY = 300
KEPT = timedelta(days=3)
APPEALED_WITHIN = timedelta(days=30)
BATCH = 200
OURS = "pictures/"  # uploads; drawings of the demo are shared


@transaction.atomic
def take_picture(*, owner: Any, upload: UploadedFile[Any], alt: str = "") -> UploadedPicture:
    """Store a picture that only this person may put into a note."""
    spend("note-picture", str(owner.pk), limit=UPLOADS_A_DAY, seconds=24 * 3600)
    picture = store_picture(upload, alt=alt)
    NoteUpload.objects.create(picture=picture, owner=owner, at=now())
    return picture


@transaction.atomic
def forget_files(post: Post) -> None:
    """Of a note that is gone for good: its clip, and every picture it ever showed that stands nowhere else."""
    if post.clip is not None:
        discard_clip(post.clip)
    shown = {pk for version in post.versions.all() for pk in version.pictures}
    shown |= set(post.pictures.values_list("picture_id", flat=True))
    elsewhere = PostPicture.objects.filter(picture__in=shown).exclude(post=post).values("picture_id")
    for picture in UploadedPicture.objects.filter(pk__in=shown, file__startswith=OURS).exclude(pk__in=elsewhere):
        try:
            with transaction.atomic():
                discard_picture(picture)
        except ProtectedError:
            continue  # a review shows it, too
    post.pictures.all().delete()


def forget_deleted() -> int:
    """Files of notes that have been gone for so long that nothing brings them back."""
    old = Post.objects.filter(status=PostStatus.DELETED, updated_at__lt=now() - APPEALED_WITHIN)
    rows = old.filter(Q(clip__isnull=False) | Q(Exists(PostPicture.objects.filter(post=OuterRef("pk")))))
    posts = list(rows.select_related("clip__poster").order_by("pk")[:BATCH])
    for post in posts:
        forget_files(post)
    return len(posts)


def forget_unused() -> int:
    """Remove pictures that came into no note within days. Those of notes that came out are no uploads any more."""
    old = NoteUpload.objects.filter(at__lt=now() - KEPT).exclude(picture__in=PostPicture.objects.values("picture_id"))
    unused = old.select_related("picture").order_by("at")[:BATCH]
    for upload in unused:
        with transaction.atomic():
            discard_picture(upload.picture)
    return len(unused)
