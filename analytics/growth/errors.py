"""Why a growth model is refused."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class UnreadableTable(Invalid):
    """The file is no table of `t,value`; `line` is where."""

    code = "unreadable_table"
    message = _("Line %(line)s: %(why)s")


class CannotFit(Invalid):
    """These points do not carry this model. Nothing is drawn rather than a guess."""

    code = "cannot_fit"
    message = _("No curve of this form goes through these points.")


class TooFewPoints(CannotFit):
    code = "too_few_points"
    message = _("This model needs at least %(needed)s different times; here are %(found)s.")


class NotCounts(CannotFit):
    """Counts of people are not below zero nor beyond everything, and not all of them zero."""

    code = "not_counts"
    message = _("Values must be numbers from zero to 10^15, not all of them zero, and times within 10^15 of zero.")


class StartTooFar(CannotFit):
    """P0 is the value at t = 0; seen from these times it is beyond numbers."""

    code = "start_too_far"
    message = _("t = 0 is too far away from these times. Count them from a nearer start.")


class NotGrowing(CannotFit):
    code = "not_growing"
    message = _("The values do not grow, so there is no ceiling to grow towards.")


class CeilingTooLow(CannotFit):
    """A ceiling somebody fixed, and the points are above it."""

    code = "ceiling_too_low"
    message = _("The ceiling must be above the highest value, %(highest)s.")


class CeilingUnknown(CannotFit):
    """The curve has hardly bent yet: any high ceiling fits as well as any other."""

    code = "ceiling_unknown"
    message = _("The points do not say where growth ends: they have hardly begun to bend.")
