"""What can go wrong between a carrier's tracking system and ours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class BadPush(Invalid):
    """A message that claims to be a tracker's and can't be, or can't be read."""

    code = "push_refused"
    status = 400
    message = _("This message can't be trusted: %(why)s.")


class PushTooLarge(BadPush):
    code = "push_too_large"
    status = 413
    message = _("This message is too large.")


class ParcelUnknown(BadPush):
    code = "parcel_unknown"
    status = 422
    message = _("There is no such parcel here.")


class TrackerDown(DomainError):
    """The tracking service did not answer, or not sensibly. Asking again later is right."""

    code = "tracker_down"
    status = 503
    message = _("The tracking service isn't answering. Please try again later.")


class TrackerRefuses(DomainError):
    """The tracking service won't follow this parcel; asking again changes nothing."""

    code = "tracker_refuses"
    status = 422
    message = _("The tracking service doesn't follow this parcel: %(why)s.")


class AskedTooSoon(DomainError):
    code = "asked_too_soon"
    status = 429
    message = _("The carrier was asked less than 30 minutes ago. Please wait a little.")


class NotTracked(DomainError):
    code = "not_tracked"
    message = _("Nobody follows this parcel for us; its couriers scan it here.")
