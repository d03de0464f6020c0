"""Reports gather, something goes out of sight, moderators decide, people appeal: the services, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.conduct.errors import BannedForGood, Silenced, Suspended
from community.conduct.models import DomainRule, Standing
from community.conduct.services import check_may_take_part, check_may_write
from config.kernel.clock import now
from config.kernel.errors import NotFound
from content.comments.errors import CommentsClosed
from content.comments.services import write_comment
from content.moderation.errors import (
    ClaimedByOther,
    DecidedMeanwhile,
    NotAsGroup,
    NotForThis,
    OwnItem,
    OwnThing,
    ReportedAlready,
    RuleMissing,
    WhyMissing,
)
from content.moderation.models import Act, Level, LogLine, Outcome, Report, ReviewItem, Strike
from content.moderation.selectors import Wanted as Asked
from content.moderation.selectors import items_for, thing_for
from content.moderation.services import Verdict, claim, decide, report
from content.moderation.things import thing_of
from content.posts.drafts import Draft
from content.posts.models import Disclosure, PostStatus
from content.posts.selectors import note_for, notes_for, published_note_for
from content.posts.services import change_note
from tests.content.moderation.helpers import found, person, reported, status, verdict
from tests.factories.accounts import UserFactory, operator
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db

# ---- reporting --------------------------------------------------------------------------------------------------


def test_reports_gather_until_the_note_goes_out_of_sight():
    note, reader = make_note(person(1)), UserFactory()
    item = reported(note, 2, 2)
    assert (item.score, item.reporters, status(note)) == (6.0, 2, PostStatus.PUBLISHED)
    item = reported(note, 2)
    assert ReviewItem.objects.count() == 1
    assert (item.score, item.reporters) == (9.0, 3)
    assert status(note) == PostStatus.HIDDEN
    assert not notes_for(reader).exists()
    with pytest.raises(NotFound):
        published_note_for(reader, key=note.key)
    assert note_for(note.author, key=note.key) == note  # its author reads it, and why
    [strike] = Strike.objects.filter(person=note.author)
    assert (strike.level, strike.by, strike.until) == (Level.HIDDEN, None, None)
    assert note.title in strike.quoted


def test_one_report_a_person_and_none_of_ones_own():
    note, reporter = make_note(), person(1)
    report(reporter=reporter, found=found(note), reason="abuse", words="<b>see</b>")
    with pytest.raises(ReportedAlready):
        report(reporter=reporter, found=found(note), reason="spam")
    with pytest.raises(OwnThing):
        report(reporter=note.author, found=found(note), reason="spam")
    assert Report.objects.get().words == "<b>see</b>"
    assert ReviewItem.objects.get().score == 2.0


def test_rules_of_the_group_are_reasons_and_must_be_named():
    group = make_group(rules=["好好说话"])
    note = make_note(let_in(group), group=group)
    with pytest.raises(RuleMissing):
        report(reporter=person(), found=found(note), reason="rule", rule="made up")
    made = report(reporter=person(), found=found(note), reason="rule", rule="好好说话")
    assert made.rule == "好好说话"


def test_what_one_cannot_see_cannot_be_reported():
    group = make_group(visibility="private")
    note = make_note(let_in(group), group=group)
    with pytest.raises(NotFound):
        thing_for(UserFactory(), kind="note", key=note.key)
    with pytest.raises(NotFound):
        thing_for(UserFactory(), kind="moon", key=note.key)


def test_three_reports_silence_a_newcomer_until_somebody_has_looked():
    author = person(0)
    note = make_note(author)
    reported(note, 0, 0)
    check_may_write(author)
    reported(note, 0)
    with pytest.raises(Silenced):
        check_may_write(author)
    with pytest.raises(Silenced):
        make_note(author)
    decide(
        item=ReviewItem.objects.get(),
        actor=operator(),
        version=ReviewItem.objects.get().version,
        verdict=Verdict("keep"),
    )
    check_may_write(author)


def test_a_heavily_reported_thread_is_closed_for_a_day():
    note = make_note(person(1))
    comment = write_comment(post=note, author=person(1), body="hm")
    for _one in range(7):
        report(reporter=person(4), found=thing_of("comment").by_pk(comment.pk), reason="abuse")
    note.refresh_from_db()
    assert note.is_locked

    with pytest.raises(CommentsClosed):
        write_comment(post=note, author=UserFactory(), body="me too")
    assert LogLine.objects.filter(act=Act.LOCKED).count() == 1


# ---- deciding ---------------------------------------------------------------------------------------------------


def test_nothing_wrong_shows_it_again_and_a_day_of_reports_weighs_nothing():
    note = make_note(person(1))
    item = reported(note, 2, 2, 2)
    decide(item=item, actor=operator(), version=item.version, verdict=Verdict("keep"))
    assert status(note) == PostStatus.PUBLISHED
    assert Strike.objects.get().revoked_at is not None
    assert {one.state for one in Report.objects.all()} == {"declined"}
    assert Standing.objects.filter(reports_decided=1, reports_upheld=0).count() == 3
    made = report(reporter=person(4), found=found(note), reason="spam")
    assert made.state == "ignored"
    assert ReviewItem.objects.filter(state="open").count() == 0
    ReviewItem.objects.update(decided_at=now() - timedelta(hours=25))
    assert report(reporter=person(1), found=found(note), reason="spam").state == "open"


def test_harmless_stays_so_until_it_says_something_else():
    note = make_note(person(1))
    item = reported(note, 1)
    decide(item=item, actor=operator(), version=item.version, verdict=Verdict("harmless"))
    ReviewItem.objects.update(decided_at=now() - timedelta(days=90))
    assert report(reporter=person(1), found=found(note), reason="spam").state == "ignored"
    note.refresh_from_db()
    change_note(post=note, draft=Draft(title="另一回事", body="现在不一样了"))
    assert report(reporter=person(1), found=found(note), reason="spam").state == "open"


def test_hiding_needs_a_reason_and_adopts_what_reports_did():
    note = make_note(person(2))
    item, moderator = reported(note, 2, 2, 2), operator()
    with pytest.raises(WhyMissing):
        decide(item=item, actor=moderator, version=item.version, verdict=verdict(rule=" "))
    decide(item=item, actor=moderator, version=item.version, verdict=verdict())
    [strike] = Strike.objects.all()
    assert (strike.by, strike.rule) == (moderator, "No advertising")
    assert Standing.objects.filter(reports_upheld=1).count() == 3
    item.refresh_from_db()
    assert (item.state, item.outcome, item.decided_by) == ("done", "hide", moderator)


def test_one_decision_acts_on_thing_author_and_links():
    author = person(2)

    note = make_note(author, body="买这里 https://bad.shop.example.com/x")
    item = reported(note, 1)
    wish = verdict(level=Level.SILENCED, deny_links=True, words="第二次了")
    decide(item=item, actor=operator(), version=item.version, verdict=wish)
    assert status(note) == PostStatus.HIDDEN
    silenced = Strike.objects.get(level=Level.SILENCED)
    assert silenced.until is not None
    assert timedelta(hours=23) < silenced.until - now() <= timedelta(hours=24)
    assert DomainRule.objects.get().domain == "bad.shop.example.com"
    standing = Standing.objects.get(person=author)
    assert standing.level == 1  # a penalty lowers it, and holds it half a year
    assert standing.held_until is not None
    again = make_note(person(2))
    Strike.objects.update(person=again.author)
    item = reported(again, 1)
    decide(item=item, actor=operator(), version=item.version, verdict=verdict(level=Level.SILENCED))
    longer = Strike.objects.filter(level=Level.SILENCED).latest("pk")
    assert longer.until is not None
    assert timedelta(hours=71) < longer.until - now() <= timedelta(hours=72)


@pytest.mark.parametrize(("level", "refusal"), [(Level.SUSPENDED, Suspended), (Level.BANNED, BannedForGood)])
def test_who_is_out_writes_nothing_and_reads_why(level, refusal):
    author = person(2)
    item = reported(make_note(author), 1)
    decide(item=item, actor=operator(), version=item.version, verdict=verdict(level=level))
    for asked in (check_may_write, check_may_take_part):
        with pytest.raises(refusal) as told:
            asked(author)
        assert "%" not in told.value.text
    with pytest.raises(refusal):
        report(reporter=author, found=found(make_note()), reason="spam")


def test_words_are_covered_a_label_is_set_and_a_note_taken_away():
    covered, labelled, gone = (make_note(person(1), body="加入 假烟 群") for _one in range(3))
    for note, wish in (
        (covered, verdict(Outcome.MASK, cover="假烟")),
        (labelled, verdict(Outcome.LABEL)),
        (gone, verdict(Outcome.DELETE)),
    ):
        item = reported(note, 1)
        decide(item=item, actor=operator(), version=item.version, verdict=wish)
        note.refresh_from_db()
    assert covered.body == "加入 ＊＊ 群"
    assert (labelled.disclosure, labelled.status) == (Disclosure.AD, PostStatus.PUBLISHED)
    assert gone.status == PostStatus.DELETED


def test_who_may_decide():
    author = operator()
    note = make_note(author)
    item = reported(note, 1)
    assert not items_for(author, Asked()).exists()
    with pytest.raises(OwnItem):
        decide(item=item, actor=author, version=item.version, verdict=verdict())
    with pytest.raises(NotAsGroup):
        decide(item=item, actor=UserFactory(), version=item.version, verdict=verdict())
    with pytest.raises(NotForThis):
        decide(item=item, actor=operator(), version=item.version, verdict=Verdict("approved", rule="x"))
    first, second = operator(), operator()
    claim(item=item, actor=first)
    with pytest.raises(ClaimedByOther):
        claim(item=item, actor=second)
    with pytest.raises(ClaimedByOther):
        decide(item=item, actor=second, version=item.version, verdict=verdict())
    ReviewItem.objects.update(claimed_until=now() - timedelta(seconds=1))
    claim(item=item, actor=second)
    decide(item=item, actor=second, version=item.version, verdict=verdict())
    with pytest.raises(DecidedMeanwhile):
        decide(item=item, actor=first, version=item.version, verdict=verdict())


def test_a_moderator_who_saw_an_older_state_is_told():
    note = make_note(person(1))
    item = reported(note, 1)
    seen = item.version
    reported(note, 1)
    with pytest.raises(DecidedMeanwhile):
        decide(item=item, actor=operator(), version=seen, verdict=verdict())
    assert status(note) == PostStatus.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_one_decides(race):
    note = make_note(person(1))
    item = reported(note, 1)
    moderators = [operator() for _one in range(4)]
    outcomes = race(lambda one: decide(item=item, actor=one, version=item.version, verdict=verdict()), moderators)
    assert sum(isinstance(one, ReviewItem) for one in outcomes) == 1
    assert sum(isinstance(one, DecidedMeanwhile) for one in outcomes) == 3
    assert Strike.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_reports_at_the_same_instant_gather_in_one_item(race):
    note = make_note(person(1))
    thing = found(note)
    outcomes = race(lambda one: report(reporter=one, found=thing, reason="spam"), [person(1) for _one in range(6)])
    assert all(isinstance(one, Report) for one in outcomes)
    item = ReviewItem.objects.get()
    assert (item.score, item.reporters, status(note)) == (12.0, 6, PostStatus.HIDDEN)
    assert Strike.objects.count() == 1


# ---- editing what is hidden -------------------------------------------------------------------------------------


def test_ten_minutes_later_its_author_changes_it_and_it_returns_once():
    note = make_note(person(1))
    item = reported(note, 2, 2, 2)
    note.refresh_from_db()
    change_note(post=note, draft=Draft(body="马上改了"))
    assert status(note) == PostStatus.HIDDEN  # too soon
    ReviewItem.objects.update(hidden_at=now() - timedelta(minutes=11))
    change_note(post=note, draft=Draft(body="好好说"))
    assert status(note) == PostStatus.PUBLISHED
    item.refresh_from_db()
    assert (item.state, item.score, item.returned_at is not None) == ("open", 0.0, True)
    reported(note, 2, 2, 2)
    assert status(note) == PostStatus.HIDDEN
    ReviewItem.objects.update(hidden_at=now() - timedelta(minutes=11))
    note.refresh_from_db()
    change_note(post=note, draft=Draft(body="再好好说"))
    assert status(note) == PostStatus.HIDDEN
