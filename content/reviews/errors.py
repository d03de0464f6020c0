"""What reviews refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class NotReceivedYet(DomainError):
    code = "review_not_received"
    message = _("You can review it once you've received it.")


class ReviewTooLate(DomainError):
    code = "review_too_late"
    message = _("Reviews can be written up to 180 days after receipt; that time is over.")


class ReviewedAlready(DomainError):
    code = "review_written"
    message = _("You've reviewed this already. You can add to it once.")


class OwnShop(NotAllowed):
    code = "review_own_shop"
    message = _("People of a shop can't review what it sells.")


class ProductGone(DomainError):
    """The line's variant was deleted with its product."""

    code = "review_product_gone"
    message = _("This product doesn't exist any more, so there is nothing to review.")


class NothingSaid(Invalid):
    code = "review_empty"
    message = _("Give it at least one star.")


class UnknownTag(Invalid):
    code = "review_unknown_tag"
    message = _("One of these words isn't for this product.")


class AddedAlready(DomainError):
    code = "review_added_already"
    message = _("You've added to this review already.")


class AdditionTooLate(DomainError):
    code = "review_addition_too_late"
    message = _("You can add to a review for 180 days; that time is over.")


class OwnReview(DomainError):
    code = "review_own"
    message = _("Others decide whether your review helps.")


class ReplyFixed(DomainError):
    code = "review_reply_fixed"
    message = _("A reply can be changed for seven days; this one stays as it is.")


class WordsMissing(Invalid):
    code = "review_words_missing"
    message = _("Write a few words first.")


class TooManyPictures(Invalid):
    code = "review_too_many_pictures"
    message = _("At most %(most)s pictures.")


class NotAllOfTheName(DomainError):
    code = "review_name_masked"
    message = _("This review shows only part of your name; a note shows all of it. Write a new note instead.")
