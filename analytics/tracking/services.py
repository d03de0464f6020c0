"""Taking a batch of behaviour."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from analytics.tracking.intake import Batch, read_batch
from analytics.tracking.stream import count_told, push
from config.kernel.clock import now
from config.kernel.errors import TooMany

NO_PERSON_A_MINUTE = 300  # nobody does more in a minute; a program does
MOST_A_MINUTE = 3_000


def take_batch(*, body: bytes, user: int, visitor: str, is_program: bool) -> Batch:
    """Let a batch wait to be written down; when this returns, all that is in `told` is kept. Nothing is dropped in
    silence: what can't be believed is in `refused`, and becomes a dead letter. Programs are marked, not refused."""
    arrived: datetime = now()
    batch = read_batch(body, arrived=arrived)
    told = count_told(f"u{user}" if user else visitor, len(batch.told) + len(batch.refused))
    if told > MOST_A_MINUTE:
        raise TooMany
    push(
        {
            "arrived": arrived.isoformat(),
            "user": user,
            "visitor": visitor,
            "is_bot": is_program or told > NO_PERSON_A_MINUTE,
            "told": [asdict(one) for one in batch.told],
            "refused": [asdict(one) for one in batch.refused],
        }
    )
    return batch
