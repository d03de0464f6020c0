"""What checking in refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class HereAlready(DomainError):
    code = "group_checked_in"
    message = _("You have checked in here today.")


class CardUsed(DomainError):
    code = "group_card_used"
    message = _("You have used this month's make-up card. The next one comes with the new month.")


class DayOdd(Invalid):
    """A day that can't be made up for: not missed, too long ago, or before one joined."""

    code = "group_day_odd"
    message = _("Choose a day you missed within the last %(days)s days, since you joined.")
