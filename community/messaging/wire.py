"""Telling the open pages of a room that something was said. The message says *that*; the page asks its view."""

from __future__ import annotations

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)


def room_group(token: str) -> str:
    return f"chat.{token}"


def announce_room(token: str) -> None:
    """After commit, tell every socket in the room. Pages without a socket ask every few seconds."""
    transaction.on_commit(lambda: _send(token, {"type": "chat.news", "token": token}), robust=True)


def show_the_door(token: str, user_pk: int) -> None:
    """After commit, this person's sockets in the room ask whether they may stay, and end when not."""
    transaction.on_commit(lambda: _send(token, {"type": "chat.door", "user": user_pk}), robust=True)


def _send(token: str, news: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(room_group(token), news)
    except Exception as trouble:
        log.warning("Could not tell room %s: %s", token, trouble)
