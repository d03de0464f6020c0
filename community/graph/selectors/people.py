"""Who sees whom, who follows whom, and how many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from accounts.identity.models import User
from community.graph.models import Block, Follow, FollowerStep, Mute, Network, PersonSettings
from config.kernel.access import get_or_missing
from config.kernel.errors import NotFound

NAMED = 1
ENOUGH = 100


# ---- who may see whom -------------------------------------------------------------------------------------------


def followed_pks(user: Any) -> set[int]:
    """The people this person follows; nobody for a guest."""
    if not user.is_authenticated:
        return set()
    return set(Follow.objects.filter(follower=user).values_list("followee_id", flat=True))


def followed_among(user: Any, pks: Collection[int]) -> set[int]:
    """Those of these people whom this person follows: for the buttons of a list, in one query."""
    if not user.is_authenticated or not pks:
        return set()
    return set(Follow.objects.filter(follower=user, followee__in=pks).values_list("followee_id", flat=True))


def blocked_pks(viewer: Any) -> set[int]:
    """Whoever blocked this person or was blocked by them: neither sees the other anywhere."""
    if not viewer.is_authenticated:
        return set()
    mine = Block.objects.filter(blocker=viewer).values_list("blocked_id", flat=True)
    theirs = Block.objects.filter(blocked=viewer).values_list("blocker_id", flat=True)
    return set(mine.union(theirs))


def hidden_pks(viewer: Any) -> set[int]:
    """Whose words this person doesn't get to see: blocked either way, or muted. One query."""
    if not viewer.is_authenticated:
        return set()
    mine = Block.objects.filter(blocker=viewer).values_list("blocked_id", flat=True)
    theirs = Block.objects.filter(blocked=viewer).values_list("blocker_id", flat=True)
    muted = Mute.objects.filter(muter=viewer).values_list("muted_id", flat=True)
    return set(mine.union(theirs, muted))


def is_hidden(viewer: Any, person: User) -> bool:
    """Whether this one person's words are kept from the viewer."""
    if not viewer.is_authenticated:
        return False
    shown = relation(viewer, person)
    return shown.is_blocked or shown.blocks_me or shown.is_muted


def settings_of(person: Any) -> PersonSettings:
    """What a person lets others see; the defaults for whoever never answered."""
    return PersonSettings.objects.filter(person=person).first() or PersonSettings(person=person)


def may_see_network(viewer: Any, person: User) -> bool:
    """Whether the viewer may read whom this person follows and who follows them."""
    if viewer.pk == person.pk:
        return True
    return not settings_of(person).hide_network


# ---- one person -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Relation:
    """How two people stand to each other, seen by one of them."""

    is_me: bool = False
    is_followed: bool = False
    follows_me: bool = False
    is_muted: bool = False
    is_blocked: bool = False
    blocks_me: bool = False


def relation(viewer: Any, person: User) -> Relation:
    """All of it in one query; none for a guest or oneself."""
    if not viewer.is_authenticated:
        return Relation()
    if viewer.pk == person.pk:
        return Relation(is_me=True)
    asked = User.objects.filter(pk=person.pk).values_list(
        Exists(Follow.objects.filter(follower=viewer, followee=OuterRef("pk"))),
        Exists(Follow.objects.filter(follower=OuterRef("pk"), followee=viewer)),
        Exists(Mute.objects.filter(muter=viewer, muted=OuterRef("pk"))),
        Exists(Block.objects.filter(blocker=viewer, blocked=OuterRef("pk"))),
        Exists(Block.objects.filter(blocker=OuterRef("pk"), blocked=viewer)),
    )
    return Relation(False, *asked.get())


def person_for(viewer: Any, *, handle: str) -> User:
    """Somebody by handle. Whoever blocked the viewer, or closed the account, does not exist."""
    named = User.objects.filter(is_active=True).alias(lower_handle=Lower("handle")).select_related("avatar")
    if viewer.is_authenticated:
        named = named.exclude(Exists(Block.objects.filter(blocker=OuterRef("pk"), blocked=viewer)))
    if "\x00" in handle:
        raise NotFound
    return get_or_missing(named, lower_handle=handle.lower())


