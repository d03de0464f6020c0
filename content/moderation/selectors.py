"""The queue as its moderators see it, and what a person reads of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet
from django.db.models.functions import Cast

from accounts.organisations.models import Membership, Role
from community.conduct.models import Standing
from community.groups.models import Group
from community.groups.selectors import rules_of
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.keyset import KeysetPage, Sort, keyset_page
from content.comments.models import Comment, CommentStatus
from content.moderation.models import (
    FINE,
    TIMED,
    Appeal,
    ItemState,
    Kind,
    LegalNotice,
    Level,
    LogLine,
    Outcome,
    Report,
    ReviewItem,
    Source,
    Strike,
)
from content.moderation.scoring import LATE_AFTER, REMIND_AFTER
from content.moderation.things import Found, thing_of
from content.posts.models import Post, PostStatus

PAGE = 20
WORST = Sort("worst", "place")
LAST = Sort("last", "decided_at")
RECENT = timedelta(days=180)
HIDDEN_SHOWN = 50


def is_staff(person: Any) -> bool:
    """Whether somebody runs the platform: their reports weigh like five levels."""
    return Membership.objects.filter(user=person, role__in=[Role.OPERATOR, Role.ADMIN], is_active=True).exists()


def is_admin(person: Any) -> bool:
    """Whether somebody decides what was handed to the legal desk."""
    return Membership.objects.filter(user=person, role=Role.ADMIN, is_active=True).exists()


def administrators() -> list[int]:
    hats = Membership.objects.filter(role=Role.ADMIN, is_active=True, user__is_active=True)
    return sorted(set(hats.values_list("user_id", flat=True)))


def moderators() -> list[int]:
    """Those who run the platform."""
    hats = Membership.objects.filter(role__in=[Role.OPERATOR, Role.ADMIN], is_active=True, user__is_active=True)
    return sorted(set(hats.values_list("user_id", flat=True)))


def thing_for(viewer: Any, *, kind: str, key: str) -> Found:
    """A thing this person can see."""
    return thing_of(kind).for_reader(viewer, key.replace("\x00", ""))


def group_rules(group: Group | None) -> list[str]:
    """What the group asks; offered as reasons."""
    rules = rules_of(group) if group is not None else None
    return list(rules.lines) if rules else []


# ---- the queue --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What of the queue somebody wants to see."""

    state: str = ItemState.OPEN
    kind: str = ""
    source: str = ""
    mine: bool = False
    legal: bool = False


def items_for(moderator: Any, wanted: Wanted, group: Group | None = None) -> QuerySet[ReviewItem]:
    """Items of the platform, or of one group. Nobody sees those about themselves."""
    rows = ReviewItem.objects.filter(state=wanted.state).exclude(author=moderator)
    rows = rows.select_related("author__avatar", "group", "claimed_by", "decided_by")
    if group is not None:
        rows = rows.filter(group=group, kind__in=[Kind.NOTE, Kind.COMMENT])
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.legal:
        rows = rows.filter(referred_at__isnull=False)
    if wanted.mine:
        rows = rows.filter(claimed_by=moderator, claimed_until__gt=now())
    return rows


def item_page(rows: QuerySet[ReviewItem], wanted: Wanted, *, cursor: str = "") -> KeysetPage[ReviewItem]:
    """The heaviest first, then the oldest; decided ones by when."""
    if wanted.state == ItemState.DONE:
        return keyset_page(rows, sort=LAST, cursor=cursor, size=PAGE)
    return keyset_page(rows.annotate(place=_hundredths()), sort=WORST, cursor=cursor, size=PAGE)


def _hundredths() -> Any:
    return Cast(F("score") * 100, BigIntegerField())


def item_for(moderator: Any, *, key: str, group: Group | None = None) -> ReviewItem:
    rows = ReviewItem.objects.exclude(author=moderator).select_related(
        "author__avatar", "group", "claimed_by", "decided_by"
    )
    if group is not None:
        rows = rows.filter(group=group, kind__in=[Kind.NOTE, Kind.COMMENT])
    return get_or_missing(rows, key=key)


def counts_of(group: Group | None = None) -> dict[str, int]:
    """What waits, by kind; and how much of it is late."""
    rows = ReviewItem.objects.filter(state=ItemState.OPEN)
    if group is not None:
        rows = rows.filter(group=group, kind__in=[Kind.NOTE, Kind.COMMENT])
    late = Q(source=Source.REPORT, opened_at__lt=now() - LATE_AFTER) | Q(
        ~Q(source=Source.REPORT), opened_at__lt=now() - REMIND_AFTER
    )
    sums = rows.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=late),
        legal=Count("pk", filter=Q(referred_at__isnull=False)),
        **_by_kind(),
    )
    return {name: int(value) for name, value in sums.items()}


def _by_kind() -> dict[str, Count]:
    return {kind: Count("pk", filter=Q(kind=kind)) for kind in Kind.values}


def is_late(item: ReviewItem) -> bool:
    """Reports wait two days at most, what a rule kept back one."""
    most = LATE_AFTER if item.source == Source.REPORT else REMIND_AFTER
    return item.is_open and item.opened_at < now() - most


def reports_of(item: ReviewItem) -> list[Report]:
    return list(item.reports.select_related("reporter").order_by("pk")[:50])


def notices_of(item: ReviewItem) -> list[LegalNotice]:
    return list(item.notices.select_related("sender").order_by("pk")[:50])


def notices_by(person: Any) -> QuerySet[LegalNotice]:
    """The legal notices somebody sent, newest first."""
    return LegalNotice.objects.filter(sender=person).select_related("item").order_by("-pk")


