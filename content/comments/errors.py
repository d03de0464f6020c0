"""What comments refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class NothingSaid(Invalid):
    code = "comment_empty"
    message = _("Write something first.")


class CommentTooLong(Invalid):
    code = "comment_too_long"
    message = _("That is too long. At most %(most)s characters fit.")


class EditTooLate(DomainError):
    code = "comment_edit_too_late"
    message = _("A comment can be changed for %(hours)s hours. You can still delete it, or say more.")


class CommentGone(DomainError):
    code = "comment_gone"
    message = _("This comment isn't there any more.")


class CommentChangedMeanwhile(DomainError):
    """Somebody (oneself, in another window) was quicker."""

    code = "comment_changed_meanwhile"
    message = _("This comment was changed in another window. Look at it again before you change it.")


class CommentsClosed(DomainError):
    code = "comments_closed"
    message = _("Many people reported this thread. Nobody can comment until moderators have looked.")
