"""Public identifiers: random, short, without letters that look alike, never consecutive."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 letters: no 0 O 1 I


def public_id(length: int = 16) -> str:
    """A random identifier: 5 bits a letter, so 16 letters are 80 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def number(prefix: str = "HT", length: int = 10) -> str:
    """A number people read aloud: HT-8F3K2Q7M9W (50 random bits behind the prefix)."""
    return f"{prefix}-{public_id(length)}"
