"""The chat of a group: by the group's own rules."""

from __future__ import annotations

import pytest

from community.groups.services.order import mute
from community.messaging.models import Message
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
