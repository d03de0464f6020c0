"""The keys a provider needs, from the settings. A key may be written out or be `@/path/of/a/file`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from orders.payments.errors import NoGateway

PEM_LINE = 64


def keys_of(gateway: str) -> dict[str, str]:
    """All keys of one provider; NoGateway when it is only half configured."""
    found = {name: _read(value) for name, value in settings.PAYMENT_KEYS[gateway].items()}
    if not all(found.values()):
        raise NoGateway
    return found


def _read(value: str) -> str:
    if value.startswith("@"):
        value = Path(value[1:]).read_text("utf-8")
    return value.replace("\\n", "\n").strip()


def pem(text: str, kind: str) -> str:
    """A key as PEM: providers hand them out as bare base64, people paste them with or without the frame."""
    if "-----BEGIN" in text:
        return text
    bare = "".join(text.split())
    lines = [bare[start : start + PEM_LINE] for start in range(0, len(bare), PEM_LINE)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])
