"""Why a note is shown, in at most a few words, true and to be checked on the page itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.kernel.templatetags.hetang import short_number
from content.posts.models import Post, PostStat

NAME = 10


class Why(StrEnum):
    WARM = "warm"
    NEW = "new"
    FOLLOWED = "followed"
    TOPIC = "topic"
    LIKED = "liked"


class Placed(Protocol):
    @property
    def why(self) -> Why: ...
    @property
    def about(self) -> str: ...


def reason_of(note: Post, place: Placed) -> str:
    if place.why == Why.NEW:
        return _("New, few have seen it yet")
    if place.why == Why.FOLLOWED:
        return _("You follow who wrote it")
    if place.why == Why.TOPIC:
        return _("You follow #%(topic)s") % {"topic": Truncator(place.about).chars(NAME)}
    if place.why == Why.LIKED:
        return _("You liked #%(topic)s") % {"topic": Truncator(place.about).chars(NAME)}
    return _warm(note)


def _warm(note: Post) -> str:
    """What weighs most in its warmth; a note nobody has answered yet tells its day."""
    stat: Any = getattr(note, "stat", None) or PostStat()
    weight, number, words = max(
        (
            (stat.reposts * 4, stat.reposts, ngettext("Handed on by %(n)s", "Handed on by %(n)s", stat.reposts)),
            (stat.comments * 4, stat.comments, ngettext("%(n)s comment", "%(n)s comments", stat.comments)),
            (stat.saves * 2, stat.saves, ngettext("Kept by %(n)s", "Kept by %(n)s", stat.saves)),
            (stat.likes, stat.likes, ngettext("Liked by %(n)s", "Liked by %(n)s", stat.likes)),
        ),
        key=lambda one: one[0],
    )
    if weight > 0:
        return words % {"n": short_number(number)}
    at = note.published_at
    return _("Came out on %(day)s") % {"day": date_format(localtime(at), "MONTH_DAY_FORMAT") if at else ""}
