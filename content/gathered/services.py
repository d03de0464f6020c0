"""Bringing challenges of notes and likes up to date."""

from __future__ import annotations

from collections.abc import Collection

from community.challenges.models import Challenge
from community.challenges.services import write_down_values
from content.gathered.selectors import values_of


def count_notes(*, challenge: Challenge, users: Collection[int] | None = None) -> int:
    """Counted anew from what stands there: twice changes nothing, and a note that is gone no longer counts."""
    return write_down_values(challenge=challenge, values=values_of(challenge, users), users=users)
