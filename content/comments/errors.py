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


class CommentGone(DomainError):
    code = "comment_gone"
    message = _("This comment isn't there any more.")
