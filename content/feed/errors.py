"""What feeds refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class TooManyFollowed(DomainError):
    code = "too_many_subscriptions"
    message = _("You follow %(most)s of these already. Let one go first.")
