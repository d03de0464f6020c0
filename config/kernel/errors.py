"""What can be refused, by name. A refusal has a code for machines and a sentence for people; one handler shows it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A request that the shop refuses. Subclasses set `code`, `status`, `message`; `field` names the guilty input."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[str | Promise] = _("That isn't possible right now.")

    def __init__(self, *, field: str = "", **details: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.details = details

    @property
    def text(self) -> str:
        """The sentence, in the active language, with the details filled in."""
        return str(self.message) % self.details if self.details else str(self.message)

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class NotFound(DomainError):
    """It does not exist, or this actor may not know that it does."""

    code = "not_found"
    status = 404
    message = _("We couldn't find that.")


class NotAllowed(DomainError):
    code = "not_allowed"
    status = 403
    message = _("Your account can't do that.")


class Invalid(DomainError):
    """Input that cannot be right; `field` says which."""

    code = "invalid"
    status = 422
    message = _("Please check what you entered.")


class Unreadable(DomainError):
    """Text that is none: with a NUL or half a character in it."""

    code = "bad_request"
    status = 400
    message = _("We couldn't read that request.")


class TooMany(DomainError):
    code = "too_many_requests"
    status = 429
    message = _("Too many tries. Please wait a minute and try again.")


class TryAgain(DomainError):
    """Somebody else holds what we need; nothing has changed."""

    code = "busy"
    status = 503
    message = _("Many people are buying this right now. Please try again.")
