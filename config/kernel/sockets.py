"""The one WebSocket of a tab: `/ws/live/`, for signed-in people."""

from __future__ import annotations

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from config.kernel.live import user_group


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels is not typed
    """Joins the person's own group and passes on what changed. It listens to nothing."""

    async def connect(self) -> None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self.close(code=4401)
            return
        self.group = user_group(user.pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if group := getattr(self, "group", ""):
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        return

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"topic": event["topic"]})
