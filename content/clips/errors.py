"""What videos, sounds and captions refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class NotAClip(Invalid):
    code = "not_a_clip"
    message = _("We can't read that file as a video or sound. Please send MP4, WebM, M4A, MP3, OGG or WAV.")


class ClipTooLarge(Invalid):
    code = "clip_too_large"
    status = 413
    message = _("That file is too large. Up to %(most)s MB work.")


class ClipTooLong(Invalid):
    code = "clip_too_long"
    message = _("That is too long. Up to %(minutes)s minutes work.")


class NotCaptions(Invalid):
    code = "not_captions"
    message = _("We can't read that file as captions. Please send WebVTT, up to 200 kB.")
