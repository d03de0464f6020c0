"""What groups refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class NotYours(NotAllowed):
    code = "group_not_yours"
    message = _("Only those who look after the group can do that.")


class OwnerOnly(NotAllowed):
    code = "group_owner_only"
    message = _("Only the group's owner can do that.")


class MembersOnly(NotAllowed):
    code = "group_members_only"
    message = _("Join the group first.")


class TooNewToFound(NotAllowed):
    """A fresh account founds no groups."""

    code = "group_account_too_new"
    message = _("You can found a group once your account is %(days)s days old, or after your first order arrived.")


class OneGroupADay(DomainError):
    code = "group_one_a_day"
    status = 429
    message = _("One new group a day is enough. Come back tomorrow.")


class AddressTaken(Invalid):
    code = "group_address_taken"
    message = _("This address belongs to another group already.")


class AddressOdd(Invalid):
    code = "group_address_odd"
    message = _("Use 3 to 40 small letters, digits and hyphens.")


class NameMissing(Invalid):
    code = "group_name_missing"
    message = _("Give the group a name.")


class ZoneUnknown(Invalid):
    code = "group_zone_unknown"
    message = _("Choose a time zone from the list.")


class TooManyLines(Invalid):
    code = "group_too_many_lines"
    message = _("At most %(most)s lines, each of at most %(long)s characters.")


class SameRules(Invalid):
    code = "group_rules_same"
    message = _("These are the rules already.")


class TooManyWords(Invalid):
    code = "group_too_many_words"
    message = _("All three lists together hold at most %(most)s lines.")


class WordsOdd(Invalid):
    code = "group_words_odd"
    message = _("“%(words)s” can't be looked for: a line has at least one letter or sign, and at most %(most)s.")


class GroupClosed(DomainError):
    code = "group_closed"
    message = _("This group is closed. It can be read, nothing more.")


class InviteNeeded(NotAllowed):
    code = "group_invite_needed"
    message = _("One comes into this group by invitation.")


class Banned(NotAllowed):
    code = "group_banned"
    message = _("You can't join this group: %(reason)s")


class BannedUntil(NotAllowed):
    code = "group_banned"
    message = _("You can't join this group until %(until)s: %(reason)s")


class AnswersMissing(Invalid):
    code = "group_answers_missing"
    message = _("Please answer every question.")


class AskedAlready(DomainError):
    code = "group_asked_already"
    message = _("You have asked already. Somebody will answer.")


class AskAgainLater(DomainError):
    code = "group_ask_later"
    message = _("You weren't let in. You can ask again after %(until)s.")


class OwnerStays(DomainError):
    """A group is never without an owner."""

    code = "group_owner_stays"
    message = _("You own this group. Hand it over or close it before you leave.")


class RulesFirst(DomainError):
    code = "group_rules_first"
    message = _("Read and accept the group's rules before your first note.")


class RulesChanged(DomainError):
    code = "group_rules_changed"
    message = _("The rules have just changed. Read them again, please.")


class MutedHere(NotAllowed):
    code = "group_muted"
    message = _("You can't write in this group until %(until)s: %(reason)s")


class MutedForGood(NotAllowed):
    code = "group_muted"
    message = _("You can't write in this group: %(reason)s")


class SlowDown(DomainError):
    code = "group_slow"
    status = 429
    message = _("This group takes it slowly. You can write again in %(wait)s seconds.")


class ReasonMissing(Invalid):
    code = "group_reason_missing"
    message = _("Say why. The person reads it.")


class OddLength(Invalid):
    code = "group_length_odd"
    message = _("Moderators ban for at most %(days)s days. For longer, ask the owner.")


class NotThatOne(NotAllowed):
    """Owner and moderators are not muted or banned by their like."""

    code = "group_not_that_one"
    message = _(
        "Somebody who looks after the group can't be treated like that. The owner can take their role back first."
    )


class DecidedMeanwhile(DomainError):
    code = "group_request_decided"
    message = _("Somebody else was quicker, or the request was taken back.")
