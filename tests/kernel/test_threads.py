"""Requests on kept threads: few, warm, and never held by somebody who is still sending."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async

from config.threads import KeptThreads


class Site:
    """An application like Django's: reads the body, then works synchronously within its own sensitive context."""

    def __init__(self, size: int) -> None:
        self.app = KeptThreads(self._handle, size)
        self.threads: list[str] = []
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    async def _handle(self, _scope, receive, _send):
        async with ThreadSensitiveContext():
            await receive()
            await sync_to_async(self._work)()
            await sync_to_async(self._work)()

    def _work(self) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.01)
        with self._lock:
            self.at_once -= 1
            self.threads.append(threading.current_thread().name)

    async def ask(self, body: asyncio.Event | None = None) -> None:
        """One request; its body is there at once, or when the event is set."""
        if body is None:
            body = asyncio.Event()
            body.set()
        await self.app({"type": "http"}, body.wait, None)


def test_one_after_another_use_the_same_thread():
    async def visit() -> list[str]:
        site = Site(4)
        for _request in range(3):
            await site.ask()
        return site.threads

    threads = asyncio.run(visit())
    assert len(threads) == 6
    assert len(set(threads)) == 1


def test_a_rush_waits_its_turn_and_everybody_is_served():
    async def rush() -> Site:
        site = Site(2)
        await asyncio.gather(*(site.ask() for _request in range(9)))
        return site

    site = asyncio.run(rush())
    assert site.most_at_once == 2
    assert len(site.threads) == 18


def test_whoever_is_still_sending_holds_no_thread():
    async def slow_and_quick() -> int:
        site, body = Site(1), asyncio.Event()
        slow = asyncio.create_task(site.ask(body))
        await asyncio.wait_for(site.ask(), 2)
        served_before = len(site.threads)
        body.set()
        await asyncio.wait_for(slow, 2)
        return served_before

    assert asyncio.run(slow_and_quick()) == 2


def test_who_leaves_the_queue_does_not_keep_others_waiting():
    async def leave() -> Site:
        site = Site(1)
        first = asyncio.create_task(site.ask())
        await asyncio.sleep(0.002)
        leaver = asyncio.create_task(site.ask())
        await asyncio.sleep(0.002)
        leaver.cancel()
        last = asyncio.create_task(site.ask())
        await asyncio.wait_for(asyncio.gather(first, last), 2)
        with pytest.raises(asyncio.CancelledError):
            await leaver
        return site

    assert len(asyncio.run(leave()).threads) == 4


def test_what_goes_wrong_comes_back_and_the_thread_stays_usable():
    async def broken(_scope, _receive, _send):
        await sync_to_async(lambda: 1 / 0)()

    async def twice() -> None:
        app = KeptThreads(broken, 1)
        for _request in range(2):
            with pytest.raises(ZeroDivisionError):
                await asyncio.wait_for(app({"type": "http"}, None, None), 2)

    asyncio.run(twice())
