"""What moderation refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class OwnThing(DomainError):
    code = "report_own"
    message = _("This is your own. You can change or delete it yourself.")


class ReportedAlready(DomainError):
    code = "reported_already"
    message = _("You have reported this already. We are looking at it.")


class RuleMissing(Invalid):
    code = "report_rule_missing"
    message = _("Choose the rule of the group it breaks.")


class DecidedMeanwhile(DomainError):
    """Two moderators looked at the same time; one was quicker."""

    code = "item_decided_meanwhile"
    message = _("Somebody else was quicker: this has changed since you opened it. Look at it again.")


class ClaimedByOther(DomainError):
    code = "item_claimed"
    message = _("%(name)s is looking at this right now.")


class OwnItem(NotAllowed):
    code = "item_own"
    message = _("This is about you. Somebody else decides.")


class OwnDecision(NotAllowed):
    """An appeal is looked at by somebody who has not decided the matter yet."""

    code = "appeal_own_decision"
    message = _("You decided this first. Another moderator looks at the appeal.")


class WhyMissing(Invalid):
    code = "decision_why_missing"
    message = _("Say in a few words why; the person reads it.")


class NotForThis(Invalid):
    code = "decision_not_for_this"
    message = _("That can't be done with this kind of thing.")


class WordsToCover(Invalid):
    code = "decision_words_missing"
    message = _("Write the words to cover as they stand in the text.")


class NobodyToPunish(Invalid):
    code = "decision_nobody"
    message = _("Its author isn't there any more.")


class NotAsGroup(NotAllowed):
    code = "decision_not_as_group"
    message = _("Groups hide and keep what stands in them. The rest is the platform's.")


class ForTheLegalDesk(NotAllowed):
    code = "item_for_legal"
    message = _("This was handed to the legal desk. An administrator decides.")


class NoticeIncomplete(Invalid):
    code = "notice_incomplete"
    message = _("Write something that can be seen.")


class NotSworn(Invalid):
    code = "notice_not_sworn"
    message = _("Without your word that it is true we can't act on it.")


class NoticeGivenAlready(DomainError):
    code = "notice_given_already"
    message = _("You have sent a notice about this. We are looking at it.")


class AppealTooLate(DomainError):
    code = "appeal_too_late"
    message = _("Appeals are possible for 20 days; that time is over.")


class AppealedAlready(DomainError):
    code = "appealed_already"
    message = _("You have appealed already. You read the answer here.")


class AppealEmpty(Invalid):
    code = "appeal_empty"
    message = _("Say why you think it was wrong.")


class AppealTooLong(Invalid):
    code = "appeal_too_long"
    message = _("At most %(most)s characters fit.")


class TakenBackAlready(DomainError):
    code = "strike_revoked"
    message = _("This was taken back already.")