def person_named(viewer: Any, text: str) -> User | None:
    """Who is meant by “@handle”, exactly: people are found by the name they give away, not by guessing."""
    handle = text.strip().removeprefix("@").strip()
    if not handle:
        return None
    try:
        return person_for(viewer, handle=handle)
    except NotFound:
        return None


@dataclass(frozen=True)
class Counts:
    following: int = 0
    followers: int = 0


def counts_of(person: User) -> Counts:
    """Exact at this instant: what is added up, and the steps that wait. One query."""
    steps = FollowerStep.objects.filter(person=OuterRef("pk")).order_by().values("person")
    waiting = steps.annotate(sum=Sum("change")).values("sum")
    row = (
        Network.objects.filter(pk=person.pk)
        .annotate(now=F("followers") + Coalesce(Subquery(waiting), 0))
        .values_list("following", "now")
        .first()
    )
    return Counts(*row) if row else Counts()


# ---- lists ------------------------------------------------------------------------------------------------------


def _private() -> QuerySet[PersonSettings]:
    return PersonSettings.objects.filter(hide_network=True)


def followers_of(viewer: Any, person: User) -> QuerySet[Follow]:
    """Who follows this person, for this viewer: newest first by pk, each row with `who` asked as `follower`."""
    rows = Follow.objects.filter(followee=person, follower__is_active=True)
    rows = rows.select_related("follower__avatar").annotate(handle=F("follower__handle"))
    return _seen_by(viewer, person, rows, "follower")


def followees_of(viewer: Any, person: User) -> QuerySet[Follow]:
    """Whom this person follows, for this viewer."""
    rows = Follow.objects.filter(follower=person, followee__is_active=True)
    rows = rows.select_related("followee__avatar").annotate(handle=F("followee__handle"))
    return _seen_by(viewer, person, rows, "followee")


def _seen_by(viewer: Any, person: User, rows: QuerySet[Follow], end: str) -> QuerySet[Follow]:
    """Without those the viewer doesn't meet; and somebody who hides their network is in nobody else's list either,
    or the list could be put together again from the other ends."""
    if viewer.pk != person.pk:
        others = _private().exclude(person=viewer) if viewer.is_authenticated else _private()
        rows = rows.exclude(Exists(others.filter(person=OuterRef(f"{end}_id"))))
    if viewer.is_authenticated:
        rows = rows.exclude(Exists(Block.objects.filter(blocker=OuterRef(f"{end}_id"), blocked=viewer)))
        rows = rows.exclude(Exists(Block.objects.filter(blocker=viewer, blocked=OuterRef(f"{end}_id"))))
    return rows


def known_followers(viewer: Any, person: User) -> tuple[User | None, int]:
    """One of those the viewer follows who also follow this person, and how many they are (up to a hundred).
    Whoever hides their network is not among them."""
    if not viewer.is_authenticated or viewer.pk == person.pk:
        return None, 0
    mine = Follow.objects.filter(follower=viewer).values("followee")
    rows = Follow.objects.filter(followee=person, follower__in=mine, follower__is_active=True)
    rows = rows.exclude(Exists(_private().filter(person=OuterRef("follower_id"))))
    known = [row.follower for row in rows.select_related("follower__avatar").order_by("pk")[:ENOUGH]]
    return (known[0] if known else None), len(known)


def people_blocked_by(user: User) -> QuerySet[Block]:
    """One's own list; newest first by pk."""
    return Block.objects.filter(blocker=user).select_related("blocked__avatar").annotate(handle=F("blocked__handle"))


def people_muted_by(user: User) -> QuerySet[Mute]:
    return Mute.objects.filter(muter=user).select_related("muted__avatar").annotate(handle=F("muted__handle"))
