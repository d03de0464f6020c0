"""What events refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class MeetupTimeOdd(Invalid):
    code = "event_time_odd"
    message = _("Choose a beginning within the next year, and an end after it, at most 14 days later.")


class LinkOdd(Invalid):
    code = "event_link_odd"
    message = _("A link begins with https://.")


class SeatsOdd(Invalid):
    """Nobody who has a place loses it to a smaller number."""

    code = "event_seats_odd"
    message = _("%(going)s people have a place already. There can't be fewer.")


class TitleMissing(Invalid):
    code = "event_title_missing"
    message = _("Say what it is.")


class MeetupOver(DomainError):
    code = "event_over"
    message = _("This event has begun or was called off.")


class NotYet(DomainError):
    code = "event_not_yet"
    message = _("Who was there is marked once it has begun.")
