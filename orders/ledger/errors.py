"""What the ledger refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class InsufficientBalance(DomainError):
    """A wallet holds less than should leave it; nothing moved."""

    code = "insufficient_balance"
    message = _("There isn't enough in this wallet: it holds %(left)s.")


class Unbalanced(ValueError):
    """A mistake of ours: what leaves is not what arrives."""


class EntryDiffers(ValueError):
    """A mistake of ours: one key, two different movements of money."""
