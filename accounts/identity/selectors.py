"""Questions about people."""

from __future__ import annotations

import re

from allauth.account.models import EmailAddress

from accounts.identity.models import User
from config.kernel.ids import public_id

_NOT_ALLOWED = re.compile(r"[^a-z0-9_]+")
LONGEST_HANDLE = 24


def free_handle(wanted: str) -> str:
    """A handle like the one wanted that nobody has: cleaned, and with some random letters if need be."""
    stem = _NOT_ALLOWED.sub("_", wanted.lower()).strip("_")[:LONGEST_HANDLE]
    if len(stem) >= 3 and not User.objects.filter(handle__iexact=stem).exists():
        return stem
    return f"{stem[:15] or 'u'}_{public_id(8).lower()}"


def unverified_email(user: User) -> str:
    """The address a person still has to verify, or nothing."""
    address = EmailAddress.objects.filter(user=user, verified=False).order_by("-pk").first()
    return address.email if address else ""
