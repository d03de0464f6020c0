"""Moderators look at an item, one at a time, and decide about the thing, its author and its links in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from accounts.identity.models import User
from community.conduct.reading import domains_in, masked, plain_words, read, spans_of
from community.conduct.services import count_reports, deny_domains, refuse_picture
from community.groups.selectors import standing_in
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.plaintext import cleaned_line
from content.comments.models import Comment
from content.comments.services import hide_comment
from content.moderation.errors import (
    ClaimedByOther,
    DecidedMeanwhile,
    ForTheLegalDesk,
    NobodyToPunish,
    NotAsGroup,
    NotForThis,
    OwnItem,
    WhyMissing,
    WordsToCover,
)
from content.moderation.events import ItemDecided
from content.moderation.models import (
    CLAIM,
    FINE,
    LONGEST_WORDS,
    Act,
    AppealState,
    ItemState,
    Kind,
    Level,
    Outcome,
    ReportState,
    ReviewItem,
    Strike,
)
from content.moderation.scoring import EXPIRE_AFTER
from content.moderation.selectors import is_admin, is_staff, old_undecided
from content.moderation.services.noting import note_down
from content.moderation.services.strikes import revoke, strike
from content.moderation.things import Found, thing_of
from content.posts.gathering import hide_note
from content.posts.models import Post

BATCH = 200
FOR_GROUPS = frozenset({Outcome.KEEP, Outcome.HIDE})


@dataclass(frozen=True)
class Verdict:
    """What a moderator decided: about the thing, about its author (`level`, for so many hours), about its links."""

    outcome: str
    level: str = ""
    hours: int | None = None
    rule: str = ""
    words: str = ""
    cover: str = ""
    deny_links: bool = False
    refuse_pictures: bool = False

    @property
    def is_fine(self) -> bool:
        return self.outcome in FINE


# ---- who looks at it --------------------------------------------------------------------------------------------


@transaction.atomic
def claim(*, item: ReviewItem, actor: Any) -> ReviewItem:
    """Look at it for a quarter of an hour; others see who does. Asking again begins a new quarter."""
    if item.author_id == actor.pk:
        raise OwnItem
    moment = now()
    free = Q(claimed_by=None) | Q(claimed_until__lte=moment) | Q(claimed_by=actor)
    rows = ReviewItem.objects.filter(free, pk=item.pk, state=ItemState.OPEN)
    if not rows.update(claimed_by=actor, claimed_until=moment + CLAIM):
        _refuse_claim(item)
    item.refresh_from_db()
    return item


def _refuse_claim(item: ReviewItem) -> None:
    there = ReviewItem.objects.select_related("claimed_by").get(pk=item.pk)
    if there.is_open and there.claimed_by is not None:
        raise ClaimedByOther(name=there.claimed_by.display_name)
    raise DecidedMeanwhile


def release(*, item: ReviewItem, actor: Any) -> None:
    """Somebody else may look. Nothing happens when one didn't look."""
    ReviewItem.objects.filter(pk=item.pk, claimed_by=actor).update(claimed_by=None, claimed_until=None)


# ---- deciding ---------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, item: ReviewItem, actor: User, version: int, verdict: Verdict, as_group: bool = False) -> ReviewItem:
    """Decide as one saw it: whoever is second, or saw an older version, is told so and changes nothing."""
    held = hold_for(item, actor, version)
    found = thing_of(held.kind).by_pk(held.target_id)
    _check(held, found, actor, verdict, as_group=as_group)
    if verdict.is_fine:
        _let_be(held)
        note_down(held, Act(verdict.outcome), actor=actor, person=held.author, words=verdict.words)
    else:
        _act_on_thing(held, found, actor, verdict, as_group=as_group)
    if found is not None and not as_group:
        _act_around(held, found, actor, verdict)
    close(held, actor, verdict.outcome)
    return held


def hold_for(item: ReviewItem, actor: Any, version: int) -> ReviewItem:
    """The item as this moderator saw it, locked."""
    if item.kind != Kind.APPEAL:
        thing_of(item.kind).hold(item.target_id)
    held = ReviewItem.objects.select_for_update().get(pk=item.pk)
    if held.author_id == actor.pk:
        raise OwnItem
    if not held.is_open or held.version != version:
        raise DecidedMeanwhile
    if held.is_claimed and held.claimed_by_id != actor.pk:
        _refuse_claim(held)
    return held


def _check(item: ReviewItem, found: Found | None, actor: User, verdict: Verdict, *, as_group: bool) -> None:
    allowed = thing_of(item.kind).can
    if item.kind == Kind.APPEAL or verdict.outcome not in allowed or (found is None and not verdict.is_fine):
        raise NotForThis(field="outcome")
    if as_group:
        is_keeper = item.group is not None and standing_in(item.group, actor).is_staff
        if not is_keeper or verdict.outcome not in FOR_GROUPS or verdict.level:
            raise NotAsGroup
    elif not is_staff(actor):
        raise NotAsGroup
    if item.is_at_legal_desk and not is_admin(actor):
        raise ForTheLegalDesk
    if (not verdict.is_fine or verdict.level) and not cleaned_line(verdict.rule):
        raise WhyMissing(field="rule")
    if verdict.level and item.author is None:
        raise NobodyToPunish(field="level")


def _let_be(item: ReviewItem) -> None:
    """Nothing is wrong: what reports or a rule did is undone."""
    if item.hidden_at is not None:
        thing_of(item.kind).show(item.target_id)
        item.hidden_at = None
    for one in Strike.objects.filter(item=item, by=None, revoked_at=None).select_related("person"):
        revoke(one)
        _close_appeal(one)


