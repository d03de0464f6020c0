"""Why a batch of behaviour is turned away as a whole. Single events are refused by a code (intake.py)."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import TryAgain


class StreamFull(TryAgain):
    """More waits to be written down than we may keep; nothing of this batch was taken."""

    code = "stream_full"
    message = _("Too much is waiting to be written down. Please send this again later.")
