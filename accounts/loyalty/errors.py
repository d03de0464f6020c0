"""What points refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class NotEnoughPoints(DomainError):
    """Fewer points are there than should leave; nothing moved."""

    code = "not_enough_points"
    message = _("There aren't enough points: %(left)s are left.")


class CheckedInAlready(DomainError):
    code = "checked_in_already"
    message = _("You have checked in today. Come back tomorrow.")


class NoGift(DomainError):
    code = "no_gift"
    message = _("Your level has no monthly gift yet.")


class GiftTaken(DomainError):
    code = "gift_taken"
    message = _("You have taken this month's gift. The next one comes with the new month.")


class NothingCorrected(DomainError):
    code = "nothing_corrected"
    status = 422
    message = _("A correction adds or takes at least one point.")


class PointsDiffer(ValueError):
    """A mistake of ours: one occasion, two different numbers of points."""
