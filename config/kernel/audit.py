"""Decisions of staff are written down: who, what, to what, why, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from config.kernel.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def record(
    *,
    actor: AbstractBaseUser | None,
    action: str,
    target: models.Model,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry. `action` is past tense with its area: "accounts.merchant_approved"."""
    name = f"{target._meta.label_lower}:{target.pk}"
    return AuditEntry.objects.create(
        actor_pk=actor.pk if actor else None,
        actor_name=str(actor or ""),
        action=action,
        target=name,
        reason=reason,
        before=before,
        after=after,
    )
