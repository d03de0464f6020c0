"""The chat of a group: by the group's own rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from community.groups.errors import SlowDown
from community.groups.models import Group
from community.groups.services.order import mute
from community.messaging.models import Message
from community.messaging.selectors import room_for
from community.messaging.services import Words, enter_group, say
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group, old_friend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_members_talk_the_muted_read_and_for_others_there_is_no_chat(client):
    owner = old_friend()
    group = make_group(owner, address="tea-house", name="Tea house")
    member = let_in(group)
    person = getattr(member, "user", member)
    door = "/groups/tea-house/chat/"
    client.force_login(person)
    assert f'href="{door}"' in client.get("/groups/tea-house/").content.decode()
    here = client.get(door).headers["Location"]
    assert client.post(here, {"body": "Good morning all"}).headers["Location"] == here
    assert "Tea house" in client.get("/messages/").content.decode()
    mute(group=group, actor=owner, person=person, days=1, reason="Too loud")
    page = client.get(here).content.decode()
    assert "Good morning all" in page
    assert "Too loud" in page
    assert 'data-test="message-send"' not in page
    assert client.post(here, {"body": "But"}).status_code == 422
    assert Message.objects.count() == 1
    client.force_login(UserFactory())
    assert client.get(door).status_code == 404
    assert client.get(here).status_code == 404


def speak(group, person, body: str) -> Message:
    row = enter_group(group_id=group.pk, user=person)
    return say(room=room_for(person, row), sender=person, words=Words(body=body))


def test_slow_mode_holds_the_chat_but_not_those_who_look_after_the_group():
    owner = old_friend()
    group = make_group(owner, slow_seconds=60)
    member = let_in(group)
    with time_machine.travel(now(), tick=False) as clock:
        speak(group, member, "One")
        with pytest.raises(SlowDown) as refusal:
            speak(group, member, "Two")
        assert refusal.value.details == {"wait": 60}
        speak(group, owner, "Take your time")
        speak(group, owner, "All of you")
        clock.shift(timedelta(seconds=60))
        speak(group, member, "Two")
    assert list(Message.objects.order_by("pk").values_list("body", flat=True)) == [
        "One",
        "Take your time",
        "All of you",
        "Two",
    ]
    Group.objects.update(slow_seconds=0)
    speak(group, member, "Three")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_windows_say_one_thing_in_slow_mode(race):
    group = make_group(old_friend(), slow_seconds=3600)
    member = let_in(group)
    enter_group(group_id=group.pk, user=member)
    outcomes = race(lambda turn: speak(group, member, f"Word {turn}"), range(3))
    assert sum(isinstance(one, Message) for one in outcomes) == 1
    assert sum(isinstance(one, SlowDown) for one in outcomes) == 2
