"""The arithmetic of a lottery anybody can check: commit before, freeze the entries, then reveal. No secrets in here.

The same in a script of its own, which imports nothing of ours: `docs/verify_lottery.py`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection


def commitment(seed: str) -> str:
    """What is published before the first entry: the hash of a seed (hex) nobody sees until the draw."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def entries_hash(keys: Collection[str]) -> str:
    """What is published when the lottery closes: a hash of all entries, sorted, and their number."""
    return hashlib.sha256(f"{','.join(sorted(keys))}|{len(keys)}".encode()).hexdigest()


def score(seed: str, public_value: str, lottery: str, entry: str) -> str:
    said = f"{public_value}|{lottery}|{entry}".encode()
    return hmac.new(bytes.fromhex(seed), said, hashlib.sha256).hexdigest()


def ranked(seed: str, public_value: str, lottery: str, keys: Collection[str]) -> list[tuple[str, str]]:
    """Entries with their scores, the lowest first: winners, then those who step in for them."""
    return sorted((score(seed, public_value, lottery, key), key) for key in keys)
