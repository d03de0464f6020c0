"""Events: places, the queue, reminders exactly once, who was there, and a calendar file others can read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from community.conduct.errors import WordsRefused
from community.conduct.models import WordAction, WordRule
from community.groups.errors import MembersOnly, NotYours
from community.groups.models import GroupTrace, TraceKind
from community.groups.services import leave_group
from community.meetups.errors import LinkOdd, MeetupOver, MeetupTimeOdd, NotYet, SeatsOdd, TitleMissing
from community.meetups.ics import calendar_of, escaped, folded
from community.meetups.models import Meetup, MeetupReply, Reply
from community.meetups.selectors import place_in_line, replies_of
from community.meetups.services import MeetupDraft, answer, call_off, change_meetup, mark_there, open_meetup
from community.meetups.tasks import remind_of_meetups
from community.notifications.models import Notification
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db


def draft(**fields) -> MeetupDraft:
    starts_at = fields.pop("starts_at", None) or now() + timedelta(days=3)
    wish = {"title": "一起泡茶", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "seats": 2}
    return MeetupDraft(**(wish | fields))


def make_meetup(group, **fields) -> Meetup:
    return open_meetup(group=group, actor=group.founder, draft=draft(**fields))


def going(meetup: Meetup) -> list[int]:
    rows = MeetupReply.objects.filter(meetup=meetup, reply=Reply.GOING)
    return list(rows.order_by("place").values_list("user_id", flat=True))


def kinds(person) -> list[str]:
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


# ---- answering --------------------------------------------------------------------------------------------------


def test_places_are_taken_others_wait_and_move_up_in_order(django_capture_on_commit_callbacks):
    group = make_group()
    meetup = make_meetup(group)
    one, two, three, four = (let_in(group) for _n in range(4))
    for person in (one, two, three, four):
        answer(meetup=meetup, user=person, wish="going")
    assert going(meetup) == [one.pk, two.pk]
    assert [place_in_line(MeetupReply.objects.get(user=who)) for who in (three, four)] == [1, 2]
    assert answer(meetup=meetup, user=four, wish="going").reply == Reply.WAITING
    with django_capture_on_commit_callbacks(execute=True):
        answer(meetup=meetup, user=one, wish="no")
    assert going(meetup) == [two.pk, three.pk]
    assert "meetup_moved_up" in kinds(three)
    assert "meetup_moved_up" not in kinds(four)
    answer(meetup=meetup, user=two, wish="maybe")
    assert going(meetup) == [three.pk, four.pk]
    meetup.refresh_from_db()
    assert meetup.going_count == 2
    assert GroupTrace.objects.filter(kind=TraceKind.RSVP, times=1).count() == 4
    assert answer(meetup=meetup, user=one, wish="going").reply == Reply.WAITING


def test_more_places_let_people_in_and_fewer_take_nobodys_away():
    group = make_group()
    meetup = make_meetup(group, seats=1)
    people = [let_in(group) for _n in range(3)]
    for person in people:
        answer(meetup=meetup, user=person, wish="going")
    change_meetup(meetup=meetup, actor=group.founder, draft=draft(seats=2))
    assert going(meetup) == [people[0].pk, people[1].pk]
    with pytest.raises(SeatsOdd):
        change_meetup(meetup=meetup, actor=group.founder, draft=draft(seats=1))
    change_meetup(meetup=meetup, actor=group.founder, draft=draft(seats=None))
    assert going(meetup) == [one.pk for one in people]
    with pytest.raises(IntegrityError), transaction.atomic():
        Meetup.objects.filter(pk=meetup.pk).update(seats=2)


def test_who_leaves_the_group_gives_up_their_place(django_capture_on_commit_callbacks):
    group = make_group()
    meetup = make_meetup(group, seats=1)
    one, two = let_in(group), let_in(group)
    answer(meetup=meetup, user=one, wish="going")
    answer(meetup=meetup, user=two, wish="going")
    with django_capture_on_commit_callbacks(execute=True):
        leave_group(group=group, user=one)
    assert going(meetup) == [two.pk]


def test_what_events_refuse():
    group = make_group()
    person = let_in(group)
    soon = now() + timedelta(days=1)
    for wrong, refusal in (
        ({"title": " "}, TitleMissing),
        ({"starts_at": now() - timedelta(hours=1)}, MeetupTimeOdd),
        ({"starts_at": now() + timedelta(days=400)}, MeetupTimeOdd),
        ({"starts_at": soon, "ends_at": soon}, MeetupTimeOdd),
        ({"starts_at": soon, "ends_at": soon + timedelta(days=15)}, MeetupTimeOdd),
        ({"link": "javascript:alert(1)"}, LinkOdd),
        ({"link": "http://plain.example"}, LinkOdd),
    ):
        with pytest.raises(refusal):
            make_meetup(group, **wrong)
    with pytest.raises(NotYours):
        open_meetup(group=group, actor=person, draft=draft())
    assert not Meetup.objects.exists()
    meetup = make_meetup(group)
    with pytest.raises(MembersOnly):
        answer(meetup=meetup, user=UserFactory(), wish="going")
    with pytest.raises(NotYours):
        call_off(meetup=meetup, actor=person)
    with pytest.raises(NotYet):
        mark_there(meetup=meetup, actor=group.founder, there=[])
    call_off(meetup=meetup, actor=group.founder)
    call_off(meetup=meetup, actor=group.founder)
    with pytest.raises(MeetupOver):
        answer(meetup=meetup, user=person, wish="going")
    assert Meetup.objects.get().version == 1
    assert not MeetupReply.objects.exists()


def test_who_was_there_is_marked_by_who_looks_after_the_group():
    group = make_group()
    meetup = make_meetup(group, seats=5)
    people = [let_in(group) for _n in range(3)]
    replies = [answer(meetup=meetup, user=one, wish="going") for one in people]
    with time_machine.travel(now() + timedelta(days=3, hours=1)):
        with pytest.raises(NotYours):
            mark_there(meetup=meetup, actor=people[0], there=[replies[0].pk])
        assert mark_there(meetup=meetup, actor=group.founder, there=[replies[0].pk, 10**17]) == 1
        mark_there(meetup=meetup, actor=group.founder, there=[replies[1].pk, replies[2].pk])
        with pytest.raises(MeetupOver):
            answer(meetup=meetup, user=people[0], wish="no")
    assert [MeetupReply.objects.get(pk=one.pk).was_there for one in replies] == [False, True, True]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_who_want_ten_places_are_ten_and_a_queue_in_order(race):
    group = make_group()
    meetup = make_meetup(group, seats=10)
    people = [let_in(group) for _n in range(50)]
    outcomes = race(lambda one: answer(meetup=meetup, user=one, wish="going"), people)
    assert [one for one in outcomes if not isinstance(one, MeetupReply)] == []
    meetup.refresh_from_db()
    places = list(MeetupReply.objects.order_by("place").values_list("place", "reply"))
    assert [place for place, _reply in places] == list(range(1, 51))
    assert [reply for _place, reply in places] == ["going"] * 10 + ["waiting"] * 40
    assert meetup.going_count == 10
    leaving = list(MeetupReply.objects.filter(place__lte=5).order_by("place"))
    race(lambda one: answer(meetup=meetup, user=one.user, wish="no"), leaving)
    now_in = MeetupReply.objects.filter(reply=Reply.GOING).order_by("place").values_list("place", flat=True)
    assert list(now_in) == list(range(6, 16))


# ---- reminders --------------------------------------------------------------------------------------------------


def test_reminders_come_a_day_and_an_hour_before_exactly_once():
    group = make_group()
    meetup = make_meetup(group, seats=1)
    coming, waiting = let_in(group), let_in(group)
    answer(meetup=meetup, user=coming, wish="going")
    answer(meetup=meetup, user=waiting, wish="going")
    begins = meetup.starts_at
    for before, expected in (
        (timedelta(hours=25), []),
        (timedelta(hours=23), ["meetup_tomorrow"]),
        (timedelta(hours=22), ["meetup_tomorrow"]),
        (timedelta(minutes=59), ["meetup_tomorrow", "meetup_soon"]),
        (timedelta(minutes=1), ["meetup_tomorrow", "meetup_soon"]),
        (timedelta(minutes=-1), ["meetup_tomorrow", "meetup_soon"]),
    ):
        with time_machine.travel(begins - before):
            remind_of_meetups()
            remind_of_meetups()
        assert kinds(coming) == expected, before
    assert kinds(waiting) == []


def test_another_time_reminds_again_and_what_is_called_off_reminds_nobody():
    group = make_group()
    meetup = make_meetup(group)
    person = let_in(group)
    answer(meetup=meetup, user=person, wish="going")
    with time_machine.travel(meetup.starts_at - timedelta(hours=20)):
        remind_of_meetups()
        change_meetup(meetup=meetup, actor=group.founder, draft=draft(starts_at=now() + timedelta(hours=23)))
        remind_of_meetups()
    assert kinds(person).count("meetup_tomorrow") == 1  # gathered in one line, told twice
    assert Notification.objects.get(kind="meetup_tomorrow").occurrences.count() == 2
    call_off(meetup=meetup, actor=group.founder)
    meetup.refresh_from_db()
    with time_machine.travel(meetup.starts_at - timedelta(minutes=30)):
        assert remind_of_meetups() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_workers_remind_once(race):
    group = make_group()
    meetup = make_meetup(group, starts_at=now() + timedelta(hours=5))
    person = let_in(group)
    answer(meetup=meetup, user=person, wish="going")
    race(lambda _turn: remind_of_meetups(), range(4))
    assert Notification.objects.get(user=person, kind="meetup_tomorrow").occurrences.count() == 1


# ---- the calendar file ------------------------------------------------------------------------------------------


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_lines_are_folded_at_75_octets_and_never_inside_a_letter():
    line = "SUMMARY:" + "茶" * 60 + "a" * 80 + "👩‍👩‍👧"
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert folded("a" * 75) == "a" * 75


def test_marks_are_escaped():
    assert escaped("a;b,c\\d\ne\r\nf") == "a\\;b\\,c\\\\d\\ne\\nf"


def test_the_file_says_when_where_and_which_version():
    meetup = Meetup(
        key="EVENTKEY2345",
        title="Tea; cake, and more",
        about="Bring a cup.\nBEGIN:VEVENT",
        place="河边, 3 号",
        starts_at=datetime(2026, 12, 1, 7, tzinfo=UTC),
        ends_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
        updated_at=datetime(2026, 11, 26, 8, tzinfo=UTC),
        version=3,
    )
    text = calendar_of(meetup, url="https://hetang.test/x/", host="hetang.test")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = unfolded(text)
    for wanted in (
        "UID:EVENTKEY2345@hetang.test",
        "SEQUENCE:3",
        "DTSTART:20261201T070000Z",
        "DTEND:20261201T090000Z",
        "SUMMARY:Tea\\; cake\\, and more",
        "DESCRIPTION:Bring a cup.\\nBEGIN:VEVENT",
        "LOCATION:河边\\, 3 号",
        "STATUS:CONFIRMED",
    ):
        assert wanted in lines
    assert lines.count("BEGIN:VEVENT") == 1
    meetup.called_off_at = now()
    assert "STATUS:CANCELLED" in unfolded(calendar_of(meetup, url="https://hetang.test/x/", host="hetang.test"))


# ---- pages and API ----------------------------------------------------------------------------------------------


def test_an_event_on_pages(client):
    client.cookies["django_language"] = "en"
    group = make_group()
    person = let_in(group)
    home = f"/groups/{group.slug}/"
    client.force_login(group.founder)
    later = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    end = (now() + timedelta(days=2, hours=2)).strftime("%Y-%m-%dT%H:%M")
    wish = {"title": "<b>Tea</b>", "starts_at": later, "ends_at": end, "link": "https://meet.example/x", "seats": "1"}
    bad = client.post(f"{home}events/new/", wish | {"link": "ftp://x"})
    assert bad.status_code == 422
    assert "A link begins with https://" in bad.content.decode()
    url = client.post(f"{home}events/new/", wish).headers["Location"]
    assert client.get(f"{url}edit/").status_code == 200
    client.force_login(person)
    assert "&lt;b&gt;Tea&lt;/b&gt;" in client.get(home).content.decode()
    assert "https://meet.example/x" in client.get(url).content.decode()
    client.post(f"{url}reply/", {"reply": "going"})
    client.post(f"{url}reply/", {"reply": "dance"})
    assert 'data-test="meetup-no"' in client.get(url).content.decode()
    late = let_in(group)
    client.force_login(late)
    client.post(f"{url}reply/", {"reply": "going"})
    assert "number 1 in line" in client.get(url).content.decode()
    assert client.post(f"{url}call-off/").status_code == 404
    assert client.post(f"{url}there/").status_code == 404
    client.logout()
    assert "https://meet.example/x" not in client.get(url).content.decode()
    file = client.get(f"{url}event.ics")
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"meet.example" not in file.content
    Meetup.objects.update(starts_at=now() - timedelta(hours=1))
    client.cookies["django_language"] = "en"
    client.force_login(group.founder)
    reply = MeetupReply.objects.get(user=person)
    client.post(f"{url}there/", {"there": [str(reply.pk), "x", "²"]})
    assert "was there" in client.get(url).content.decode()
    client.post(f"{url}call-off/")
    assert Meetup.objects.get().called_off_at is None


def test_a_private_groups_events_are_its_own(client):
    group, other = make_group(visibility="private"), make_group(address="another")
    meetup = make_meetup(group)
    client.force_login(UserFactory())
    for path in ("", "event.ics", "edit/"):
        assert client.get(f"/groups/{group.slug}/events/{meetup.key}/{path}").status_code == 404
    assert client.post(f"/groups/{group.slug}/events/{meetup.key}/reply/", {"reply": "going"}).status_code == 404
    assert client.get(f"/groups/{other.slug}/events/{meetup.key}/").status_code == 404
    assert client.get(f"/api/v1/groups/{group.slug}/events/").status_code == 404


def test_the_same_over_the_api(client):
    group = make_group()
    meetup = make_meetup(group, seats=1)
    answer(meetup=meetup, user=let_in(group), wish="going")
    client.force_login(let_in(group))
    listed = client.get(f"/api/v1/groups/{group.slug}/events/").json()["results"]
    assert [(row["key"], row["going_count"], row["is_open"]) for row in listed] == [(meetup.key, 1, True)]
    path = f"/api/v1/groups/{group.slug}/events/{meetup.key}/reply/"
    for _turn in range(2):
        said = client.put(path, {"reply": "going"}, content_type="application/json")
        assert said.json() == {"reply": "waiting", "place": 2}
    assert client.put(path, {"reply": "waiting"}, content_type="application/json").status_code == 422


def test_an_event_costs_the_same_for_three_and_thirty(client, django_assert_num_queries):
    group = make_group()
    meetup = make_meetup(group, seats=30)
    client.force_login(group.founder)
    url = f"/groups/{group.slug}/events/{meetup.key}/"
    for _n in range(3):
        answer(meetup=meetup, user=let_in(group), wish="going")
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    people = [MeetupReply(meetup=meetup, user=UserFactory(), reply=Reply.MAYBE) for _n in range(27)]
    MeetupReply.objects.bulk_create(people)
    with django_assert_num_queries(10):
        client.get(url)
    assert len(replies_of(meetup)["maybe"]) == 27


def test_words_the_platform_refuses_stand_in_no_activity():
    group = make_group()
    WordRule.objects.create(words="赌博", plain="赌博", name="Games of chance", action=WordAction.BLOCK)
    for field in ("title", "about", "place"):
        with pytest.raises(WordsRefused) as refusal:
            make_meetup(group, **{field: "一起赌 博"})
        assert refusal.value.field == field
    assert not Meetup.objects.exists()
