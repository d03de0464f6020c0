"""The log, and the one open item of a thing."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from config.kernel.errors import TryAgain
from content.moderation.models import LONGEST_WORDS, Act, ItemState, LogLine, ReviewItem
from content.moderation.things import Found


def note_down(
    item: ReviewItem | None, act: str, *, actor: Any = None, person: Any = None, words: str = "", until: Any = None
) -> LogLine:
    """A line of the log; nobody can change it afterwards."""
    return LogLine.objects.create(
        item=item,
        act=Act(act),
        actor=actor,
        person=person,
        group=item.group if item else None,
        words=words[:LONGEST_WORDS],
        until=until,
        score=item.score if item else 0,
    )


def held_item(found: Found, *, source: str) -> ReviewItem:
    """The open item of a thing, locked; a new one when nothing is open. Of two who come at once, both get the same."""
    same = {"kind": found.kind, "target_id": found.pk, "state": ItemState.OPEN}
    for _turn in range(2):
        item = ReviewItem.objects.select_for_update().filter(**same).first()
        if item is not None:
            return item
        try:
            with transaction.atomic():
                return ReviewItem.objects.create(
                    **same,
                    author=found.author,
                    group=found.group,
                    source=source,
                    snapshot=found.snapshot,
                    mark=found.mark,
                )
        except IntegrityError as clash:
            if "review_item_one_open_per_target" not in str(clash):
                raise
    raise TryAgain
