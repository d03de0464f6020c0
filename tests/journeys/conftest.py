"""A real browser against the real site: uvicorn in a thread on the test database, Debian's (or any) Chromium."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's own loop runs in this thread; our queries don't use it

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
LOCALES = {"zh-hans": "zh-CN", "en": "en-US"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(
                    pytest.mark.skip(
                        reason="no Chromium here: apt-get install chromium fonts-noto-cjk, or set CHROMIUM="
                    )
                )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For a module, not the session: while it runs, playwright's event loop counts as running in this thread."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """One person with a browser window of their own; what goes wrong on their pages is remembered."""

    context: BrowserContext
    page: Page
    base: str
    trouble: list[str] = field(default_factory=list)

    def note_console(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # those are noted with their address below
            self.trouble.append(f"console: {text}")

    def note_answer(self, status: int, url: str) -> None:
        if status >= 400:
            self.trouble.append(f"{status} {url}")

    def go(self, path: str) -> None:
        self.page.goto(self.base + path, wait_until="load")

    def on(self, hook: str) -> str:
        return f'[data-test="{hook}"]'

    def sign_in(self, email: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.page.click(self.on("login-submit"))
        self.page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def site(transactional_db) -> Iterator[str]:
    """The address of a running site that uses this test's database."""
    import uvicorn
    from django.db import connections

    from config.asgi import application

    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "uvicorn did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
    connections.close_all()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """Open a window: visitor(lang="en", device=PHONE). JavaScript errors, failed requests and 500s fail the test."""
    visitors: list[Visitor] = []

    def open_window(*, lang: str = "zh-hans", device: dict | None = None, theme: str = "light") -> Visitor:
        context = browser.new_context(
            **(device or PHONE),
            locale=LOCALES[lang],
            timezone_id="Asia/Shanghai",
            color_scheme=theme,
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        guest = Visitor(context, page, site)
        page.on("pageerror", lambda error: guest.trouble.append(f"JavaScript: {error}"))
        page.on("console", lambda line: guest.note_console(line.type, line.text))
        page.on("response", lambda answer: guest.note_answer(answer.status, answer.url))
        visitors.append(guest)
        return guest

    yield open_window
    troubles = [trouble for guest in visitors for trouble in guest.trouble]
    for guest in visitors:
        guest.context.close()
    assert not troubles, troubles
