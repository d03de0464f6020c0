"""What is refused between people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class OwnPerson(DomainError):
    code = "own_person"
    message = _("That's you.")


class TooManyFollowed(DomainError):
    code = "follows_full"
    message = _("You follow %(most)s people, and that's the most. Unfollow somebody first.")


class FollowsTooFast(DomainError):
    code = "follows_too_fast"
    status = 429
    message = _("That's enough new people for one day. Go on tomorrow.")


class BlockedByYou(DomainError):
    code = "person_blocked"
    message = _("You have blocked this person. Unblock them first.")
