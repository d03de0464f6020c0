"""Remembering what people look for."""

from __future__ import annotations

import re

from django.db import connection

from config.kernel.clock import now
from config.kernel.textindex import plain

PRIVATE = re.compile(r"\d{6,}|@")  # phone numbers, order numbers, addresses: never shown to anybody else
LONGEST_TERM = 60


COUNT_TERM = """
INSERT INTO catalog_searchterm (text, hits, last_at) VALUES (%(text)s, 1, %(at)s)
ON CONFLICT (text) DO UPDATE SET hits = catalog_searchterm.hits + 1, last_at = excluded.last_at
"""  # one statement, because it stands in the way of an answer; Django has no upsert that counts


def remember_search(*, text: str) -> None:
    """Count a phrase that found something, for the suggestions of the next person."""
    term = " ".join(plain(text).split())
    if not 1 <= len(term) <= LONGEST_TERM or PRIVATE.search(term):
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TERM, {"text": term, "at": now()})
