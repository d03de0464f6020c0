"""Why a history cannot be imported."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class UnreadableHistory(Invalid):
    """The file as a whole makes no sense; single bad rows are counted instead."""

    code = "unreadable_history"
    message = _("%(file)s can't be read: %(why)s")


class ImportRunning(DomainError):
    code = "import_running"
    message = _("Another import into this shop is still running.")
