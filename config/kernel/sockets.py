"""The one WebSocket of a tab: `/ws/live/`, for signed-in people, and for guests who look at something public."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from config.kernel.live import topic_group, user_group

MOST_TOPICS = 5


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels is not typed
    """Joins the person's own group and those of the public topics in `?topics=`, and passes on what changed."""

    async def connect(self) -> None:
        self.groups_joined = [*_own(self.scope.get("user")), *_public(self.scope.get("query_string", b""))]
        if not self.groups_joined:
            await self.close(code=4401)
            return
        for group in self.groups_joined:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        return

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"topic": event["topic"]})


def _own(user: Any) -> list[str]:
    return [user_group(user.pk)] if user is not None and user.is_authenticated else []


def _public(query: bytes) -> list[str]:
    """The groups of the topics somebody asks for, as far as they are public."""
    try:
        asked = parse_qs(query.decode("ascii", "replace"), max_num_fields=10).get("topics", [""])[0].split(",")
    except ValueError:
        return []
    return [group for topic in asked[:MOST_TOPICS] if (group := topic_group(topic))]
