"""Telling open pages that something changed. The message says *what*; the page asks its view again."""

from __future__ import annotations

import logging
import re

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)
PUBLIC_TOPIC = re.compile(r"(?P<kind>team|bargain|note):(?P<name>[A-Z0-9]{8,32})", re.ASCII)


def user_group(user_pk: int) -> str:
    return f"user.{user_pk}"


def topic_group(topic: str) -> str:
    """The group of those who look at something public, or "" if this topic is nobody's business but its owner's."""
    known = PUBLIC_TOPIC.fullmatch(topic)
    return f"topic.{known['kind']}.{known['name']}" if known else ""


def announce(*, users: list[int], topic: str) -> None:
    """After commit, tell these people's pages that `topic` (like "order:HT-…") changed. Pages also poll."""
    transaction.on_commit(lambda: _send([user_group(pk) for pk in users], topic), robust=True)


def announce_all(*, topic: str) -> None:
    """After commit, tell every page that shows a public `topic` (like "team:…"), whoever looks at it."""
    transaction.on_commit(lambda: _send([topic_group(topic)], topic), robust=True)


def _send(groups: list[str], topic: str) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        for group in groups:
            async_to_sync(layer.group_send)(group, {"type": "changed", "topic": topic})
    except Exception as trouble:
        log.warning("Could not announce %s: %s", topic, trouble)
