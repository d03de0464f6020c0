"""A room full of people: how long until the last of 200 sockets has heard (`python -m bench.room`).

Everybody is a member of one group and has its chat open; a few of them say something, over their own sockets, one after
the other. Measured is, for each of the others, the time from sending to hearing. A word is stored before it is told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from typing import Any

from bench.place import fresh_database
from bench.server import running_site
from bench.steps import Trouble
from bench.table import table

PEOPLE, WORDS, PAUSE_S = 200, 40, 0.25


def make_room(people: int) -> tuple[str, list[str]]:
    """A group's chat and a session for each of its members."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.identity.models import User
    from community.groups.models import Group, GroupMember, GroupRole
    from community.messaging.services import conversation_for_group

    members = User.objects.bulk_create(
        User(email=f"p{turn}@bench.test", handle=f"bench{turn}", display_name=f"P{turn}") for turn in range(people)
    )
    group = Group.objects.create(slug="bench", name="Bench", founder=members[0])
    GroupMember.objects.bulk_create(
        GroupMember(group=group, user=one, role=GroupRole.MEMBER if place else GroupRole.OWNER, accepted_version=99)
        for place, one in enumerate(members)
    )
    store: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for one in members:
        session = store()
        session[SESSION_KEY] = str(one.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session.save()
        keys.append(session.session_key or "")
    return conversation_for_group(group_id=group.pk).token, keys


class Crowd:
    """Everybody's socket, and how long each word took to each of them."""

    def __init__(self) -> None:
        self.sockets: list[Any] = []
        self.listeners: list[asyncio.Task[None]] = []
        self.heard: list[float] = []
        self.began = 0.0

    async def come_in(self, port: int, token: str, keys: list[str]) -> None:
        from websockets.asyncio.client import connect

        address, origin = f"ws://127.0.0.1:{port}/ws/chat/{token}/", f"http://127.0.0.1:{port}"
        for key in keys:
            cookie = {"Cookie": f"sessionid={key}"}
            socket = await connect(address, origin=origin, additional_headers=cookie, max_queue=1024)
            self.sockets.append(socket)
            self.listeners.append(asyncio.create_task(self._listen(socket)))

    async def _listen(self, socket: Any) -> None:
        async for frame in socket:
            if "topic" in json.loads(frame):
                self.heard += [time.perf_counter() - self.began]

    async def say(self, turn: int) -> None:
        """One word, then a pause until all have heard it, or five seconds."""
        before = len(self.heard)
        self.began = time.perf_counter()
        word = {"say": f"word {turn}", "client_id": f"w{turn}"}
        await self.sockets[turn % len(self.sockets)].send(json.dumps(word))
        for _look in range(100):
            await asyncio.sleep(PAUSE_S / 5)
            if len(self.heard) - before >= len(self.sockets):
                break

    async def go(self) -> int:
        """Everybody leaves; how many sockets had been lost before."""
        lost = sum(task.done() for task in self.listeners)
        for socket in self.sockets:
            await socket.close()
        await asyncio.gather(*self.listeners, return_exceptions=True)
        return lost


async def _talk(port: int, token: str, keys: list[str], words: int) -> tuple[list[float], int]:
    crowd = Crowd()
    await crowd.come_in(port, token, keys)
    for turn in range(words):
        await crowd.say(turn)
    return crowd.heard, await crowd.go()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.room", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    people, words = (20, 5) if quick else (PEOPLE, WORDS)
    with fresh_database():
        token, keys = make_room(people)
        with running_site(with_worker=False) as site:
            heard, lost = asyncio.run(_talk(site.port, token, keys, words))
    if not heard:
        raise Trouble("nobody heard anything")
    waits = sorted(one * 1000 for one in heard)
    row = [
        people,
        words,
        f"{len(heard)} of {people * words}",
        f"{statistics.median(waits):.0f}",
        f"{waits[int(len(waits) * 0.95)]:.0f}",
        f"{waits[-1]:.0f}",
        lost,
    ]
    print(table(["sockets", "words", "heard", "p50 ms", "p95 ms", "slowest ms", "lost sockets"], [row]))


if __name__ == "__main__":
    main()
