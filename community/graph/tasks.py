"""The clockwork of the graph."""

from __future__ import annotations

from celery import shared_task

from community.graph.services import FOLD_BATCH, fold_followers

MOST_ROUNDS = 50


@shared_task(name="community.fold_followers", time_limit=300)
def add_up_followers() -> int:
    """Add up waiting followers until few are left. Twice at once or twice in a row counts nobody twice."""
    done = 0
    for _round in range(MOST_ROUNDS):
        folded = fold_followers()
        done += folded
        if folded < FOLD_BATCH:
            break
    return done
