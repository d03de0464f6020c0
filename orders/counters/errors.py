"""What choosing a counter can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class PickupPointGone(DomainError):
    """Another shop's counter, one that is switched off, or none at all."""

    code = "pickup_point_gone"
    status = 422
    message = _("%(shop)s doesn't hand out orders there. Please choose another way.")


class TooManyPoints(Invalid):
    code = "too_many_pickup_points"
    message = _("A shop has at most %(most)d pick-up points.")
