"""Requests run on a few threads that stay, and with them their database connections.

Django's ASGI handler gives every request a thread of its own and throws it away, and a thread's database connection
with it: each page would begin with a new PostgreSQL process, and a rush of visitors would use up all there may be. Here
a request takes one of `size` threads when it first needs one, not while its body is still arriving, and gives it back
at the end; more requests than threads wait their turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext

Call = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class KeptThreads:
    """An ASGI application whose synchronous parts run on kept threads. Belongs to one event loop."""

    def __init__(self, app: Callable[..., Any], size: int) -> None:
        self.app = app
        self._idle = [ThreadPoolExecutor(1, thread_name_prefix=f"web-{number}") for number in range(size)]
        self._waiting: deque[_Turn] = deque()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        turn = _Turn(self)
        try:
            async with ThreadSensitiveContext(executor=turn):
                await self.app(scope, receive, send)
        finally:
            self._end(turn)

    def _lend(self, turn: _Turn) -> None:
        if self._idle:
            turn.begin(self._idle.pop())
        elif turn not in self._waiting:
            self._waiting.append(turn)

    def _end(self, turn: _Turn) -> None:
        if turn.thread is None:
            if turn in self._waiting:
                self._waiting.remove(turn)
        elif self._waiting:
            self._waiting.popleft().begin(turn.thread)
        else:
            self._idle.append(turn.thread)  # the last one used is used again first: its connection is warm


class _Turn(Executor):
    """The thread of one request, once it has one; until then its calls wait."""

    def __init__(self, threads: KeptThreads) -> None:
        self.thread: ThreadPoolExecutor | None = None
        self._threads = threads
        self._calls: list[Call] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        self._calls.append((answer, fn, args, kwargs))
        if self.thread is None:
            self._threads._lend(self)
        else:
            self.begin(self.thread)
        return answer

    def begin(self, thread: ThreadPoolExecutor) -> None:
        self.thread = thread
        calls, self._calls = self._calls, []
        for call in calls:
            thread.submit(_run, *call)


def _run(answer: Future[Any], fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(fn(*args, **kwargs))
    except BaseException as trouble:
        answer.set_exception(trouble)
