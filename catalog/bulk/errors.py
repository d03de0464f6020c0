"""What a file can be refused for as a whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class UnreadableFile(Invalid):
    code = "unreadable_file"
    message = _("We can't read that file. Please send CSV (UTF-8, UTF-16 or GBK) or XLSX.")


class FileTooLarge(Invalid):
    code = "file_too_large"
    status = 413
    message = _("That file is too large. Up to 20 MB and 100,000 rows work; please split it.")


class WrongHeader(Invalid):
    code = "wrong_header"
    message = _("The first row must name the columns. %(details)s")
