"""Why an evaluation is refused."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class NothingToFind(Invalid):
    """Nobody in the test has a thing that was not known already."""

    code = "nothing_to_find"
    message = _("%(file)s has nothing to find: all its pairs are known from training.")
