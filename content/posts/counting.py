"""How many likes, saves, comments, reposts and views a note has, without a row that everybody waits for (0023)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from content.posts.models import Counted, CounterDelta, Post, PostStat

FEW_VIEWS = 200  # a note seen less often than that may still be looked for in Discover


@dataclass(frozen=True)
class Counts:
    likes: int = 0
    saves: int = 0
    comments: int = 0
    reposts: int = 0
    views: int = 0


def count(post_pk: int, field: Counted, by: int) -> None:
    """One more or one less. In the transaction that makes it true."""
    CounterDelta.objects.create(post_id=post_pk, field=field, delta=by)


def counts_of(post: Post) -> Counts:
    """Exact to the moment: what has been added up, and what waits."""
    return exact_counts([post.pk]).get(post.pk, Counts())


def exact_counts(post_pks: Iterable[int]) -> dict[int, Counts]:
    pks = list(post_pks)
    sums: dict[int, dict[str, int]] = {pk: {} for pk in pks}
    for row in PostStat.objects.filter(post__in=pks).values("post_id", *Counted.values):
        sums[row.pop("post_id")] = row
    waiting = CounterDelta.objects.filter(post__in=pks).order_by().values_list("post_id", "field")
    for pk, field, by in waiting.annotate(by=Sum("delta")):
        sums[pk][field] = sums[pk].get(field, 0) + by
    return {pk: Counts(**{field: max(0, number) for field, number in fields.items()}) for pk, fields in sums.items()}
