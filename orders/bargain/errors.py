"""What bargains refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class BargainSpent(DomainError):
    """No place is left, or the campaign isn't running."""

    code = "bargain_campaign_over"
    message = _("This offer is over, or all of its bargains are taken. The normal price still holds.")


class OneBargainEach(DomainError):
    code = "bargain_one_each"
    message = _("You have a bargain for this already.")


class BargainOver(DomainError):
    code = "bargain_over"
    message = _("This bargain's time is over.")


class BargainHeld(DomainError):
    """Its price stands still while the owner pays."""

    code = "bargain_being_bought"
    message = _("It is being bought right now, so its price stands still.")


class BargainBoughtAlready(DomainError):
    code = "bargain_bought"
    message = _("This bargain has been bought.")


class FloorReached(DomainError):
    code = "bargain_floor_reached"
    message = _("Enough friends have helped; the price is as low as it goes.")


class OwnBargain(DomainError):
    code = "bargain_own"
    message = _("You can't help yourself here. Ask a friend.")


class HelpedAlready(DomainError):
    code = "bargain_helped"
    message = _("You have helped in this offer already. Everyone can help once.")


class OnePieceOnly(Invalid):
    code = "bargain_one_piece"
    message = _("A bargain is for one piece.")


class SenselessRule(Invalid):
    """Each friend must take at least a cent off, and the floor must cost something."""

    code = "bargain_rule_senseless"
    message = _("Choose a lowest price under %(price)s, so that each of %(friends)s friends takes something off.")


class CampaignsOverlap(DomainError):
    code = "bargain_campaign_overlaps"
    message = _("Another bargain campaign of this item runs from %(start)s to %(end)s.")


class CampaignFixed(DomainError):
    code = "bargain_campaign_fixed"
    message = _("This campaign has ended; copy it to run it again.")
