"""Remembering what people look for."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import F

from catalog.search.models import SearchTerm
from config.kernel.clock import now
from config.kernel.textindex import plain

PRIVATE = re.compile(r"\d{6,}|@")  # phone numbers, order numbers, addresses: never shown to anybody else
LONGEST_TERM = 60


@transaction.atomic
def remember_search(*, text: str) -> None:
    """Count a phrase that found something, for the suggestions of the next person."""
    term = " ".join(plain(text).split())
    if not 1 <= len(term) <= LONGEST_TERM or PRIVATE.search(term):
        return
    SearchTerm.objects.bulk_create([SearchTerm(text=term, hits=0)], ignore_conflicts=True)
    SearchTerm.objects.filter(text=term).update(hits=F("hits") + 1, last_at=now())
