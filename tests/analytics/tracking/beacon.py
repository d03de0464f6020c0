"""What a browser sends, for tests."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from accounts.privacy.measuring import ANSWER, BROWSER
from analytics.tracking.writing import consume
from config.kernel.clock import now

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


def ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def event(name: str = "search", *, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "name": name, "at": ms(at or now() - timedelta(seconds=3)), **more}


def batch(*events: Any, sent_at: datetime | None = None, session: str = "") -> dict[str, Any]:
    return {"sent_at": ms(sent_at or now()), "session": session or str(uuid.uuid4()), "events": list(events)}


def agreed(client: Client | None = None) -> Client:
    """A browser whose person said yes."""
    client = client or Client()
    client.cookies[ANSWER] = "yes"
    client.cookies[BROWSER] = str(uuid.uuid4())
    return client


def tell(client: Client, *events: Any, body: Any = None, origin: str = "http://testserver", **headers: Any) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body if body is not None else batch(*events)).encode()
    return client.post(
        "/collect/",
        sent,
        content_type="application/json",
        headers={"Origin": origin, "User-Agent": PHONE} | headers,
    )


def written() -> int:
    """Everything that waits is written down."""
    return consume("test")