def _close_appeal(one: Strike) -> None:
    """An appeal against what nobody had decided is answered by the decision."""
    appeal = getattr(one, "appeal", None)
    if appeal is None or appeal.state != AppealState.WAITING:
        return
    appeal.state, appeal.decided_at = AppealState.APPROVED, now()
    appeal.save(update_fields=["state", "decided_at"])
    waiting = ReviewItem.objects.filter(kind=Kind.APPEAL, target_id=appeal.pk, state=ItemState.OPEN)
    waiting.update(
        state=ItemState.DONE, outcome=Outcome.APPROVED, decided_at=now(), version=F("version") + 1, claimed_by=None
    )


def _act_on_thing(item: ReviewItem, found: Found | None, actor: User, verdict: Verdict, *, as_group: bool) -> None:
    if found is None:
        return
    if as_group:
        _hide_in_group(item, actor, verdict)
    else:
        _change_thing(item, found, verdict)
    rule, words = cleaned_line(verdict.rule)[:200], verdict.words[:LONGEST_WORDS]
    note_down(item, Act(verdict.outcome), actor=actor, person=item.author, words=rule)
    if item.author is None:
        return
    known = Strike.objects.filter(item=item, level=Level.HIDDEN, by=None, revoked_at=None)
    if not known.update(by=actor, rule=rule, words=words, at=now()):
        strike(
            item=item,
            person=item.author,
            level=Level.HIDDEN,
            rule=rule,
            words=words,
            quoted=found.quote,
            by=actor,
        )
    _first_is(item, actor)


def _first_is(item: ReviewItem, actor: User) -> None:
    """Who decided before an appeal was answered doesn't answer it."""
    for one in Strike.objects.filter(item=item, by=actor, appeal__state=AppealState.WAITING):
        one.appeal.first_moderator = actor
        one.appeal.save(update_fields=["first_moderator"])


def _hide_in_group(item: ReviewItem, actor: User, verdict: Verdict) -> None:
    """By the group's own means, so that its log tells and it can show it again; unless it is out of sight already."""
    if item.hidden_at is not None:
        return
    if item.kind == Kind.NOTE:
        hide_note(
            post=Post.objects.select_related("group", "author").get(pk=item.target_id), actor=actor, reason=verdict.rule
        )
    else:
        rows = Comment.objects.select_related("post__group", "author")
        hide_comment(comment=rows.get(pk=item.target_id), actor=actor)


def _change_thing(item: ReviewItem, found: Found, verdict: Verdict) -> None:
    thing = thing_of(item.kind)
    if verdict.outcome == Outcome.DELETE:
        thing.delete(item.target_id)
    elif verdict.outcome == Outcome.HIDE:
        thing.hide(item.target_id)
        item.hidden_at = item.hidden_at or now()
    else:
        if verdict.outcome == Outcome.MASK:
            title, text = (_covered(one, verdict.cover) for one in (found.title, found.text))
            is_about_pictures = verdict.refuse_pictures and found.pictures
            if (title, text) == (found.title, found.text) and not is_about_pictures:
                raise WordsToCover(field="cover")
            thing.rewrite(item.target_id, title=title, text=text)
        else:
            thing.label(item.target_id)
        if item.hidden_at is not None:
            thing.show(item.target_id)


def _covered(text: str, words: str) -> str:
    plain = plain_words(words)
    return masked(text, list(spans_of(plain, read(text)))) if plain else text


def _act_around(item: ReviewItem, found: Found, actor: User, verdict: Verdict) -> None:
    """Its author, its links, its pictures."""
    if verdict.level and item.author is not None:
        strike(
            item=item,
            person=item.author,
            level=verdict.level,
            hours=verdict.hours,
            rule=cleaned_line(verdict.rule)[:200],
            words=verdict.words[:LONGEST_WORDS],
            quoted=found.quote,
            by=actor,
        )
    if verdict.deny_links and (domains := domains_in(found.quote)):
        deny_domains(domains=domains, by=actor)
        note_down(item, Act.DENY_LINKS, actor=actor, words=", ".join(domains))
    if verdict.refuse_pictures and found.pictures:
        for picture in found.pictures:
            refuse_picture(picture=picture, name=cleaned_line(verdict.rule)[:60], by=actor)
        thing_of(item.kind).drop_pictures(item.target_id)
        note_down(item, Act.REFUSE_PICTURES, actor=actor)


def close(item: ReviewItem, actor: Any, outcome: str) -> None:
    """The item is decided, its reports with it."""
    item.state, item.outcome = ItemState.DONE, outcome
    item.decided_at, item.decided_by = now(), actor
    item.claimed_by, item.claimed_until = None, None
    item.version += 1
    item.save()
    reports = item.reports.filter(state=ReportState.OPEN)
    reporters = list(reports.values_list("reporter_id", flat=True))
    is_upheld = outcome not in FINE
    reports.update(state=ReportState.UPHELD if is_upheld else ReportState.DECLINED)
    if outcome != Outcome.EXPIRED:
        count_reports(reporter_ids=reporters, are_upheld=is_upheld)
    publish(ItemDecided(item_id=item.pk, outcome=outcome))


def expire_old() -> int:
    """After sixty days what nobody found worth a look is closed; what is out of sight stays for a moderator."""
    old = old_undecided(now() - EXPIRE_AFTER).filter(hidden_at=None).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return sum(_expire(pk) for pk in old)


@transaction.atomic
def _expire(pk: int) -> bool:
    item = ReviewItem.objects.select_for_update().filter(pk=pk, state=ItemState.OPEN, hidden_at=None).first()
    if item is None:
        return False
    note_down(item, Act.EXPIRED)
    close(item, None, Outcome.EXPIRED)
    return True
