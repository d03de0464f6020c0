"""People who run the platform need a longer password."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.organisations.selectors import is_team_member

TEAM_LENGTH = 12


class LongerForTheTeam:
    """A password validator: 12 characters for operators and administrators."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < TEAM_LENGTH and getattr(user, "pk", None) and is_team_member(user):
            raise ValidationError(self.get_help_text(), code="password_too_short_for_team")

    def get_help_text(self) -> str:
        return _("People who run the platform need at least %(length)d characters.") % {"length": TEAM_LENGTH}
