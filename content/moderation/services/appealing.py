"""A person answers a strike, once; somebody else than who decided looks at it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from community.conduct.services import take_back_reports
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.plaintext import cleaned
from content.moderation.errors import (
    AppealedAlready,
    AppealEmpty,
    AppealTooLate,
    AppealTooLong,
    ForTheLegalDesk,
    NotAsGroup,
    NotForThis,
    OwnDecision,
    TakenBackAlready,
    WhyMissing,
)
from content.moderation.events import AppealDecided, StrikeAppealed
from content.moderation.models import (
    LONGEST_APPEAL,
    LONGEST_WORDS,
    Act,
    Appeal,
    AppealState,
    ItemState,
    Kind,
    Outcome,
    ReportState,
    ReviewItem,
    Source,
    Strike,
)
from content.moderation.scoring import limits
from content.moderation.selectors import appeal_of, is_admin, is_staff
from content.moderation.services.deciding import close, hold_for
from content.moderation.services.noting import note_down
from content.moderation.services.strikes import revoke
from content.moderation.things import thing_of


@transaction.atomic
def appeal(*, strike: Strike, words: str) -> Appeal:
    """Say why it was wrong: once, within twenty days. It goes into the same queue as everything else."""
    words = cleaned(words)
    if not words:
        raise AppealEmpty(field="words")
    if len(words) > LONGEST_APPEAL:
        raise AppealTooLong(field="words", most=f"{LONGEST_APPEAL:,}")
    held = Strike.objects.select_for_update().get(pk=strike.pk)
    if held.revoked_at is not None:
        raise TakenBackAlready
    if now() > held.may_appeal_until:
        raise AppealTooLate
    try:
        with transaction.atomic():
            made = Appeal.objects.create(strike=held, words=words, first_moderator=held.by)
    except IntegrityError as clash:  # the same form, sent twice
        if "strike_id" not in str(clash):
            raise
        raise AppealedAlready from clash
    item = ReviewItem.objects.create(
        kind=Kind.APPEAL,
        target_id=made.pk,
        author=held.person,
        source=Source.APPEAL,
        score=limits().base,
        referred_at=held.item.referred_at if held.item is not None and held.item.is_open else None,
        snapshot={"title": "", "text": words, "pictures": [], "url": "", "name": held.person.display_name},
    )
    note_down(item, Act.APPEALED, actor=held.person)
    publish(StrikeAppealed(strike_id=held.pk))
    return made


@transaction.atomic
def decide_appeal(*, item: ReviewItem, actor: Any, version: int, is_right: bool, answer: str) -> Appeal:
    """Another moderator takes the strike back, with everything it did, or leaves it and says why."""
    held = hold_for(item, actor, version)
    row = appeal_of(held)
    if row is None:
        raise NotForThis
    if not is_staff(actor):
        raise NotAsGroup
    if row.strike.item is not None and row.strike.item.is_at_legal_desk and not is_admin(actor):
        raise ForTheLegalDesk
    if actor.pk in {row.first_moderator_id, row.strike.by_id}:
        raise OwnDecision
    answer = cleaned(answer)[:LONGEST_WORDS]
    if not answer:
        raise WhyMissing(field="answer")
    row.state = AppealState.APPROVED if is_right else AppealState.REFUSED
    row.answer, row.decided_by, row.decided_at = answer, actor, now()
    row.save()
    if is_right:
        _undo(row.strike)
    act = Act.APPROVED if is_right else Act.REFUSED
    note_down(held, act, actor=actor, person=row.strike.person, words=answer)
    close(held, actor, Outcome.APPROVED if is_right else Outcome.REFUSED)
    publish(AppealDecided(strike_id=row.strike_id, is_approved=is_right))
    return row


def _undo(strike: Strike) -> None:
    """The thing is as it was, its score nothing, and who reported it was not right after all."""
    revoke(strike)
    first = strike.item
    if first is None or strike.level != "hidden":
        return
    thing = thing_of(first.kind)
    thing.hold(first.target_id)
    held = ReviewItem.objects.select_for_update().get(pk=first.pk)
    if held.outcome == Outcome.MASK:
        thing.rewrite(held.target_id, title=held.snapshot["title"], text=held.snapshot["text"])
    thing.show(held.target_id)
    upheld = held.reports.filter(state=ReportState.UPHELD)
    take_back_reports(reporter_ids=list(upheld.values_list("reporter_id", flat=True)))
    upheld.update(state=ReportState.DECLINED)
    held.score, held.hidden_at = 0.0, None
    held.save(update_fields=["score", "hidden_at"])
    note_down(held, Act.APPROVED, person=strike.person)
    if held.state == ItemState.OPEN:  # nobody had decided yet; the appeal did
        close(held, None, Outcome.KEEP)
