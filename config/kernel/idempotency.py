"""A repeated request gets the first answer; it never does the work twice.

The key row is written first, inside the transaction that does the work: a rival with the same key waits for that
transaction and then replays its answer. If the work fails, the row goes with it, and the key is free again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.errors import DomainError, Invalid
from config.kernel.models import IdempotencyKey

KEPT = timedelta(hours=48)
KEY_LIMIT = 255


class KeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 422
    message = _("This idempotency key was already used for a different request.")


class KeyMissing(Invalid):
    code = "idempotency_key_missing"
    message = _("Send an Idempotency-Key header of at most 255 characters.")


def fingerprint(body: Any) -> str:
    """SHA-256 of the request's meaning: its JSON with sorted keys."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def once(*, actor: str, route: str, key: str, body: Any, work: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    """Run `work` (→ status, JSON-able answer) once for this actor, route and key; afterwards repeat its answer."""
    if not key or len(key) > KEY_LIMIT:
        raise KeyMissing
    with transaction.atomic():
        row, made = _claim(actor, route, key, fingerprint(body))
        if not made:
            if row.body_hash != fingerprint(body):
                raise KeyReused
            return row.status or 200, row.response
        status, answer = work()
        row.status, row.response = status, answer
        row.save(update_fields=["status", "response"])
        return status, answer


def _claim(actor: str, route: str, key: str, body_hash: str) -> tuple[IdempotencyKey, bool]:
    """The row of this key, and whether we made it. ON CONFLICT waits for a rival's transaction to end."""
    where = {"actor": actor, "route": route, "key": key}
    made = IdempotencyKey.objects.bulk_create([IdempotencyKey(**where, body_hash=body_hash)], ignore_conflicts=True)
    row = IdempotencyKey.objects.select_for_update().get(**where)
    return row, row.status is None and bool(made) and row.body_hash == body_hash


def forget_old_keys() -> int:
    deleted, _details = IdempotencyKey.objects.filter(created_at__lt=now() - KEPT).delete()
    return deleted
