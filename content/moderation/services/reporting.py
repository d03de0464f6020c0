"""Something is wrong with a thing: people say so, or a rule found it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum

from community.conduct.selectors import level_of
from community.conduct.services import check_may_take_part
from community.conduct.watching import Written
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.plaintext import cleaned
from config.kernel.ratelimit import spend
from content.comments.models import Comment
from content.moderation.errors import OwnThing, ReportedAlready, RuleMissing
from content.moderation.events import ThingReported, ThingReturned
from content.moderation.models import (
    LONGEST_WORDS,
    Act,
    ItemState,
    Kind,
    Level,
    Outcome,
    Reason,
    Report,
    ReportState,
    ReviewItem,
    Source,
    Strike,
)
from content.moderation.scoring import EDIT_AFTER, FINE_FOR, hides, limits, locks, report_weight, silences
from content.moderation.selectors import group_rules, is_staff, last_fine, open_item, reported_by
from content.moderation.services.noting import held_item, note_down
from content.moderation.services.strikes import strike
from content.moderation.things import Found, thing_of

REPORTS_A_DAY = 30
DAY_S = 86_400
BY_REPORTS = "reports"  # what did it when nobody decided: `Strike.why` says it in words
BY_RULE = "rule"
BY_LAW = "legal"
HIDDEN_BY = {BY_REPORTS: Act.HIDDEN_BY_SCORE, BY_RULE: Act.HIDDEN_BY_RULE, BY_LAW: Act.HIDDEN_BY_LAW}


@transaction.atomic
def report(*, reporter: Any, found: Found, reason: str, rule: str = "", words: str = "") -> Report:
    """Say that something is wrong. Reports of one thing gather in one item; enough of them take it out of sight.

    Within a day after somebody found nothing wrong, or while it is marked as harmless and unchanged, a report is kept
    and weighs nothing.
    """
    standing = check_may_take_part(reporter)
    if found.author is not None and found.author.pk == reporter.pk:
        raise OwnThing
    if reason == Reason.RULE and rule not in group_rules(found.group):
        raise RuleMissing(field="rule")
    if reported_by(reporter, found) is not None:
        raise ReportedAlready
    spend("report", str(reporter.pk), limit=REPORTS_A_DAY, seconds=DAY_S)
    made = Report(
        reporter=reporter,
        kind=found.kind,
        target_id=found.pk,
        reason=reason,
        rule=rule if reason == Reason.RULE else "",
        words=cleaned(words)[:LONGEST_WORDS],
        weight=0,
    )
    if (fine := _still_fine(found)) is not None:
        made.item, made.state = fine, ReportState.IGNORED
        made.save()
        return made
    made.weight = report_weight(
        level=standing.level,
        is_staff=is_staff(reporter),
        decided=standing.reports_decided,
        upheld=standing.reports_upheld,
        reason=reason,
    )
    thing_of(found.kind).hold(found.pk)
    made.item = held_item(found, source=Source.REPORT)
    _keep(made)
    _add(made.item, found, made.weight)
    publish(ThingReported(item_id=made.item.pk, report_id=made.pk))
    return made


def _keep(made: Report) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as clash:  # the same form, sent twice
        if "report_one_open_a_person" not in str(clash):
            raise
        raise ReportedAlready from clash


def _still_fine(found: Found) -> ReviewItem | None:
    """Somebody looked at it shortly before, or it is harmless as long as it says the same."""
    if open_item(found.kind, found.pk) is not None:
        return None
    last = last_fine(found.kind, found.pk)
    if last is None or last.decided_at is None:
        return None
    if last.outcome == Outcome.HARMLESS:
        return last if last.mark == found.mark else None
    return last if last.decided_at > now() - FINE_FOR else None


def _add(item: ReviewItem, found: Found, weight: float) -> None:
    """One report more, and what follows from the sum."""
    item.score += weight
    item.reporters += 1
    item.snapshot, item.mark = found.snapshot, found.mark
    item.version += 1
    by = limits()
    if hides(item.score, by=by) and item.hidden_at is None:
        hide_item(item, found, rule=BY_REPORTS)
    item.save()
    if found.author is not None and silences(item.score, item.reporters, level=level_of(found.author), by=by):
        _silence(item, found)
    _lock_thread(item)


def hide_item(item: ReviewItem, found: Found, *, rule: str, words: str = "") -> None:
    """Out of sight until somebody has looked. Its author is told, and may change it."""
    if Outcome.HIDE not in thing_of(item.kind).can or not thing_of(item.kind).hide(item.target_id):
        return
    item.hidden_at = now()
    note_down(item, HIDDEN_BY[rule], person=found.author)
    if found.author is not None:
        strike(item=item, person=found.author, level=Level.HIDDEN, rule=rule, words=words, quoted=found.quote)


def _silence(item: ReviewItem, found: Found) -> None:
    """A newcomer whom several people report writes nothing more until somebody has looked, a day at most."""
    if not Strike.objects.filter(item=item, level=Level.SILENCED).exists():
        strike(item=item, person=found.author, level=Level.SILENCED, rule=BY_REPORTS, quoted=found.quote)


def _lock_thread(item: ReviewItem) -> None:
    """When a note and what is said under it are reported that much, nobody comments for a day."""
    if item.kind not in {Kind.NOTE, Kind.COMMENT}:
        return
    post_pk = item.target_id
    if item.kind == Kind.COMMENT:
        post_pk = Comment.objects.values_list("post_id", flat=True).get(pk=item.target_id)
    comments = Comment.objects.filter(post=post_pk).values("pk")
    around = Q(kind=Kind.NOTE, target_id=post_pk) | Q(kind=Kind.COMMENT, target_id__in=comments)
    total = ReviewItem.objects.filter(around, state=ItemState.OPEN).aggregate(sum=Sum("score"))["sum"] or 0
    if locks(total) and not item.log.filter(act=Act.LOCKED).exists():
        thing_of(item.kind).lock(item.target_id)
        note_down(item, Act.LOCKED)


@transaction.atomic
def watch(written: Written) -> None:
    """A rule found something in what was just written; or its author changed what was hidden."""
    found = thing_of(written.kind).by_pk(written.pk)
    if found is None:
        return
    if not written.is_new and not any(one.waits for one in written.findings):
        _return_once(found)
    if not written.findings:
        return
    first = written.findings[0]
    item = held_item(found, source=Source(first.why))
    item.found = sorted({*item.found, *(one.name or one.why for one in written.findings)})
    waits = any(one.waits for one in written.findings)
    item.score = max(item.score, limits().hide_at if waits else limits().flag)
    item.snapshot, item.mark = found.snapshot, found.mark
    item.version += 1
    if waits and item.hidden_at is None:
        hide_item(item, found, rule=BY_RULE)
    item.save()


def _return_once(found: Found) -> None:
    """Changed ten minutes after reports hid it, a thing is shown again: once, and somebody still looks at it."""
    items = ReviewItem.objects.select_for_update().filter(kind=found.kind, target_id=found.pk, state=ItemState.OPEN)
    item = items.filter(hidden_at__lte=now() - EDIT_AFTER, returned_at=None, source=Source.REPORT).first()
    if item is None or item.mark == found.mark or not thing_of(item.kind).show(item.target_id):
        return
    item.hidden_at, item.returned_at = None, now()
    item.score = 0.0
    item.snapshot, item.mark = found.snapshot, found.mark
    item.version += 1
    item.save()
    Strike.objects.filter(item=item, level=Level.HIDDEN, by=None, revoked_at=None).update(revoked_at=now())
    note_down(item, Act.RETURNED, actor=found.author)
    publish(ThingReturned(item_id=item.pk))
