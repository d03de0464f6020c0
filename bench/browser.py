"""A small browser: one kept-alive connection, cookies, no more. Cheap enough not to be what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

CSRF = "b" * 32  # Django compares the cookie with the field; any 32 letters will do


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Browser:
    def __init__(self, port: int, language: str = "zh-hans") -> None:
        self.port, self.language = port, language
        self.cookies: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path)

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return await self._ask("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode())

    async def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in {"csrftoken": CSRF, **self.cookies}.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: {self.language}\r\nCookie: {cookies}\r\n"
        )
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        began = time.perf_counter()
        reader, first = await self._send(head.encode() + b"\r\n" + body)
        status, headers = self._understand(first)
        content = await self._body(reader, headers)
        seconds = time.perf_counter() - began
        if headers.get("connection") == "close":
            await self.close()
        return Answer(status, headers, content, seconds)

    async def _send(self, request: bytes) -> tuple[asyncio.StreamReader, bytes]:
        """The head of the answer. A server hangs up on who was silent for long; then a new connection asks again."""
        kept = self._streams
        self._streams = kept or await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(request)
        try:
            return reader, await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionResetError):
            if kept is None:
                raise
            await self.close()
            return await self._send(request)

    def _understand(self, head: bytes) -> tuple[int, dict[str, str]]:
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {}
        for line in lines:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _equals, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
            headers[name.lower()] = value
        return int(first.split()[1]), headers

    async def _body(self, reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        parts = []
        while headers.get("transfer-encoding") == "chunked":
            size = int(await reader.readline(), 16)
            parts.append(await reader.readexactly(size))
            await reader.readline()
            if size == 0:
                break
        return b"".join(parts)
