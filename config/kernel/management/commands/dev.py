"""`manage.py dev`, behind `make run`: servers, database, demo shop, web and worker; Ctrl-C stops all of it."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import logging
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.embedded import ServerTrouble, mend_servers, release_servers, servers_answer
from config.embedded.family import die_with_parent
from config.kernel.vitals import pending_migrations
from config.supervisor import Child, ChildTrouble, stop_together

log = logging.getLogger(__name__)

WAIT_S = 60
STOP_WITHIN_S = 2.8
LOOK_EVERY_S = 0.3
PASSWORD = "lotus-pond-2026"  # noqa: S105 - the demo's own
DEMO = {
    "shopper@demo.test": ("a shopper", "/"),
    "shopper2@demo.test": ("another shopper", "/"),
    "merchant@demo.test": ("owns a shop", "/merchant/"),
    "merchant2@demo.test": ("owns another shop", "/merchant/"),
    "staff@demo.test": ("helps in a shop", "/merchant/"),
    "courier@demo.test": ("brings parcels", "/logistics/"),
    "operator@demo.test": ("runs the platform", "/platform/"),
    "admin@demo.test": ("may do everything", "/admin/"),
}


class Command(BaseCommand):
    help = "Start everything on this machine: servers, database, demo shop, web, worker. Ctrl-C stops all of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--empty", dest="demo", action="store_false", help="no demo shop, even if there is nobody")

    def handle(self, *, host: str, port: int, demo: bool, **_options: Any) -> None:
        began = time.monotonic()
        if os.environ.get("DJANGO_ENV") == "prod":
            raise CommandError("This is for development. On a server, run web and workers as services: see deploy/.")
        refuse_taken_port(host, port)
        if os.environ.pop("HETANG_UNDER_MAKE", ""):
            die_with_parent(signal.SIGTERM, os.getppid())  # `kill -9` of make ends us too
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT is ignored in a shell's background
            signal.signal(number, signal.default_int_handler)
        self.children: list[Child] = []
        try:
            self._prepare(demo=demo)
            self._serve(host, port, began)
        except KeyboardInterrupt:
            self._say("\nStopping …")
        except (ChildTrouble, ServerTrouble) as trouble:
            raise CommandError(str(trouble)) from None
        finally:
            self._stop()

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone
            self.stdout.write(line)
            self.stdout.flush()

    # ---- database -----------------------------------------------------------------------------------------------

    def _prepare(self, *, demo: bool) -> None:
        """Migrations and the demo shop; of two starters the second waits and finds it done."""
        servers = settings.VAR_DIR / "servers"
        servers.mkdir(parents=True, exist_ok=True)
        with (servers / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if waiting := pending_migrations():
                self._say(f"Preparing the database ({len(waiting)} migrations) …")
                call_command("migrate", interactive=False, verbosity=0)
            if demo and settings.DEMO and not get_user_model().objects.exists():
                self._fill_the_shop()
        connection.close()

    def _fill_the_shop(self) -> None:
        self._say("Filling the demo shop …")
        try:
            call_command("seed_demo", stdout=self.stdout)
        except Exception:  # an empty shop is better than none, and it says why
            log.exception("The demo shop could not be filled; going on without it")

    # ---- children -----------------------------------------------------------------------------------------------

    def _serve(self, host: str, port: int, began: float) -> None:
        os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
        os.environ["PYTHONUNBUFFERED"] = "1"
        with contextlib.ExitStack() as locks:
            first = self._claim_worker(locks)
            name = "web.log" if first else f"web-{port}.log"
            web = self._begin(Child("web server", web_command(host, port), fresh(settings.VAR_DIR / name)))
            if first:
                self._begin_worker()
            self._wait_until_ready(web, host, port)
            self._say(banner(host, port, time.monotonic() - began, web.log, has_worker=first))
            while True:
                time.sleep(LOOK_EVERY_S)
                self._look_after()
                if not first and self._claim_worker(locks):
                    first = True
                    self._begin_worker()
                    self._say("The other `make run` has ended; the worker runs here now.")

    def _claim_worker(self, locks: contextlib.ExitStack) -> bool:
        """One worker with one timetable for each data folder, however many web servers there are."""
        lock: IO[str] = (settings.VAR_DIR / "servers" / "worker.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        locks.enter_context(lock)
        return True

    def _begin(self, child: Child) -> Child:
        self.children.append(child)
        child.start()
        return child

    def _begin_worker(self) -> None:
        self._begin(Child("worker", worker_command(settings.VAR_DIR), fresh(settings.VAR_DIR / "worker.log")))

    def _look_after(self) -> None:
        if not servers_answer():
            self._say("PostgreSQL or Redis ended and is started again …")
            mend_servers()
        for child in self.children:
            if news := child.mend():
                self._say(news)

    def _wait_until_ready(self, web: Child, host: str, port: int) -> None:
        deadline = time.monotonic() + WAIT_S
        while not answers(host, port, "/readyz"):
            if not web.runs:
                raise ChildTrouble(web.trouble("did not start"))
            if time.monotonic() > deadline:
                raise ChildTrouble(web.trouble(f"is not ready after {WAIT_S} seconds"))
            time.sleep(0.1)

    def _stop(self) -> None:
        """Web and worker first, then the servers. A second Ctrl-C does not wait."""
        with ignoring_first_interrupt(self.children):
            connection.close()
            stop_together(self.children, within_s=STOP_WITHIN_S)
            if not release_servers(wait_s=1.5):
                self._say("PostgreSQL and Redis stay: something else uses them.")


@contextlib.contextmanager
def ignoring_first_interrupt(children: list[Child]) -> Iterator[None]:
    """While stopping, one more Ctrl-C kills instead of breaking off the stop."""

    def kill_all(_number: int, _frame: object) -> None:
        for child in children:
            child.kill()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, kill_all)
    yield


def refuse_taken_port(host: str, port: int) -> None:
    with contextlib.closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            raise CommandError(
                f"Port {port} on {host} cannot be used: {trouble.strerror}. Choose another: make run PORT={port + 1}"
            ) from None
        except OverflowError:
            raise CommandError(f"{port} is no port; ports go from 1 to 65535.") from None


def web_command(host: str, port: int) -> list[str]:
    server = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", host, "--port", str(port)]
    return [*server, "--lifespan", "off", "--timeout-graceful-shutdown", "2"]


def worker_command(var: Path) -> list[str]:
    timetable = var / "beat"
    timetable.mkdir(exist_ok=True)
    worker = [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", "-Q", "default,slow"]
    beat = ["-B", "--schedule", str(timetable / "schedule")]
    return [*worker, "--pool", "threads", "-c", "4", *beat, "--without-gossip", "--without-mingle"]


def fresh(log: Path) -> Path:
    """A log that begins with this start; the one before is kept beside it."""
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    return log


def answers(host: str, port: int, path: str) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with contextlib.closing(http.client.HTTPConnection(reachable, port, timeout=5)) as asking:
            asking.request("GET", path)
            return asking.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False


def banner(host: str, port: int, seconds: float, log: Path, *, has_worker: bool) -> str:
    base = f"http://{host}:{port}"
    lines = ["", f"Hetang is ready: {base}/   ({seconds:.1f} s)", ""]
    if settings.DEMO and get_user_model().objects.filter(email=next(iter(DEMO))).exists():
        lines.append(f"  Demo logins, all with the password {PASSWORD}")
        lines += [f"    {email:21} {what:18} {base}{path}" for email, (what, path) in DEMO.items()]
        lines.append("")
    connection.close()
    logs = f"{shown(log)}, {shown(settings.VAR_DIR / 'worker.log')}" if has_worker else shown(log)
    mail = shown(Path(settings.EMAIL_FILE_PATH)) if getattr(settings, "EMAIL_FILE_PATH", None) else "sent"
    lines.append(f"  Logs: {logs}   Mail: {mail}   Stop: Ctrl-C")
    if not has_worker:
        lines.append("  Another `make run` has the worker; this one only serves pages.")
    return "\n".join(lines)


def shown(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else str(path)
