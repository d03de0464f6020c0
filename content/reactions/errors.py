"""What reactions refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class OwnNote(Invalid):
    code = "repost_own_note"
    message = _("Those who follow you see your own notes anyway.")
