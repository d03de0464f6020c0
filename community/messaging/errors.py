"""What is refused in conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, NotAllowed


class NothingToSend(DomainError):
    code = "message_empty"
    status = 422
    message = _("Write something first.")


class MessageTooLong(DomainError):
    code = "message_too_long"
    status = 422
    message = _("That's longer than %(most)s characters.")


class WaitForAnswer(DomainError):
    code = "request_waits"
    message = _("You can write on when they have answered.")


class RequestDeclined(DomainError):
    code = "request_declined"
    message = _("They don't want to talk. You can't write to them.")


class TooManyConversations(DomainError):
    code = "conversations_full"
    status = 429
    message = _("That's enough new conversations for one day. Go on tomorrow.")


class MessagesTooFast(DomainError):
    code = "messages_too_fast"
    status = 429
    message = _("Slowly. Wait ten seconds before you write on.")


class TooNewToWrite(NotAllowed):
    """Trust level 0: strangers are not written to yet."""

    code = "too_new_to_write"
    message = _(
        "You are new here: you can write to shops, and to people you follow who follow you. To everybody else after "
        "your first order, or once you have taken part for two days."
    )


class AccountClosed(DomainError):
    code = "account_closed"
    message = _("This account is closed. Nobody reads here any more.")


class ShopClosed(DomainError):
    code = "shop_closed"
    message = _("This shop is closed for now.")


class OwnShop(DomainError):
    code = "own_shop"
    message = _("That's your own shop.")


class TooLateToTakeBack(DomainError):
    code = "too_late_to_take_back"
    message = _("A message can be taken back for two minutes.")


class ReplyNameTaken(DomainError):
    code = "quick_reply_taken"
    message = _("There is a quick reply of this name.")


class TooManyReplies(DomainError):
    code = "quick_replies_full"
    message = _("A shop keeps at most %(most)s quick replies.")
