"""The socket of a room: foreign rooms look like missing ones, words are stored before they are told, and it ends with
frames that are too large."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.test import Client
from django.urls import path
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from accounts.identity.models import User
from community.graph.services import block, follow
from community.groups.services import ban, close_group, mute, remove_member
from community.messaging.models import Message
from community.messaging.services import Words, enter_group, write_to_person
from community.messaging.sockets import ChatConsumer
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db(transaction=True)
APP = URLRouter([path("ws/chat/<str:token>/", ChatConsumer.as_asgi())])


class Talk:
    """One socket, as a server would run it."""

    def __init__(self, user: Any, token: str) -> None:
        scope = {"type": "websocket", "path": f"/ws/chat/{token}/", "user": user}
        self.wire = ApplicationCommunicator(APP, scope)

    async def open(self) -> None:
        await self.wire.send_input({"type": "websocket.connect"})
        assert (await self.wire.receive_output(5))["type"] == "websocket.accept"

    async def send(self, frame: str | bytes) -> None:
        kind = "bytes" if isinstance(frame, bytes) else "text"
        await self.wire.send_input({"type": "websocket.receive", kind: frame})

    async def hear(self) -> dict[str, str]:
        said: dict[str, str] = json.loads((await self.wire.receive_output(5))["text"])
        return said

    async def end(self) -> int:
        return int((await self.wire.receive_output(5))["code"])

    async def leave(self) -> None:
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait(5)


def closed_with(user: Any, token: str, *frames: str | bytes) -> int:
    """The code a socket is closed with after these frames."""

    async def story() -> int:
        talk = Talk(user, token)
        await talk.open()
        for frame in frames:
            await talk.send(frame)
        code = await talk.end()
        await talk.leave()
        return code

    return async_to_sync(story)()


@pytest.fixture
def friends():
    anna, bo = UserFactory(language="en"), UserFactory(language="en")
    follow(follower=anna, person=bo)
    follow(follower=bo, person=anna)
    said = write_to_person(sender=anna, person=bo, words=Words(body="Hello"))
    return anna, bo, said.conversation.token


def test_what_one_says_the_other_hears_of(friends):
    anna, bo, token = friends

    async def story() -> None:
        one, other = Talk(anna, token), Talk(bo, token)
        await one.open()
        await other.open()
        await one.send(json.dumps({"say": "Tea?", "client_id": "a1"}))
        heard = [await one.hear() for _turn in range(2)]
        assert {"topic": f"chat:{token}"} in heard
        assert any(frame.get("client_id") == "a1" and frame.get("said") for frame in heard)
        assert await other.hear() == {"topic": f"chat:{token}"}
        await one.leave()
        await other.leave()

    async_to_sync(story)()
    assert list(Message.objects.order_by("pk").values_list("body", flat=True)) == ["Hello", "Tea?"]


def test_foreign_rooms_missing_rooms_and_guests_are_closed_alike(friends):
    _anna, _bo, token = friends
    stranger = UserFactory()
    assert closed_with(stranger, token) == closed_with(stranger, "NOSUCHROOM") == 4404
    assert closed_with(AnonymousUser(), token) == 4404


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (json.dumps({"say": "x" * 17_000}), 1009),
        ("x" * 1_000_000, 1009),
        (b"\x00" * 10, 1009),
        ("no json", 1003),
        ("[" * 5_000, 1003),
        (json.dumps({"say": 7}), 1003),
        (json.dumps({"say": "x", "client_id": []}), 1003),
    ],
    ids=["large", "huge", "bytes", "nonsense", "deep", "number", "odd id"],
)
def test_frames_that_are_no_words_end_the_socket(friends, frame, code):
    anna, _bo, token = friends
    assert closed_with(anna, token, frame) == code
    assert Message.objects.count() == 1


def test_a_refusal_is_told_and_the_socket_stays(friends):
    anna, bo, token = friends

    async def story() -> list[dict[str, str]]:
        talk = Talk(anna, token)
        await talk.open()
        await talk.send(json.dumps({"say": "  "}))
        heard = [await talk.hear()]
        await talk.send(json.dumps({"say": "a\ud800b", "client_id": "\x00"}))
        heard += [await talk.hear() for _turn in range(2)]
        await talk.leave()
        return heard

    heard = async_to_sync(story)()
    assert heard[0] == {"refused": "message_empty", "text": "Write something first.", "client_id": ""}
    assert sum("said" in frame for frame in heard) == 1
    block(blocker=bo, person=anna)

    async def again() -> dict[str, str]:
        talk = Talk(anna, token)
        await talk.open()
        await talk.send(json.dumps({"say": "Are you there?"}))
        answer = await talk.hear()
        await talk.leave()
        return answer

    assert async_to_sync(again)()["refused"] == "not_found"


def test_a_program_that_does_not_slow_down_is_cut_off(friends):
    anna, _bo, token = friends
    frames = [json.dumps({"say": f"Buy {turn}"}) for turn in range(40)]

    async def story() -> tuple[list[str], int]:
        talk, refused = Talk(anna, token), []
        await talk.open()
        for frame in frames:
            await talk.send(frame)
        while True:
            heard = await talk.wire.receive_output(5)
            if heard["type"] == "websocket.close":
                await talk.leave()
                return refused, heard["code"]
            refused += [said["refused"] for said in [json.loads(heard["text"])] if "refused" in said]

    refused, code = async_to_sync(story)()
    assert (set(refused), code) == ({"messages_too_fast"}, 4429)
    assert Message.objects.filter(body__startswith="Buy").count() <= 3


def answer_after(user: Any, token: str, change: Callable[[], object]) -> dict[str, str]:
    """What somebody who is in the room hears to their words after something has changed."""

    async def story() -> dict[str, str]:
        talk = Talk(user, token)
        await talk.open()
        await database_sync_to_async(change)()
        await talk.send(json.dumps({"say": "Still here", "client_id": "late"}))
        answer = await talk.hear()
        await talk.leave()
        return answer

    return async_to_sync(story)()


def test_who_closed_the_account_says_nothing_more_and_is_not_written_to(friends):
    anna, bo, token = friends
    User.objects.filter(pk=bo.pk).update(is_active=False)
    assert answer_after(anna, token, lambda: None)["refused"] == "account_closed"
    closing = User.objects.filter(pk=anna.pk)
    assert answer_after(anna, token, lambda: closing.update(is_active=False))["refused"] == "not_found"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda group, _person: close_group(group=group, actor=group.founder), "group_closed"),
        (
            lambda group, person: mute(group=group, actor=group.founder, person=person, days=1, reason="x"),
            "group_muted",
        ),
    ],
    ids=["closed", "muted"],
)
def test_a_group_that_closes_its_door_closes_its_chat(change, code):
    group = make_group()
    person = let_in(group, UserFactory(language="en"))
    token = enter_group(group_id=group.pk, user=person).token
    answer = answer_after(person, token, lambda: change(group, person))
    assert (answer["refused"], answer["client_id"]) == (code, "late")
    assert answer["text"]
    assert not Message.objects.exists()


@pytest.mark.parametrize("deed", [remove_member, ban])
def test_who_is_removed_hears_the_door(deed):
    group = make_group()
    person, other = let_in(group, UserFactory()), let_in(group, UserFactory())
    token = enter_group(group_id=group.pk, user=person).token

    def remove() -> None:
        deed(group=group, actor=group.founder, person=person, reason="x", **({"days": 1} if deed is ban else {}))

    async def story() -> int:
        talk, stays = Talk(person, token), Talk(other, token)
        await talk.open()
        await stays.open()
        await database_sync_to_async(remove)()
        code = await talk.end()
        assert await stays.wire.receive_nothing()
        await talk.leave()
        await stays.leave()
        return code

    assert async_to_sync(story)() == 4403
    assert closed_with(person, token) == 4404


def hear_all(socket: Any) -> None:
    """Until it ends."""
    while True:
        socket.recv(10)


@pytest.fixture
def port(transactional_db) -> Iterator[int]:
    """The whole site under uvicorn, with this test's database."""
    from config.asgi import application

    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "uvicorn did not start"
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(20)
    connections.close_all()


def test_real_sockets_of_a_real_server(friends, port):
    anna, bo, token = friends

    def enter(user: Any) -> Any:
        browser = Client()
        browser.force_login(user)
        cookie = {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}
        address = f"ws://127.0.0.1:{port}/ws/chat/{token}/"
        return connect(address, origin=f"http://127.0.0.1:{port}", additional_headers=cookie)

    with enter(anna) as one, enter(bo) as other, enter(bo) as second_window:
        one.send(json.dumps({"say": "Over the wire", "client_id": "w1"}))
        for listener in (other, second_window):
            assert json.loads(listener.recv(10)) == {"topic": f"chat:{token}"}
        one.send("x" * 20_000)
        with pytest.raises(ConnectionClosed) as end:
            hear_all(one)
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == 1009
    assert Message.objects.filter(body="Over the wire").count() == 1
    with enter(UserFactory()) as foreign, pytest.raises(ConnectionClosed) as end:
        foreign.recv(10)
    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 4404
