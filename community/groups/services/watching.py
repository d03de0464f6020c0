"""The words a group watches for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.db import transaction

from community.conduct.reading import plain_words
from community.groups.errors import TooManyWords, WordsOdd
from community.groups.models import Group, GroupWords, LogAction
from community.groups.selectors import words_key
from community.groups.services.gates import hold, staff_in
from community.groups.services.order import write_down
from config.kernel.plaintext import cleaned_line

MOST_WORDS = 100  # in all three lists
LONGEST_WORD = 60


@transaction.atomic
def keep_words(
    *, group: Group, actor: Any, refused: Sequence[str] = (), covered: Sequence[str] = (), flagged: Sequence[str] = ()
) -> GroupWords:
    """Write the lists anew; they are read against what is written from now on. The group's log tells, not the words."""
    group = hold(group)
    staff_in(group, actor)
    lists = {
        name: _list(lines, field=name)
        for name, lines in (("refused", refused), ("covered", covered), ("flagged", flagged))
    }
    if sum(map(len, lists.values())) > MOST_WORDS:
        raise TooManyWords(field="refused", most=MOST_WORDS)
    row, _is_new = GroupWords.objects.update_or_create(group=group, defaults=lists)
    write_down(group=group, actor=actor, action=LogAction.CHANGED, words="words")
    cache.delete(words_key(group.pk))
    transaction.on_commit(lambda: cache.delete(words_key(group.pk)), robust=True)
    return row


def _list(lines: Iterable[str], *, field: str) -> list[str]:
    kept = list(dict.fromkeys(line for line in map(cleaned_line, lines) if line))
    for line in kept:
        if len(line) > LONGEST_WORD or not plain_words(line):
            raise WordsOdd(field=field, words=line[:LONGEST_WORD], most=LONGEST_WORD)
    return kept
