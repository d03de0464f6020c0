"""Why files are refused."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class UnreadablePairs(Invalid):
    """A line that is no pair of whole numbers; `line` is where."""

    code = "unreadable_pairs"
    message = _("%(file)s, line %(line)s: two whole numbers are expected, a person and a thing.")


class NoPairs(Invalid):
    """A file without a single pair has nothing to learn from."""

    code = "no_pairs"
    message = _("%(file)s has no pairs in it.")


class MissingFile(Invalid):
    code = "missing_file"
    message = _("%(file)s can't be read.")
