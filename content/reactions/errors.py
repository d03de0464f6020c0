"""What reactions refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid, TooMany


class LikesSpent(TooMany):
    code = "likes_spent"
    message = _("Those were %(most)s likes for today. Tomorrow there are new ones, and more the longer you are here.")


class OwnNote(Invalid):
    code = "repost_own_note"
    message = _("Those who follow you see your own notes anyway.")
