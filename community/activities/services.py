"""Asking a group, drawing lots in it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.activities.errors import (
    ChoiceOdd,
    DrawnAlready,
    KeepersDoNotPlay,
    LotteryClosed,
    OptionsOdd,
    PollClosed,
    SourceMissing,
    TimeOdd,
    TooEarly,
    ValueMissing,
    WordsMissing,
)
from community.activities.events import LotteryDrawn, LotteryOpened, PollOpened
from community.activities.models import (
    FEWEST_OPTIONS,
    MOST_OPTIONS,
    Ballot,
    Chance,
    Lottery,
    LotteryEntry,
    LotteryState,
    Poll,
    PollOption,
    PollVote,
)
from community.activities.proof import commitment, entries_hash, ranked
from community.activities.selectors import keys_of
from community.conduct.services import screen_message
from community.groups.models import Group, TraceKind
from community.groups.selectors import standing_in
from community.groups.services import check_writer, keeper_in, trace
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.plaintext import cleaned_line

LATEST = timedelta(days=60)


@transaction.atomic
def open_poll(
    *,
    group: Group,
    actor: Any,
    question: str,
    options: Sequence[str],
    closes_at: datetime,
    most_choices: int = 1,
    is_secret: bool = True,
) -> Poll:
    """Ask the group something."""
    keeper_in(group, actor)
    check_time(closes_at)
    plain = screen_message(text="\n".join(cleaned_line(one)[:80] for one in options), field="options").split("\n")
    lines = list(dict.fromkeys(line for line in plain if line))
    if not FEWEST_OPTIONS <= len(lines) <= MOST_OPTIONS:
        raise OptionsOdd(field="options")
    poll = Poll.objects.create(
        group=group,
        author=actor,
        question=line_of(question, most=120, field="question"),
        most_choices=max(1, min(most_choices, len(lines))),
        is_secret=is_secret,
        closes_at=closes_at,
    )
    PollOption.objects.bulk_create(PollOption(poll=poll, position=n, text=text) for n, text in enumerate(lines))
    publish(PollOpened(poll_id=poll.pk))
    return poll


@transaction.atomic
def vote(*, poll: Poll, user: Any, positions: Sequence[int]) -> Ballot:
    """Choose; choosing again before the end replaces what was chosen."""
    check_writer(poll.group, standing_in(poll.group, user).member)
    ballot, is_new = Ballot.objects.get_or_create(poll=poll, user=user)
    Ballot.objects.select_for_update().get(pk=ballot.pk)
    if not Poll.objects.get(pk=poll.pk).is_open:
        raise PollClosed
    options = list(poll.options.filter(position__in=[one for one in positions if 0 <= one < MOST_OPTIONS]))
    if not 1 <= len(options) <= poll.most_choices:
        raise ChoiceOdd(field="choice", most=poll.most_choices)
    ballot.votes.all().delete()
    PollVote.objects.bulk_create(PollVote(ballot=ballot, option=one) for one in options)
    if is_new:
        trace(group=poll.group, user_id=user.pk, kind=TraceKind.VOTE)
    return ballot


@transaction.atomic
def close_poll(*, poll: Poll, actor: Any) -> None:
    """End it now."""
    keeper_in(poll.group, actor)
    Poll.objects.filter(pk=poll.pk, closes_at__gt=now()).update(closes_at=now())


@transaction.atomic
def open_lottery(
    *,
    group: Group,
    actor: Any,
    title: str,
    prize: str,
    closes_at: datetime,
    winners: int = 1,
    backups: int = 0,
    source: str = "",
    public_from: datetime | None = None,
) -> Lottery:
    """Announce a lottery: the seed exists from now on, and its hash is published. With a public figure of a later day
    the draw is provably fair; without one a second sealed seed makes it tamper-evident."""
    keeper_in(group, actor)
    check_time(closes_at)
    source = cleaned_line(source)[:200]
    if bool(source) != (public_from is not None) or (public_from is not None and public_from <= closes_at):
        raise SourceMissing(field="source")
    seed, second = secrets.token_hex(32), "" if source else secrets.token_hex(32)
    lottery = Lottery.objects.create(
        group=group,
        author=actor,
        title=line_of(title, most=40, field="title"),
        prize=line_of(prize, most=200, field="prize"),
        winners=winners,
        backups=backups,
        closes_at=closes_at,
        mode=Chance.FIGURE if source else Chance.WITNESS,
        source=source,
        public_from=public_from,
        commit_hash=commitment(seed),
        seed=seed,
        witness_hash=commitment(second) if second else "",
        witness_seed=second,
    )
    publish(LotteryOpened(lottery_id=lottery.pk))
    return lottery


@transaction.atomic
def enter_lottery(*, lottery: Lottery, user: Any) -> LotteryEntry:
    """Take part, once, for nothing. Who looks after the group doesn't."""
    lottery = _held(lottery)
    member = check_writer(lottery.group, standing_in(lottery.group, user).member)
    if member.is_staff:
        raise KeepersDoNotPlay
    if not lottery.is_open:
        raise LotteryClosed
    entry, is_new = LotteryEntry.objects.get_or_create(lottery=lottery, user=user)
    if is_new:
        trace(group=lottery.group, user_id=user.pk, kind=TraceKind.PLAY)
    return entry


