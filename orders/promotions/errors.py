"""What promotions refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotFound


class CouponsGone(DomainError):
    code = "coupons_gone"
    message = _("All of these coupons have been taken.")


class CouponLimit(DomainError):
    code = "coupon_limit"
    message = _("You have taken as many of these as one person can.")


class CouponNotOffered(DomainError):
    """The campaign isn't running, or its coupons can't be taken this way."""

    code = "coupon_not_offered"
    message = _("This coupon can't be taken now.")


class OnlyForNew(DomainError):
    code = "coupon_for_new_buyers"
    message = _("This coupon is for people who haven't bought anything here yet.")


class CodeNotGood(DomainError):
    """Unknown, used or of a stopped campaign: whoever guesses learns nothing."""

    code = "code_not_good"
    status = 422
    message = _("This code isn't good. Check it letter by letter.")


class CouponUnknown(NotFound):
    """Somebody else's, or none at all: they look the same."""

    code = "coupon_unknown"
    message = _("There is no such coupon among yours.")


class CouponNotUsable(DomainError):
    """A coupon of the buyer's own that doesn't fit what is being bought."""

    code = "coupon_not_usable"
    message = _("“%(coupon)s” can't be used here: %(reason)s")


class PromotionOver(DomainError):
    """Somebody else took the last of it between looking and ordering. Nothing was placed."""

    code = "promotion_over"
    message = _("“%(campaign)s” has just ended or run out. Please look at the prices again; nothing was ordered.")


class CampaignElsewhere(DomainError):
    code = "campaign_moved"
    message = _("This campaign can't do that any more: it is “%(phase)s”.")


class CampaignIncomplete(Invalid):
    code = "campaign_incomplete"
    message = _("This campaign has nothing to give yet.")


class BudgetBelowSpent(Invalid):
    code = "budget_below_spent"
    message = _("%(spent)s of it is spent already, so the budget can't be less.")


class BelowGiven(Invalid):
    code = "below_given"
    message = _("%(given)s are taken already, so there can't be fewer.")


class NoSuchPerson(Invalid):
    code = "no_such_person"
    message = _("Nobody here has that e-mail address or name.")
