"""Telling open pages that something changed. The message says *what*; the page asks its view again."""

from __future__ import annotations

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)


def user_group(user_pk: int) -> str:
    return f"user.{user_pk}"


def announce(*, users: list[int], topic: str) -> None:
    """After commit, tell these people's pages that `topic` (like "order:HT-…") changed. Pages also poll."""
    transaction.on_commit(lambda: _send(users, topic), robust=True)


def _send(users: list[int], topic: str) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        for user_pk in users:
            async_to_sync(layer.group_send)(user_group(user_pk), {"type": "changed", "topic": topic})
    except Exception as trouble:
        log.warning("Could not announce %s: %s", topic, trouble)
