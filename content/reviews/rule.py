"""Until when a line may be reviewed, a review added to, a reply changed."""

from __future__ import annotations

from datetime import datetime, timedelta

REVIEW_WINDOW = timedelta(days=180)
ADDITION_WINDOW = timedelta(days=180)
REPLY_WINDOW = timedelta(days=7)


def may_write_until(received_at: datetime) -> datetime:
    return received_at + REVIEW_WINDOW


def may_add_until(written_at: datetime) -> datetime:
    return written_at + ADDITION_WINDOW


def may_change_reply_until(replied_at: datetime) -> datetime:
    return replied_at + REPLY_WINDOW
