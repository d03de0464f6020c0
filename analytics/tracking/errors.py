"""Why a batch of behaviour is turned away as a whole. Single events are refused by a code (intake.py)."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed, TryAgain


class NoConsent(NotAllowed):
    """Nobody said yes to being counted, took it back, or their browser says no for them."""

    code = "no_consent"
    message = _("Nobody here has agreed to being counted.")


class ForeignOrigin(NotAllowed):
    code = "foreign_origin"
    message = _("Only our own pages may tell what happens on them.")


class BatchTooBig(DomainError):
    code = "batch_too_big"
    status = 413
    message = _("At most %(most)s events in %(kilobytes)s kB at a time.")


class UnreadableBatch(Invalid):
    code = "unreadable_batch"
    message = _("This is no batch of events: %(why)s.")


class StreamFull(TryAgain):
    """More waits to be written down than we may keep; nothing of this batch was taken."""

    code = "stream_full"
    message = _("Too much is waiting to be written down. Please send this again later.")
