"""What people searched for, counted, for suggestions."""

from __future__ import annotations

from django.db import models


class SearchTerm(models.Model):
    """A phrase shoppers typed and found something with; suggested to the next who begins to type it."""

    text = models.CharField(max_length=60, unique=True)
    hits = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["text"], name="search_term_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.text
