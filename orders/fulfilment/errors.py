"""What can go wrong between the shelf and the door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotFound


class NotShippable(DomainError):
    code = "order_not_shippable"
    message = _("Order %(number)s can't be shipped: %(state)s.")


class BadWaybill(Invalid):
    code = "waybill_invalid"
    message = _("A waybill number has 6 to 32 letters, digits or hyphens.")


class WaybillTaken(DomainError):
    code = "waybill_taken"
    message = _("%(carrier)s already carries a parcel with the number %(waybill)s.")


class CarrierClosed(Invalid):
    code = "carrier_closed"
    message = _("%(carrier)s doesn't take parcels at the moment.")


class NothingToShip(Invalid):
    code = "nothing_to_ship"
    message = _("Choose at least one piece to ship.")


class TooManyPieces(Invalid):
    code = "too_many_pieces"
    message = _("Only %(left)d of “%(title)s” are left to ship.")


class ScanImpossible(DomainError):
    code = "scan_impossible"
    message = _("This parcel is “%(now)s”; it can't become “%(next)s”.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Say why it couldn't be delivered.")


class TimeImpossible(Invalid):
    code = "time_impossible"
    message = _("This time can't be right.")


class NothingToUndo(DomainError):
    code = "nothing_to_undo"
    message = _("This scan can't be taken back any more.")


class WaybillUnknown(NotFound):
    """Another carrier's parcel, or nobody's: the courier learns nothing about it."""

    code = "waybill_unknown"
    message = _("There is no parcel %(waybill)s with your company. Check the number, or scan again.")


class BatchTooLong(Invalid):
    code = "batch_too_long"
    message = _("At most %(most)d lines at a time.")


class BatchRefused(DomainError):
    code = "batch_refused"
    status = 422
    message = _("Nothing was shipped: %(count)d lines need another look.")


class TooManyToSendBack(Invalid):
    code = "too_many_to_send_back"
    message = _("Of “%(title)s” at most %(left)d can be sent back.")


class NotBackYet(DomainError):
    code = "not_back_yet"
    message = _("This parcel isn't back at the shop.")


class MoreGoodThanBack(Invalid):
    code = "more_good_than_back"
    message = _("Only %(most)d came back in this parcel.")


class FetchedByBuyer(DomainError):
    code = "order_is_picked_up"
    message = _("Order %(number)s is picked up by its buyer; it isn't shipped.")


class NothingToHandOver(Invalid):
    code = "nothing_to_hand_over"
    message = _("Enter at least one waybill number.")


class NotInYourHands(DomainError):
    code = "not_in_your_hands"
    message = _("%(waybill)s isn't in your hands, or is being handed over already.")


class HandOverEnded(DomainError):
    code = "hand_over_ended"
    message = _("This hand-over has ended already.")
