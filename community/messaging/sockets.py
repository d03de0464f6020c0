"""The WebSocket of one conversation: `/ws/chat/<token>/`.

It says that there is something new (the page or program then asks its view, where access is decided), and takes words:

    {"say": "words", "client_id": "…"}  →  {"said": key} or {"refused": code, "text": sentence}
"""

from __future__ import annotations

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from accounts.identity.models import User
from community.messaging.errors import MessagesTooFast
from community.messaging.selectors import conversation_for
from community.messaging.services import Words, say
from community.messaging.wire import room_group
from config.kernel.access import get_or_missing
from config.kernel.errors import DomainError

LARGEST_FRAME = 16 * 1024
MOST_TOO_FAST = 20  # a person stops when told to; a program that doesn't is cut off
MISSING, REMOVED, FLOOD, TOO_LARGE, NONSENSE = 4404, 4403, 4429, 1009, 1003


class ChatConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels is not typed
    """One person in one room. A room of others and one that never was are closed alike."""

    async def connect(self) -> None:
        self.user, self.token = self.scope.get("user"), self.scope["url_route"]["kwargs"]["token"]
        self.is_in, self.too_fast = False, 0
        if self.user is None or not self.user.is_authenticated or not await self._may_enter():
            await self.accept()  # a code reaches the browser only through an open socket
            await self.close(code=MISSING)
            return
        await self.channel_layer.group_add(room_group(self.token), self.channel_name)
        self.is_in = True
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.is_in:
            await self.channel_layer.group_discard(room_group(self.token), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if bytes_data is not None or text_data is None or len(text_data.encode()) > LARGEST_FRAME:
            await self.close(code=TOO_LARGE)
            return
        frame = _parsed(text_data)
        if frame is None or not self.is_in:
            await self.close(code=NONSENSE)
            return
        answer = await self._say(frame)
        self.too_fast = self.too_fast + 1 if answer.get("refused") == MessagesTooFast.code else 0
        if self.too_fast >= MOST_TOO_FAST:
            await self.close(code=FLOOD)
            return
        await self.send(json.dumps(answer))

    async def chat_news(self, event: dict[str, Any]) -> None:
        """Whoever may no longer read here hears nothing any more: the view would say so anyway."""
        await self.send(json.dumps({"topic": f"chat:{event['token']}"}))

    async def chat_door(self, event: dict[str, Any]) -> None:
        """Somebody is no member any more: their socket ends, unless they came back meanwhile."""
        if event["user"] == self.user.pk and not await self._may_enter():
            self.is_in = False
            await self.close(code=REMOVED)

    @database_sync_to_async  # type: ignore[untyped-decorator]  # channels is not typed
    def _may_enter(self) -> bool:
        try:
            conversation_for(self.user, token=self.token)
        except DomainError:
            return False
        return True

    @database_sync_to_async  # type: ignore[untyped-decorator]  # channels is not typed
    def _say(self, frame: dict[str, str]) -> dict[str, str]:
        """Access is asked anew for every word, and whether the account is still there."""
        with translation.override(self.user.language or None):
            try:
                sender = get_or_missing(User.objects.filter(is_active=True), pk=self.user.pk)
                room = conversation_for(sender, token=self.token)
                words = Words(body=frame["say"], client_id=frame.get("client_id", ""))
                return {"said": say(room=room, sender=sender, words=words).key, "client_id": words.client_id}
            except DomainError as refusal:
                return {"refused": refusal.code, "text": refusal.text, "client_id": frame.get("client_id", "")}


def _parsed(text: str) -> dict[str, str] | None:
    """A frame of ours, or None."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or not isinstance(frame.get("say"), str):
        return None
    if not isinstance(frame.get("client_id", ""), str):
        return None
    return frame
