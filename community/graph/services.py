"""Following, keeping away, and what a person lets others see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.identity.models import User
from community.conduct.services import check_may_take_part
from community.graph.errors import BlockedByYou, FollowsTooFast, OwnPerson, TooManyFollowed
from community.graph.events import Blocked, Followed, Unfollowed
from community.graph.models import (
    MOST_FOLLOWED,
    Block,
    DismissedSuggestion,
    Follow,
    FollowerStep,
    Mute,
    Network,
    PersonSettings,
)
from community.notifications.services import forget_actor, forget_between
from config.kernel.errors import NotFound, TooMany
from config.kernel.events import publish, publish_all
from config.kernel.locks import locked
from config.kernel.ratelimit import spend

FOLLOWS_A_DAY = 400
DAY_S = 86_400
FOLD_BATCH = 5_000


@transaction.atomic
def follow(*, follower: User, person: User) -> bool:
    """Follow somebody. True when that is new; following twice is following once."""
    _not_oneself(follower, person)
    _hold_pair(follower, person)
    _not_apart(follower, person)
    if Follow.objects.filter(follower=follower, followee=person).exists():
        return False
    check_may_take_part(follower)
    _count_as_new(follower)
    Network.objects.bulk_create([Network(person=follower), Network(person=person)], ignore_conflicts=True)
    free = Network.objects.filter(pk=follower.pk, following__lt=MOST_FOLLOWED)
    if not free.update(following=F("following") + 1):
        raise TooManyFollowed(most=f"{MOST_FOLLOWED:,}")
    Follow.objects.create(follower=follower, followee=person)
    FollowerStep.objects.create(person=person, change=1)
    publish(Followed(follower_id=follower.pk, followee_id=person.pk))
    return True


@transaction.atomic
def unfollow(*, follower: User, person: User) -> bool:
    """Stop following. False when there was nothing to stop."""
    _hold_pair(follower, person)
    return bool(_end([(follower, person)]))


@transaction.atomic
def block(*, blocker: User, person: User) -> bool:
    """Keep somebody away: neither follows the other any more, neither sees the other. True when that is new."""
    _not_oneself(blocker, person)
    _hold_pair(blocker, person)
    _row, is_new = Block.objects.get_or_create(blocker=blocker, blocked=person)
    if is_new:
        _end(sorted([(blocker, person), (person, blocker)], key=lambda pair: pair[0].pk))
        forget_between(one_id=blocker.pk, other_id=person.pk)
        publish(Blocked(blocker_id=blocker.pk, blocked_id=person.pk))
    return is_new


@transaction.atomic
def unblock(*, blocker: User, person: User) -> bool:
    """Let somebody come near again. The follows of before don't come back."""
    _hold_pair(blocker, person)
    return bool(Block.objects.filter(blocker=blocker, blocked=person).delete()[0])


@transaction.atomic
def mute(*, muter: User, person: User) -> bool:
    """Don't read somebody any more; nobody is told."""
    _not_oneself(muter, person)
    forget_actor(user_id=muter.pk, actor_id=person.pk)
    return Mute.objects.get_or_create(muter=muter, muted=person)[1]


@transaction.atomic
def unmute(*, muter: User, person: User) -> bool:
    return bool(Mute.objects.filter(muter=muter, muted=person).delete()[0])


@transaction.atomic
def dismiss_suggestion(*, user: User, person: User) -> None:
    """Never suggest this person to this user again."""
    _not_oneself(user, person)
    DismissedSuggestion.objects.get_or_create(user=user, person=person)


@transaction.atomic
def change_settings(*, person: User, hide_network: bool, share_purchases: bool, allow_suggest: bool) -> PersonSettings:
    """What others may see from now on."""
    answers = {"hide_network": hide_network, "share_purchases": share_purchases, "allow_suggest": allow_suggest}
    return PersonSettings.objects.update_or_create(person=person, defaults=answers)[0]


@transaction.atomic
def fold_followers() -> int:
    """Add waiting steps to the counts of their people. The sum of both is the same before and after."""
    first = FollowerStep.objects.select_for_update(skip_locked=True).order_by("pk")[:FOLD_BATCH]
    steps = {pk: (person, change) for pk, person, change in first.values_list("pk", "person_id", "change")}
    changes: Counter[int] = Counter()
    for person, change in steps.values():
        changes[person] += change
    networks = locked(Network.objects.all(), changes)
    for network in networks:
        network.followers += changes[network.pk]
    Network.objects.bulk_update(networks, ["followers"], batch_size=500)
    FollowerStep.objects.filter(pk__in=steps).delete()
    return len(steps)


def _not_oneself(user: User, person: User) -> None:
    if user.pk == person.pk:
        raise OwnPerson


def _hold_pair(one: User, other: User) -> None:
    """Whatever happens between two people happens in a row, so that no follow slips past a block. Ends with the
    transaction, and comes before any row is locked."""
    low, high = sorted((one.pk, other.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"people:{low}:{high}"])


def _not_apart(user: User, person: User) -> None:
    between = Q(blocker=person, blocked=user) | Q(blocker=user, blocked=person)
    blockers = set(Block.objects.filter(between).values_list("blocker_id", flat=True))
    if person.pk in blockers:
        raise NotFound
    if user.pk in blockers:
        raise BlockedByYou


def _count_as_new(follower: User) -> None:
    """So many new follows in a day, whether or not they are kept."""
    try:
        spend("follow", str(follower.pk), limit=FOLLOWS_A_DAY, seconds=DAY_S)
    except TooMany as flood:
        raise FollowsTooFast from flood


def _end(pairs: Sequence[tuple[User, User]]) -> list[tuple[User, User]]:
    """End those of these follows that are there, with their counts; in the order of the followers' pks."""
    ended = [pair for pair in pairs if Follow.objects.filter(follower=pair[0], followee=pair[1]).delete()[0]]
    for follower, _person in ended:
        Network.objects.filter(pk=follower.pk, following__gt=0).update(following=F("following") - 1)
    FollowerStep.objects.bulk_create(FollowerStep(person=person, change=-1) for _follower, person in ended)
    publish_all(Unfollowed(follower_id=follower.pk, followee_id=person.pk) for follower, person in ended)
    return ended
