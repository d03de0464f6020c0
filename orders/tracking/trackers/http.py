"""A POST of form fields to another machine, with an end to patience and to size."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from orders.tracking.errors import TrackerDown

Post = Callable[[str, Mapping[str, str]], bytes]
PATIENCE_SECONDS = 10
MOST_BYTES = 1024 * 1024


def post_form(url: str, fields: Mapping[str, str]) -> bytes:
    """The answer's body, or TrackerDown. Only https."""
    if not url.startswith("https://"):
        raise TrackerDown
    request = urllib.request.Request(url, data=urlencode(fields).encode(), method="POST")  # noqa: S310 - https, above
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            body: bytes = answer.read(MOST_BYTES + 1)
    except (urllib.error.URLError, OSError, ValueError) as trouble:
        raise TrackerDown from trouble
    if len(body) > MOST_BYTES:
        raise TrackerDown
    return body
