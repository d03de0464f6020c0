"""Why a comparison is refused."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class NothingToCompare(Invalid):
    """Too few people, or figures that do not differ between people: no test has anything to say."""

    code = "nothing_to_compare"
    message = _("There is too little to compare yet.")


class ImpossiblePlan(Invalid):
    """Rates outside 0 to 1, no difference to find, or a power no sample gives."""

    code = "impossible_plan"
    message = _("No number of people would answer this question.")
