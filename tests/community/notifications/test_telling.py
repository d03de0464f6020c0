"""Lines gather, nobody is told twice, and what is gone takes its line with it."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.utils import translation

from community.graph.services import block, follow, mute
from community.notifications.kinds import all_kinds, kind_named
from community.notifications.models import Notification, Occurrence
from community.notifications.selectors import bell, bell_if_known, page_of, unread_count
from community.notifications.services import (
    Happening,
    change_hearing,
    choose_kinds,
    forget_old,
    notify,
    notify_of_many,
    read_all,
    read_one,
    retract,
    unread_again,
)
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def anna():
    return UserFactory(display_name="Anna")


@pytest.fixture
def note(anna):
    return make_note(anna)


def like(note, person, **more):
    return notify(
        user_id=note.author_id,
        kind="note_liked",
        object_type="note",
        object_id=note.pk,
        actor_id=getattr(person, "pk", person),
        **more,
    )


def texts(user) -> list[str]:
    return [line.text for line in page_of(user).lines]


def test_likes_of_two_hours_are_one_line(anna, note, time_machine_later):
    for name in ("Bo", "Cai", "Dan"):
        like(note, UserFactory(display_name=name))
    assert texts(anna) == ["Dan and 2 others liked your note"]
    assert unread_count(anna) == 1
    time_machine_later(timedelta(minutes=121))
    like(note, UserFactory(display_name="Eve"))
    assert texts(anna) == ["Eve liked your note", "Dan and 2 others liked your note"]
    assert Notification.objects.filter(is_open=True).count() == 1


def test_two_are_named_and_what_was_read_gathers_no_more(anna, note):
    like(note, UserFactory(display_name="Bo"))
    row = like(note, UserFactory(display_name="Cai"))
    assert texts(anna) == ["Cai and Bo liked your note"]
    read_one(notification=row)
    like(note, UserFactory(display_name="Dan"))
    assert texts(anna) == ["Dan liked your note", "Cai and Bo liked your note"]
    assert unread_count(anna) == 1


def test_nobody_is_told_the_same_twice_or_of_themselves(anna, note):
    bo = UserFactory()
    row = like(note, bo)
    read_one(notification=row)
    assert like(note, bo) is None
    assert like(note, anna) is None
    assert like(note, bo, ref="another") is not None
    assert Occurrence.objects.count() == 2


def test_many_cost_what_one_costs(anna, note, django_assert_max_num_queries):
    fans = [UserFactory().pk for _ in range(30)]
    with django_assert_max_num_queries(14) as few:
        notify_of_many(
            user_id=anna.pk, kind="note_liked", object_type="note", object_id=note.pk, happenings=[Happening(fans[0])]
        )
    other = make_note(anna)
    with django_assert_max_num_queries(len(few)):
        notify_of_many(
            user_id=anna.pk,
            kind="note_liked",
            object_type="note",
            object_id=other.pk,
            happenings=[Happening(pk) for pk in fans],
        )
    assert page_of(anna).lines[0].people == 30


def test_reading_costs_the_same_for_three_and_twenty(anna, django_assert_max_num_queries):
    for _turn in range(3):
        like(make_note(anna), UserFactory())
    with django_assert_max_num_queries(5) as few:
        page_of(anna)
    for _turn in range(17):
        for _fan in range(2):
            like(note := make_note(anna), UserFactory())
        like(note, UserFactory())
    with django_assert_max_num_queries(len(few)):
        assert len(page_of(anna, size=20).lines) == 20


def test_pages_go_on_after_the_last_line(anna):
    for turn in range(5):
        like(make_note(anna, title=f"N{turn}"), UserFactory(display_name=f"P{turn}"))
    first = page_of(anna, size=2)
    second = page_of(anna, size=2, cursor=first.next_cursor)
    third = page_of(anna, size=2, cursor=second.next_cursor)
    names = [line.who for page in (first, second, third) for line in page.lines]
    assert names == ["P4", "P3", "P2", "P1", "P0"]
    assert third.next_cursor == ""
    assert [line.who for line in page_of(anna, size=2, cursor="nonsense").lines] == ["P4", "P3"]


def test_whom_one_does_not_meet_one_never_hears_of(anna, note):
    bo, cai = UserFactory(), UserFactory()
    block(blocker=anna, person=bo)
    mute(muter=anna, person=cai)
    assert like(note, bo) is None
    assert like(note, cai) is None
    dan = UserFactory()
    block(blocker=dan, person=anna)
    assert like(note, dan) is None
    assert not Notification.objects.exists()


def test_a_block_takes_back_what_was_told_and_a_mute_one_side_of_it(anna, note):
    bo, cai = UserFactory(display_name="Bo"), UserFactory(display_name="Cai")
    theirs = make_note(bo)
    like(note, bo)
    like(note, cai)
    like(theirs, anna)
    block(blocker=bo, person=anna)
    assert texts(anna) == ["Cai liked your note"]
    assert texts(bo) == []
    like(make_note(cai), anna)
    mute(muter=anna, person=cai)
    assert texts(anna) == []
    assert not Notification.objects.filter(user=anna).exists()
    assert len(texts(cai)) == 1


def test_what_is_gone_takes_its_line_with_it(anna, note):
    bo = UserFactory()
    like(note, bo)
    note.status = "deleted"
    note.save()
    assert texts(anna) == []
    assert retract(object_type="note", object_id=note.pk) == 1
    assert unread_count(anna) == 0
    other = make_note(anna)
    like(other, bo)
    bo.delete()
    assert texts(anna) == []


def test_retracting_one_thing_leaves_the_others(anna, note):
    bo, cai = UserFactory(display_name="Bo"), UserFactory(display_name="Cai")
    like(note, bo, ref=7)
    like(note, cai, ref=17)
    assert retract(object_type="note", object_id=note.pk, kind="note_liked", ref=17) == 0
    assert texts(anna) == ["Bo liked your note"]
    assert retract(object_type="note", object_id=note.pk, kind="note_liked", actor_id=bo.pk) == 1


def test_all_is_read_and_unread_again(anna, note):
    like(note, UserFactory())
    follow(follower=UserFactory(), person=anna)
    old = like(make_note(anna), UserFactory())
    read_one(notification=old)
    at = read_all(user=anna, tab="interactions")
    assert at is not None
    assert unread_count(anna) == 0
    assert read_all(user=anna) is None
    assert unread_again(user=UserFactory(), at=at) == 0
    assert unread_again(user=anna, at=at) == 1
    old.refresh_from_db()
    assert old.read_at is not None


def test_a_kind_that_is_off_tells_nothing_and_one_only_for_mail_stays_out_of_the_centre(anna, note):
    choose_kinds(person=anna, choices={"note_liked": (False, False)})
    assert like(note, UserFactory()) is None
    choose_kinds(person=anna, choices={"note_liked": (False, True)})
    assert like(note, UserFactory()) is not None
    assert texts(anna) == []
    assert unread_count(anna) == 0


def test_the_badge_follows(anna, note, django_capture_on_commit_callbacks):
    assert bell_if_known(anna) is None
    assert bell(anna) == 0
    assert bell_if_known(anna) == 0
    with django_capture_on_commit_callbacks(execute=True):
        row = like(note, UserFactory())
    assert bell_if_known(anna) is None
    assert bell(anna) == 1
    with django_capture_on_commit_callbacks(execute=True):
        read_one(notification=row)
    assert bell(anna) == 0


@pytest.mark.parametrize(("start", "end", "heard"), [(None, None, True), (22, 8, False), (8, 22, True), (3, 5, False)])
def test_open_pages_hear_of_it_except_in_quiet_hours(
    anna, note, monkeypatch, time_machine_later, django_capture_on_commit_callbacks, start, end, heard
):
    told = []
    monkeypatch.setattr("community.notifications.services.announce", lambda **what: told.append(what))
    change_hearing(person=anna, digest="off", zone="Asia/Shanghai", quiet_from=start, quiet_until=end)
    four = now().astimezone(UTC).replace(hour=20, minute=0) + timedelta(days=1)  # 4:00 in Shanghai the next morning
    time_machine_later(four - now())
    with django_capture_on_commit_callbacks(execute=True):
        like(note, UserFactory())
    assert told == ([{"users": [anna.pk], "topic": "notifications"}] if heard else [])


def test_old_lines_are_forgotten(anna, note, time_machine_later):
    like(note, UserFactory())
    time_machine_later(timedelta(days=181))
    like(note, UserFactory(display_name="Bo"))
    assert forget_old() == 2
    assert texts(anna) == ["Bo liked your note"]


def test_every_kind_says_what_it_needs():
    names = {kind.name for kind in all_kinds()}
    assert {"followed", "note_liked", "commented", "replied", "mentioned", "order_paid", "team_filled"} <= names
    for kind in all_kinds():
        assert str(kind.words) % {"who": "", "what": "", "count": 1}
        assert str(kind.label)
    assert kind_named("nothing") is None
    with pytest.raises(LookupError):
        notify(user_id=1, kind="nothing", object_type="x", object_id=1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_likes_at_once_are_one_line_and_one_like_eight_times_is_one(race):
    note = make_note()
    fans = [UserFactory() for _ in range(8)]
    race(lambda fan: like(note, fan), fans)
    line = Notification.objects.get(kind="note_liked")
    assert line.occurrences.count() == 8
    other = make_note()
    outcomes = race(lambda _turn: like(other, fans[0]), range(8))
    assert sum(1 for one in outcomes if isinstance(one, Notification)) == 1
    assert Notification.objects.get(object_id=other.pk).occurrences.count() == 1
