"""The one way out to providers: short patience, no redirects, answers of a sensible size. Tests put another in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from orders.payments.errors import GatewayDown

PATIENCE_S = (3, 10)  # to connect, to wait for an answer
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]


class Http(Protocol):
    def __call__(self, method: str, url: str, *, headers: Mapping[str, str], body: str | None = None) -> Answer:
        """Ask; GatewayDown when nobody answers."""


def over_the_net(method: str, url: str, *, headers: Mapping[str, str], body: str | None = None) -> Answer:
    import requests  # only where a real provider is switched on

    try:
        with requests.request(
            method,
            url,
            headers=dict(headers),
            data=body.encode() if body is not None else None,
            timeout=PATIENCE_S,
            allow_redirects=False,
            stream=True,
        ) as response:
            raw = response.raw.read(MOST_BYTES + 1, decode_content=True)
            if len(raw) > MOST_BYTES:
                raise GatewayDown
            return Answer(response.status_code, raw.decode("utf-8", "replace"), response.headers)
    except (requests.RequestException, OSError) as trouble:
        raise GatewayDown from trouble