@transaction.atomic
def freeze_lottery(*, lottery: Lottery) -> Lottery:
    """Its time is up: nobody enters any more, and the hash of all entries is published. Twice is once."""
    lottery = _held(lottery)
    if lottery.state != LotteryState.OPEN:
        return lottery
    if lottery.closes_at > now():
        raise TooEarly
    keys = keys_of(lottery)
    lottery.entries_hash, lottery.entries_count = entries_hash(keys), len(keys)
    lottery.state = LotteryState.CLOSED
    lottery.save(update_fields=["entries_hash", "entries_count", "state"])
    return lottery


@transaction.atomic
def draw_lottery(*, lottery: Lottery, actor: Any = None, public_value: str = "") -> Lottery:
    """Reveal the seed and rank the frozen entries. A public figure is typed in by who looks after the group, once it
    is known; the second seed is revealed by the clock."""
    lottery = freeze_lottery(lottery=lottery)
    if lottery.is_drawn:
        raise DrawnAlready
    value = lottery.witness_seed
    if lottery.mode == Chance.FIGURE:
        keeper_in(lottery.group, actor)
        value = cleaned_line(public_value)[:200]
        if lottery.public_from is None or now() < lottery.public_from:
            raise TooEarly
        if not value:
            raise ValueMissing(field="public_value")
    lottery.public_value, lottery.drawn_at, lottery.state = value, now(), LotteryState.DRAWN
    lottery.save(update_fields=["public_value", "drawn_at", "state"])
    entries = {one.key: one for one in lottery.entries.all()}
    order = ranked(lottery.seed, value, lottery.key, list(entries))[: lottery.winners + lottery.backups]
    for place, (_score, key) in enumerate(order):
        entries[key].rank = place
    LotteryEntry.objects.bulk_update([entries[key] for _score, key in order], ["rank"])
    publish(LotteryDrawn(lottery_id=lottery.pk))
    return lottery


@transaction.atomic
def hand_over(*, lottery: Lottery, actor: Any) -> None:
    """The winners have their prizes."""
    keeper_in(lottery.group, actor)
    Lottery.objects.filter(pk=lottery.pk, state=LotteryState.DRAWN).update(state=LotteryState.PAID)


def _held(lottery: Lottery) -> Lottery:
    return Lottery.objects.select_for_update(of=("self",)).select_related("group").get(pk=lottery.pk)


def line_of(text: str, *, most: int, field: str) -> str:
    """A line that has to say something, plain and read for what isn't allowed."""
    line = cleaned_line(text)[:most]
    if not line:
        raise WordsMissing(field=field)
    return screen_message(text=line, field=field)


def check_time(closes_at: datetime) -> None:
    """An end to come, not too far away."""
    if not now() < closes_at < now() + LATEST:
        raise TimeOdd(field="closes_at")
