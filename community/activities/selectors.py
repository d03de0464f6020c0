"""Polls and lotteries of a group, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from community.activities.models import Ballot, Lottery, LotteryEntry, LotteryState, Poll, PollOption, PollVote
from community.groups.models import Group
from config.kernel.access import get_or_missing
from config.kernel.clock import now

NAMED = 200


def poll_for(group: Group, *, key: str) -> Poll:
    return get_or_missing(Poll.objects.filter(group=group).select_related("group", "author"), key=key)


def lottery_for(group: Group, *, key: str) -> Lottery:
    return get_or_missing(Lottery.objects.filter(group=group).select_related("group", "author"), key=key)


@dataclass(frozen=True)
class Answer:
    """One answer of a poll as a reader sees it; `percent` of those who voted, None while that is hidden."""

    option: PollOption
    votes: int
    percent: int | None
    is_mine: bool
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    answers: list[Answer]
    voters: int
    has_voted: bool
    is_shown: bool


def results_of(poll: Poll, viewer: Any) -> Results:
    """How it stands; figures only for who has voted, or when it is closed. Four queries."""
    options = list(poll.options.all())
    counts = dict(PollVote.objects.filter(option__poll=poll).order_by().values_list("option").annotate(n=Count("pk")))
    voters = Ballot.objects.filter(poll=poll).count()
    mine: set[int] = set()
    if viewer.is_authenticated:
        votes = PollVote.objects.filter(ballot__poll=poll, ballot__user=viewer)
        mine = set(votes.values_list("option_id", flat=True))
    is_shown = bool(mine) or not poll.is_open
    people = _voters(poll) if is_shown and not poll.is_secret else {}
    answers = [
        Answer(
            one,
            counts.get(one.pk, 0) if is_shown else 0,
            round(100 * counts.get(one.pk, 0) / voters) if is_shown and voters else (0 if is_shown else None),
            one.pk in mine,
            tuple(people.get(one.pk, ())),
        )
        for one in options
    ]
    return Results(answers, voters, bool(mine), is_shown)


def _voters(poll: Poll) -> dict[int, list[str]]:
    """Who chose what, in a poll that isn't secret; the first so many."""
    votes = PollVote.objects.filter(option__poll=poll, ballot__user__is_active=True).order_by("pk")
    named: dict[int, list[str]] = {}
    for option, name in votes.values_list("option_id", "ballot__user__display_name")[:NAMED]:
        named.setdefault(option, []).append(name)
    return named


def entry_of(lottery: Lottery, viewer: Any) -> LotteryEntry | None:
    if not viewer.is_authenticated:
        return None
    return LotteryEntry.objects.filter(lottery=lottery, user=viewer).first()


def entries_count(lottery: Lottery) -> int:
    if lottery.entries_count is not None:
        return lottery.entries_count
    return LotteryEntry.objects.filter(lottery=lottery).count()


def drawn_entries(lottery: Lottery) -> list[LotteryEntry]:
    """Winners first, then those who step in."""
    rows = LotteryEntry.objects.filter(lottery=lottery, rank__isnull=False)
    return list(rows.select_related("user__avatar").order_by("rank"))


def keys_of(lottery: Lottery) -> list[str]:
    return sorted(LotteryEntry.objects.filter(lottery=lottery).values_list("key", flat=True))


def proof_of(lottery: Lottery) -> dict[str, Any]:
    """Everything one needs to check the draw; the seeds only once it is drawn."""
    told: dict[str, Any] = {
        "format": 1,
        "lottery": lottery.key,
        "mode": lottery.mode,
        "source": lottery.source,
        "winners": lottery.winners,
        "backups": lottery.backups,
        "created_at": lottery.created_at.isoformat(),
        "closes_at": lottery.closes_at.isoformat(),
        "commit_hash": lottery.commit_hash,
        "witness_hash": lottery.witness_hash,
    }
    if lottery.state != LotteryState.OPEN:
        told |= {"entries_hash": lottery.entries_hash, "entries": keys_of(lottery)}
    if lottery.is_drawn:
        drawn = [one.key for one in drawn_entries(lottery)]
        told |= {"server_seed": lottery.seed, "public_value": lottery.public_value, "drawn": drawn}
    return told


def lotteries_due() -> list[int]:
    """Open ones whose time is up."""
    rows = Lottery.objects.filter(state=LotteryState.OPEN, closes_at__lte=now())
    return list(rows.order_by("closes_at").values_list("pk", flat=True)[:200])
