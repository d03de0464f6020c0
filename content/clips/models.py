"""Videos and sounds that people send for their notes."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture

LONGEST_PATH = 120


class ClipKind(models.TextChoices):
    VIDEO = "video", _("Video")
    SOUND = "sound", _("Sound")


class ClipState(models.TextChoices):
    WAITING = "waiting", _("Waits to be prepared")
    WORKING = "working", _("Is being prepared")
    DONE = "done", _("Prepared for every browser")
    AS_SENT = "as_sent", _("Kept as it was sent")


class Clip(models.Model):
    """One file, perhaps prepared for every browser meanwhile; its poster, and its captions where somebody wrote some.

    The poster stays the same row when a drawing makes room for a frame, so that whoever shows it needs not be told.
    """

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 16), editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clips")
    kind = models.CharField(max_length=5, choices=ClipKind.choices)
    file = models.CharField(max_length=LONGEST_PATH, help_text="path in the media storage")
    mime = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField(help_text="bytes")
    duration_ms = models.PositiveIntegerField(null=True, help_text="empty where the file doesn't say")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    poster = models.ForeignKey(UploadedPicture, null=True, on_delete=models.SET_NULL, related_name="+")
    captions = models.CharField(max_length=LONGEST_PATH, blank=True, help_text="path of a WebVTT file")
    captions_language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=8, choices=ClipState.choices, default=ClipState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("video or sound")
        verbose_name_plural = _("videos and sounds")
        constraints = [
            models.CheckConstraint(
                name="clip_captions_in_a_language",
                condition=Q(captions="", captions_language="") | (~Q(captions="") & ~Q(captions_language="")),
            ),
            models.CheckConstraint(
                name="clip_at_work_since", condition=~Q(state="working") | Q(claimed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "working"]), name="clip_to_prepare"),
            models.Index(fields=["at"], name="clip_oldest"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.file}"

    @property
    def captions_url(self) -> str:
        return f"{settings.MEDIA_URL}{self.captions}" if self.captions else ""

    @property
    def is_video(self) -> bool:
        return self.kind == ClipKind.VIDEO

    @property
    def is_playable(self) -> bool:
        """Whether browsers play it: phones' own films only once they are prepared."""
        return self.mime != "video/quicktime"

    @property
    def length(self) -> str:
        """ "0:42"."""
        seconds = round((self.duration_ms or 0) / 1000)
        return f"{seconds // 60}:{seconds % 60:02d}" if self.duration_ms else ""
