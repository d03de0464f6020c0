"""The digest: at its hour, in its reader's language, once, and left by one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from community.notifications.digests import due_readers, send_digest, unsubscribe_token
from community.notifications.models import Hearing, Notification, SentDigest
from community.notifications.services import change_hearing, choose_kinds, notify, read_all, stop_digests
from community.notifications.tasks import forget_old_notifications, send_digests
from tests.factories.accounts import UserFactory
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
SATURDAY_NINE = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # in Shanghai


@pytest.fixture
def anna():
    return UserFactory(display_name="Anna", language="en", email="anna@example.test")


@pytest.fixture
def clock():
    with time_machine.travel(SATURDAY_NINE - timedelta(hours=2), tick=False) as traveller:
        yield traveller


def comment(anna, name: str = "Bo", quote: str = "Which tea is it?"):
    return notify(
        user_id=anna.pk,
        kind="commented",
        object_type="note",
        object_id=make_note(anna).pk,
        actor_id=UserFactory(display_name=name).pk,
        data={"quote": quote},
    )


def test_a_digest_says_what_was_not_read_once(anna, clock):
    comment(anna)
    comment(anna, name="Cai")
    assert send_digests() == 0  # it is seven
    clock.move_to(SATURDAY_NINE + timedelta(minutes=1))
    assert due_readers() == [anna.pk]
    assert send_digests() == 1
    assert send_digests() == 0
    [letter] = mail.outbox
    assert letter.to == ["anna@example.test"]
    assert letter.subject == "2 things you haven't read on Hetang"
    assert "Cai commented on your note\n“Which tea is it?”" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    comment(anna, name="Dan")
    clock.shift(timedelta(hours=2))
    assert send_digests() == 0  # one a day
    clock.shift(timedelta(hours=22))
    assert send_digests() == 1
    assert "Dan" in mail.outbox[1].body
    assert "Cai" not in mail.outbox[1].body


def test_nothing_is_sent_of_what_was_read_switched_off_or_gone(anna, clock):
    comment(anna)
    read_all(user=anna)
    clock.move_to(SATURDAY_NINE + timedelta(minutes=1))
    assert send_digests() == 0
    note = make_note(anna)
    like = {"user_id": anna.pk, "kind": "note_liked", "object_type": "note", "object_id": note.pk}
    notify(**like, actor_id=UserFactory().pk)  # likes are not mailed unless wanted
    clock.shift(timedelta(hours=1))
    assert send_digests() == 0
    choose_kinds(person=anna, choices={"note_liked": (True, True)})
    note.status = "deleted"
    note.save()
    assert send_digests() == 0
    assert not SentDigest.objects.exists()


def test_weekly_means_monday_and_quiet_hours_wait(anna, clock):
    change_hearing(person=anna, digest="weekly", zone="Asia/Shanghai", quiet_from=8, quiet_until=11)
    comment(anna)
    clock.move_to(SATURDAY_NINE + timedelta(hours=3))
    assert send_digest(reader_id=anna.pk) is False
    clock.move_to(SATURDAY_NINE + timedelta(days=2, hours=1))  # Monday at ten: still quiet
    assert send_digest(reader_id=anna.pk) is False
    clock.shift(timedelta(hours=1, minutes=1))
    assert send_digest(reader_id=anna.pk) is True


def test_the_hour_is_that_of_the_readers_zone(anna, clock):
    change_hearing(person=anna, digest="daily", zone="America/New_York", quiet_from=None, quiet_until=None)
    comment(anna)
    clock.move_to(SATURDAY_NINE + timedelta(hours=11))  # seven in New York
    assert send_digest(reader_id=anna.pk) is False
    clock.shift(timedelta(hours=2))
    assert send_digest(reader_id=anna.pk) is True


def test_a_chinese_reader_reads_chinese(clock):
    reader = UserFactory(language="zh-hans")
    comment(reader, name="小满")
    clock.move_to(SATURDAY_NINE + timedelta(minutes=1))
    assert send_digest(reader_id=reader.pk) is True
    assert "commented" not in mail.outbox[0].body


def test_one_click_stops_it_without_signing_in(anna, clock):
    comment(anna)
    clock.move_to(SATURDAY_NINE + timedelta(minutes=1))
    send_digests()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + link.split("/", 3)[3]
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert not Hearing.objects.filter(digest="off").exists()  # looking is not leaving
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Hearing.objects.get(pk=anna.pk).digest == "off"
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    comment(anna)
    clock.shift(timedelta(days=1))
    assert due_readers() == []


@pytest.mark.parametrize("token", ["x", "MQ:1abc:zzz", "%00"])
def test_a_forged_link_is_not_found(client, token):
    assert client.post(f"/notifications/unsubscribe/{token}/").status_code == 404


def test_a_link_of_somebody_gone_is_not_found(client):
    gone = UserFactory()
    token = unsubscribe_token(gone.pk)
    stop_digests(person_id=gone.pk)
    gone.delete()
    assert client.get(f"/notifications/unsubscribe/{token}/").status_code == 404


def test_one_failing_letter_keeps_nobody_elses_back(anna, clock, monkeypatch):
    other = UserFactory()
    for reader in (anna, other):
        comment(reader)
    clock.move_to(SATURDAY_NINE + timedelta(minutes=1))
    real = send_digest

    def fails_for_anna(*, reader_id: int) -> bool:
        if reader_id == anna.pk:
            raise OSError
        return real(reader_id=reader_id)

    monkeypatch.setattr("community.notifications.tasks.send_digest", fails_for_anna)
    assert send_digests() == 1
    assert mail.outbox[0].to == [other.email]


def test_forgetting_can_run_any_time(anna):
    comment(anna)
    assert forget_old_notifications() == 0
    assert Notification.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_letter(race):
    reader = UserFactory()
    comment(reader)
    Hearing.objects.create(person=reader, zone="UTC")
    Notification.objects.update(opened_at=SATURDAY_NINE, latest_at=SATURDAY_NINE)
    with time_machine.travel(SATURDAY_NINE + timedelta(hours=9), tick=False):
        outcomes = race(lambda _turn: send_digest(reader_id=reader.pk), range(4))
    assert sorted(outcomes) == [False, False, False, True]
    assert len(mail.outbox) == 1
