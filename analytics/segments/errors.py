"""What segments refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class BadCondition(Invalid):
    """Something that is no condition: unknown kinds, numbers out of range, dates backwards, trees too deep."""

    code = "segment_condition_invalid"
    message = _("This condition can't be used: %(why)s")


class Contradiction(Invalid):
    """Nobody can ever be like this."""

    code = "segment_contradicts_itself"
    message = _("Nobody can be in this segment: %(why)s")


class NameTaken(DomainError):
    code = "segment_name_taken"
    message = _("There is a segment of this name already.")


class TooManySegments(DomainError):
    code = "too_many_segments"
    message = _("There are %(most)s segments already. Delete one that you don't use.")


class TooFewToExport(DomainError):
    """k-anonymity: sums about fewer people would be about somebody."""

    code = "segment_too_small_to_export"
    message = _("A file is made from %(least)s people on, so that nobody can be recognised in it.")


class NotFresh(DomainError):
    """Nothing is handed out to an audience that was never drawn up."""

    code = "segment_not_counted"
    message = _("The audience of this segment hasn't been drawn up yet. Refresh it first.")


class EmptyAudience(DomainError):
    code = "segment_empty"
    message = _("Nobody with an account is in this segment.")


class HandedAlready(DomainError):
    code = "segment_handout_running"
    message = _("This coupon is being handed out to this segment already.")


class TooSlow(DomainError):
    """Counting took longer than a page may wait; the audience is drawn up in the background, where it may."""

    code = "segment_too_slow_to_count"
    status = 503
    message = _("Counting this takes too long for a page. Save it; its audience is drawn up in the background.")
