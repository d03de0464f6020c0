"""Why a model of customers is refused."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid


class NoFit(Invalid):
    """The search for the most likely parameters ran off or found none: the purchases don't follow the model."""

    code = "model_does_not_fit"
    message = _("These purchases don't follow the model, so nothing is foretold from them.")
