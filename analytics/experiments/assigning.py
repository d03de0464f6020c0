"""Who is in which arm: a hash, the same in every process, today and after a restart. Nothing is looked up.

SHA-256 of the experiment's salt and the person, its first 64 bits as a share of one, laid along the arms' weights.
Salts differ, so being in B here says nothing about being in B there.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

SPACE = 1 << 64


def place_of(salt: str, unit: int) -> int:
    """Where somebody stands, from 0 to just below 2⁶⁴."""
    return int.from_bytes(sha256(f"{salt}:{unit}".encode()).digest()[:8], "big")


def arm_at(salt: str, unit: int, weights: Sequence[int]) -> int:
    """The number of this person's arm. Whole numbers throughout, so that no rounding moves anybody."""
    place, total, edge = place_of(salt, unit), sum(weights), 0
    for number, weight in enumerate(weights):
        edge += weight
        if place * total < edge * SPACE:
            return number
    return len(weights) - 1
