"""What buying together can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class SignInToJoin(DomainError):
    code = "sign_in_to_join"
    status = 401
    message = _("Sign in first, so that your friends see who is in the team.")


class CampaignOver(DomainError):
    code = "campaign_over"
    message = _("There is no team price for this at the moment. Nothing was ordered.")


class NotInCampaign(Invalid):
    code = "not_in_campaign"
    message = _("This choice has no team price. Choose another one, or buy it alone.")


class TeamFull(DomainError):
    code = "team_full"
    message = _("This team just filled. You weren't charged. Start another?")


class TeamOver(DomainError):
    code = "team_over"
    message = _("This team is over. You weren't charged. Start another?")


class AlreadyInTeam(DomainError):
    """One open team per person and campaign, says the database."""

    code = "already_in_team"
    message = _("You are in an open team for this already. Invite friends to it, or leave it first.")


class TooManyPieces(Invalid):
    code = "too_many_pieces"
    message = _("At most %(most)s in one order at the team price.")


class PersonalLimit(Invalid):
    code = "personal_limit"
    message = _("At most %(most)s for each person at the team price; %(left)s left for you.")


class TeamComplete(DomainError):
    """Nobody leaves after success; money back is then a matter of after-sales."""

    code = "team_complete"
    message = _("Your team is complete, so this can't be called off any more. You can ask the shop for a refund.")


# ---- campaigns --------------------------------------------------------------------------------------------------


class CampaignFrozen(DomainError):
    code = "campaign_frozen"
    message = _("A started campaign keeps its terms. Stop it and make a new one.")


class CampaignClash(DomainError):
    code = "campaign_clash"
    message = _("Another campaign for this product is running. Stop that one first.")


class PriceNotLower(Invalid):
    code = "price_not_lower"
    message = _("A team price must be lower than the price alone, %(alone)s.")


class NoPrices(Invalid):
    code = "no_prices"
    message = _("Give at least one choice a team price.")


class LadderNotRising(Invalid):
    code = "ladder_not_rising"
    message = _("Each step needs more people than the one before, and gives more off.")


class EndsInPast(Invalid):
    code = "ends_in_past"
    message = _("The end must lie in the future.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = _("Write why; it is kept in the audit log.")
