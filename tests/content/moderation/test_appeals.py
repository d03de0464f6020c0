"""Appeals, groups that look after their own, the log, and what runs out of time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from community.conduct.models import Standing
from community.conduct.services import check_may_write
from community.groups.models import GroupLog
from config.kernel.clock import now
from content.comments.models import CommentStatus
from content.comments.selectors import threads_of
from content.comments.services import hide_comment, show_comment, write_comment
from content.moderation.errors import (
    AppealedAlready,
    AppealTooLate,
    NotAsGroup,
    OwnDecision,
)
from content.moderation.models import Appeal, Level, LogLine, ReviewItem, Strike
from content.moderation.selectors import Wanted as Asked
from content.moderation.selectors import figures, items_for
from content.moderation.services import Verdict, appeal, decide, decide_appeal, expire_old
from content.posts.errors import ChangedMeanwhile
from content.posts.gathering import show_note
from content.posts.models import PostStatus
from tests.content.moderation.helpers import person, reported, status, struck, verdict
from tests.factories.accounts import operator
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db

# ---- appeals ----------------------------------------------------------------------------------------------------


def test_another_moderator_restores_what_was_wrongly_hidden():
    note, strike, moderator = struck()
    appeal(strike=strike, words="这是我自己买的，没有人付钱。")
    item = ReviewItem.objects.get(kind="appeal")
    with pytest.raises(OwnDecision):
        decide_appeal(item=item, actor=moderator, version=item.version, is_right=True, answer="x")
    decide_appeal(item=item, actor=operator(), version=item.version, is_right=True, answer="你说得对。")
    assert status(note) == PostStatus.PUBLISHED
    strike.refresh_from_db()
    assert strike.revoked_at is not None
    first = ReviewItem.objects.get(kind="note")
    assert first.score == 0.0
    assert {one.state for one in first.reports.all()} == {"declined"}
    assert not Standing.objects.filter(reports_upheld__gt=0).exists()
    assert figures().approved == 1


def test_the_database_keeps_the_first_moderator_away_too():
    _note, strike, moderator = struck()
    row = appeal(strike=strike, words="bitte")
    with pytest.raises(IntegrityError, match="appeal_decided_by_another"), transaction.atomic():
        Appeal.objects.filter(pk=row.pk).update(state="approved", decided_by=moderator, decided_at=now())


def test_one_appeal_within_twenty_days():
    _note, strike, _moderator = struck()
    appeal(strike=strike, words="once")
    with pytest.raises(AppealedAlready):
        appeal(strike=strike, words="twice")
    _note, late, _moderator = struck()
    Strike.objects.filter(pk=late.pk).update(at=now() - timedelta(days=21))
    with pytest.raises(AppealTooLate):
        appeal(strike=late, words="too late")


def test_an_appeal_against_a_silence_gives_words_and_level_back():
    note, _hidden, _moderator = struck(level=Level.SILENCED)
    strike = Strike.objects.get(level=Level.SILENCED)
    assert Standing.objects.get(person=note.author).level == 1
    appeal(strike=strike, words="why")
    item = ReviewItem.objects.get(kind="appeal")
    decide_appeal(item=item, actor=operator(), version=item.version, is_right=True, answer="too hard")
    check_may_write(note.author)
    standing = Standing.objects.get(person=note.author)
    assert (standing.level, standing.held_until) == (2, None)
    assert status(note) == PostStatus.HIDDEN  # the note is another matter


def test_who_decides_while_an_appeal_waits_does_not_answer_it():
    note, moderator = make_note(person(2)), operator()
    item = reported(note, 2, 2, 2)
    appeal(strike=Strike.objects.get(), words="nobody looked")
    decide(item=item, actor=moderator, version=item.version, verdict=verdict())
    waiting = ReviewItem.objects.get(kind="appeal")
    with pytest.raises(OwnDecision):
        decide_appeal(item=waiting, actor=moderator, version=waiting.version, is_right=False, answer="x")


def test_finding_nothing_wrong_answers_the_appeal_too():
    note = make_note(person(2))
    item = reported(note, 2, 2, 2)
    appeal(strike=Strike.objects.get(), words="nobody looked")
    decide(item=item, actor=operator(), version=item.version, verdict=Verdict("keep"))
    assert Appeal.objects.get().state == "approved"
    assert not ReviewItem.objects.filter(state="open").exists()


# ---- groups, the log, time --------------------------------------------------------------------------------------


def test_a_group_looks_after_its_own_and_its_log_tells():
    group = make_group()
    owner = group.members.get(role="owner").user
    note, elsewhere = make_note(let_in(group), group=group), make_note()
    comment = write_comment(post=note, author=let_in(group), body="hm")
    mine, _other = reported(note, 1), reported(elsewhere, 1)
    assert list(items_for(owner, Asked(), group)) == [mine]
    with pytest.raises(NotAsGroup):
        decide(item=mine, actor=owner, version=mine.version, verdict=verdict(level=Level.BANNED), as_group=True)
    decide(item=mine, actor=owner, version=mine.version, verdict=verdict(), as_group=True)
    note.refresh_from_db()
    assert (note.status, note.hidden_in_group) == (PostStatus.HIDDEN, True)
    assert GroupLog.objects.filter(action="note_hidden", actor=owner).exists()

    hide_comment(comment=comment, actor=owner)
    comment.refresh_from_db()
    assert not threads_of(note, owner).items
    show_comment(comment=comment, actor=owner)
    comment.refresh_from_db()
    assert comment.status == CommentStatus.SHOWN
    assert GroupLog.objects.filter(action="comment_shown", actor=owner).exists()


def test_what_the_platform_hid_is_not_the_groups_to_show():
    group = make_group()
    note = make_note(let_in(group), group=group)
    item = reported(note, 1)
    decide(item=item, actor=operator(), version=item.version, verdict=verdict())

    note.refresh_from_db()
    with pytest.raises(ChangedMeanwhile):
        show_note(post=note, actor=group.members.get(role="owner").user)
    assert GroupLog.objects.filter(action="note_hidden", actor=None).exists()


def test_the_log_cannot_be_changed():
    struck()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE content_logline SET words = ''")
    with pytest.raises(DatabaseError), transaction.atomic():
        LogLine.objects.all().delete()


def test_what_nobody_looked_at_for_sixty_days_is_closed():
    item = reported(make_note(person(1)), 1)
    assert expire_old() == 0
    ReviewItem.objects.update(opened_at=now() - timedelta(days=61))
    assert expire_old() == 1
    assert expire_old() == 0
    item.refresh_from_db()
    assert (item.outcome, item.decided_by) == ("expired", None)
    assert not Standing.objects.filter(reports_decided__gt=0).exists()
