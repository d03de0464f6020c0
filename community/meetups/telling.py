"""Telling people about an event."""

from __future__ import annotations

from collections.abc import Collection

from community.notifications.services import notify


def tell(people: Collection[int], kind: str, meetup_id: int, *, ref: object = "") -> None:
    for user_id in people:
        notify(user_id=user_id, kind=kind, object_type="meetup", object_id=meetup_id, ref=ref)