def log_of(item: ReviewItem) -> list[LogLine]:
    return list(item.log.select_related("actor", "person").order_by("pk"))


def found_of(item: ReviewItem) -> Found | None:
    """The thing as it is now; None when it is gone, or is an appeal."""
    return None if item.kind == Kind.APPEAL else thing_of(item.kind).by_pk(item.target_id)


def appeal_of(item: ReviewItem) -> Appeal | None:
    if item.kind != Kind.APPEAL:
        return None
    rows = Appeal.objects.select_related("strike__person", "strike__by", "strike__item", "decided_by")
    return rows.filter(pk=item.target_id).first()


@dataclass(frozen=True)
class Record:
    """What a moderator should know of a person."""

    standing: Standing
    strikes: list[Strike]
    timed: int


def record_of(person: Any) -> Record | None:
    if person is None:
        return None
    strikes = list(strikes_of(person).select_related("by")[:10])
    standing = Standing.objects.filter(person=person).first() or Standing(person=person)
    return Record(standing, strikes, timed_strikes(person))


def timed_strikes(person: Any) -> int:
    """How many of the last half year count for the next step."""
    rows = Strike.objects.filter(person=person, level__in=TIMED, revoked_at=None, at__gt=now() - RECENT)
    return rows.count()


# ---- of a group -------------------------------------------------------------------------------------------------


def hidden_notes_in(group: Group) -> list[Post]:
    """What those who look after a group have hidden, and may show again."""
    rows = Post.objects.filter(group=group, status=PostStatus.HIDDEN, hidden_in_group=True)
    return list(rows.select_related("author").order_by("-pk")[:HIDDEN_SHOWN])


def hidden_comments_in(group: Group) -> list[Comment]:
    rows = Comment.objects.filter(post__group=group, status=CommentStatus.HIDDEN, hidden_in_group=True)
    return list(rows.select_related("author", "post").order_by("-pk")[:HIDDEN_SHOWN])


def hidden_comment_in(group: Group, *, key: str) -> Comment:
    rows = Comment.objects.filter(post__group=group, status=CommentStatus.HIDDEN, hidden_in_group=True)
    return get_or_missing(rows.select_related("author", "post__group", "post__author"), key=key)


# ---- one's own --------------------------------------------------------------------------------------------------


def strikes_of(person: Any) -> QuerySet[Strike]:
    """Everything that was done about what somebody made, newest first."""
    return Strike.objects.filter(person=person).select_related("appeal", "item").order_by("-pk")


def strike_for(person: Any, *, key: str) -> Strike:
    return get_or_missing(strikes_of(person), key=key)


def reports_by(person: Any) -> QuerySet[Report]:
    return Report.objects.filter(reporter=person).select_related("item")


def reported_by(person: Any, found: Found) -> Report | None:
    """The open report of this thing by this person."""
    return Report.objects.filter(reporter=person, kind=found.kind, target_id=found.pk, state="open").first()


# ---- statistics -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """A month of moderation in one line."""

    reports: int
    decisions: int
    upheld_percent: int | None
    hours: float | None
    appeals: int
    approved: int
    notices: int


def figures(*, days: int = 30) -> Figures:
    """Reports, decisions, the share that was upheld, the middle of how long it took, and appeals."""
    since = now() - timedelta(days=days)
    done = ReviewItem.objects.filter(state=ItemState.DONE, decided_at__gt=since, decided_by__isnull=False)
    things = done.exclude(kind=Kind.APPEAL)
    counts = things.aggregate(all=Count("pk"), upheld=Count("pk", filter=~Q(outcome__in=FINE)))
    appeals = Appeal.objects.filter(at__gt=since).aggregate(
        all=Count("pk"), approved=Count("pk", filter=Q(state="approved"))
    )
    return Figures(
        reports=Report.objects.filter(at__gt=since).count(),
        decisions=counts["all"],
        upheld_percent=round(100 * counts["upheld"] / counts["all"]) if counts["all"] else None,
        hours=_median_hours(things),
        appeals=appeals["all"],
        approved=appeals["approved"],
        notices=LegalNotice.objects.filter(at__gt=since).count(),
    )


def _median_hours(items: QuerySet[ReviewItem]) -> float | None:
    took = ExpressionWrapper(F("decided_at") - F("opened_at"), output_field=DurationField())
    found = sorted(items.annotate(took=took).order_by("-decided_at").values_list("took", flat=True)[:1_000])
    if not found:
        return None
    middle: timedelta = (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2
    return round(middle.total_seconds() / 3600, 1)


def last_fine(kind: str, pk: int) -> ReviewItem | None:
    """The last decision that found nothing wrong with a thing."""
    rows = ReviewItem.objects.filter(kind=kind, target_id=pk, state=ItemState.DONE)
    last = rows.order_by("-pk").first()
    return last if last is not None and last.outcome in {Outcome.KEEP, Outcome.HARMLESS} else None


def open_item(kind: str, pk: int) -> ReviewItem | None:
    return ReviewItem.objects.filter(kind=kind, target_id=pk, state=ItemState.OPEN).first()


def old_undecided(before: Any) -> QuerySet[ReviewItem]:
    rows = ReviewItem.objects.filter(state=ItemState.OPEN, opened_at__lt=before, referred_at=None)
    return rows.exclude(kind=Kind.APPEAL)


def running_until(person: Any, level: str) -> Any:
    """The latest end of somebody's strikes of a level that were not taken back."""
    rows = Strike.objects.filter(person=person, level=level, revoked_at=None, until__gt=now())
    return rows.aggregate(last=Max("until"))["last"]


def is_banned(person: Any) -> bool:
    return Strike.objects.filter(person=person, level=Level.BANNED, revoked_at=None).exists()
