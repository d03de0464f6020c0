"""Somebody says by law that a thing must not be here; and what moderators hand to who knows the law."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.identity.models import User
from community.conduct.services import check_may_take_part
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.plaintext import cleaned, cleaned_line
from config.kernel.ratelimit import spend
from content.moderation.errors import (
    DecidedMeanwhile,
    NotAsGroup,
    NotForThis,
    NoticeGivenAlready,
    NoticeIncomplete,
    NotSworn,
    OwnThing,
)
from content.moderation.events import NoticeGiven
from content.moderation.models import LONGEST_EVIDENCE, LONGEST_WORDS, Act, LegalNotice, Outcome, ReviewItem, Source
from content.moderation.scoring import limits
from content.moderation.selectors import is_staff
from content.moderation.services.deciding import hold_for
from content.moderation.services.noting import held_item, note_down
from content.moderation.services.reporting import BY_LAW, hide_item
from content.moderation.things import Found, thing_of

NOTICES_A_DAY = 10
DAY_S = 86_400


@dataclass(frozen=True)
class NoticeDraft:
    """Whose right it is, which, and what shows it."""

    right: str
    holder: str
    evidence: str
    link: str = ""
    is_sworn: bool = False


@transaction.atomic
def give_notice(*, sender: User, found: Found, draft: NoticeDraft) -> LegalNotice:
    """Say under one's word that a thing breaks the law. It goes out of sight at once; its author reads the notice and
    may answer it; an administrator decides."""
    check_may_take_part(sender)
    if found.author is not None and found.author.pk == sender.pk:
        raise OwnThing
    if Outcome.HIDE not in thing_of(found.kind).can:
        raise NotForThis(field="right")
    holder, evidence = cleaned_line(draft.holder)[:120], cleaned(draft.evidence)[:LONGEST_EVIDENCE]
    if not holder or not evidence:
        raise NoticeIncomplete(field="evidence" if holder else "holder")
    if not draft.is_sworn:
        raise NotSworn(field="is_sworn")
    spend("legal-notice", str(sender.pk), limit=NOTICES_A_DAY, seconds=DAY_S)
    thing_of(found.kind).hold(found.pk)
    item = held_item(found, source=Source.LEGAL)
    made = LegalNotice(item=item, sender=sender, right=draft.right, holder=holder, evidence=evidence, link=draft.link)
    _keep(made)
    item.source, item.referred_at = Source.LEGAL, item.referred_at or made.at
    item.score = max(item.score, limits().hide_at)
    item.snapshot, item.mark = found.snapshot, found.mark
    item.version += 1
    if item.hidden_at is None:
        words = f"{made.get_right_display()} · {holder}\n{evidence}"[:LONGEST_WORDS]
        hide_item(item, found, rule=BY_LAW, words=words)
    item.save()
    publish(NoticeGiven(notice_id=made.pk))
    return made


def _keep(made: LegalNotice) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as clash:
        if "legal_notice_one_a_person_and_item" not in str(clash):
            raise
        raise NoticeGivenAlready from clash


@transaction.atomic
def refer(*, item: ReviewItem, actor: User, version: int) -> ReviewItem:
    """Hand an item to who knows the law: only administrators decide it from now on, however long it takes."""
    if not is_staff(actor):
        raise NotAsGroup
    held = hold_for(item, actor, version)
    if held.referred_at is not None:
        raise DecidedMeanwhile
    held.referred_at = now()
    held.claimed_by, held.claimed_until = None, None
    held.version += 1
    held.save()
    note_down(held, Act.REFERRED, actor=actor, person=held.author)
    return held
