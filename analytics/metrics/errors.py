"""Why a metric cannot be asked for."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class ImpossibleMetric(Invalid):
    """A question without an answer: an end before its start, one-step funnels, unknown zones, brackets that overlap."""

    code = "impossible_metric"
    message = _("This figure can't be worked out: %(why)s")
