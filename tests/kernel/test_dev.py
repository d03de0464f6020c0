"""`make run`'s supervisor: ready, stopped, killed, its children killed, and two of them side by side."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded.places import Place
from tests.kernel.test_embedded import ROOT, processes_on, surroundings, waits_for

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    """One `manage.py dev` on a data folder and port."""

    def __init__(self, var: Path, port: int) -> None:
        self.port, self.var = port, var
        self.log = var.parent / f"run-{port}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "dev", "--port", str(port), "--empty"],
                env=surroundings(var, DJANGO_ENV="dev"),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_text()

    def ready(self) -> Run:
        assert waits_for(lambda: "is ready" in self.said() or self.process.poll() is not None, 90), self.said()
        assert "is ready" in self.said()
        return self

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status
        except OSError:
            return 0

    def child(self, word: str) -> int:
        """The process id of the child whose command line has this word."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().decode(errors="replace")
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.process.pid and word in line:
                return int(folder.name)
        return 0


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a run that has migrated and ended: to start from where the migrating itself is not the question."""
    var = tmp_path_factory.mktemp("migrated") / "var"
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(command, env=surroundings(var, DJANGO_ENV="dev"), cwd=ROOT, check=True)
    assert waits_for(lambda: not processes_on(var)), processes_on(var)
    return var / "postgres"


@pytest.fixture
def run(tmp_path: Path, migrated: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(var: Path | None = None, port: int | None = None, *, from_nothing: bool = False) -> Run:
        var = var or tmp_path / "var"
        if not from_nothing and not var.exists():
            var.mkdir()
            subprocess.run(["cp", "-a", str(migrated), str(var)], check=True)  # keeps the server's account as owner
        runs.append(Run(var, port or free_port()))
        return runs[-1]

    yield start
    for one in runs:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(30)
    assert waits_for(lambda: not processes_on(tmp_path)), processes_on(tmp_path)


def worker_is_up(one: Run) -> bool:
    log = one.var / "worker.log"
    return log.exists() and " ready." in log.read_text()


def stops_at(one: Run, number: signal.Signals) -> None:
    """All of it, soon, with nothing left behind."""
    began = time.monotonic()
    one.process.send_signal(number)
    assert one.process.wait(30) == 0
    assert time.monotonic() - began < 10  # < 5 on a machine that does nothing else
    assert waits_for(lambda: not processes_on(one.var)), processes_on(one.var)


def test_everything_starts_from_nothing_and_one_signal_stops_it(run):
    one = run(from_nothing=True).ready()
    assert [one.status(path) for path in ("/healthz", "/readyz", "/")] == [200, 200, 200]
    assert waits_for(lambda: worker_is_up(one), 60)
    stops_at(one, signal.SIGINT)
    assert not any("Traceback" in (one.var / name).read_text() for name in ("web.log", "worker.log"))


def test_a_killed_supervisor_leaves_nothing(run):
    one = run().ready()
    web, worker = one.child("uvicorn"), one.child("celery")
    assert web
    assert worker
    one.process.kill()
    one.process.wait()
    assert waits_for(lambda: not processes_on(one.var) and not any(map(is_alive, (web, worker))))
    assert run(port=one.port).ready().status("/readyz") == 200


def is_alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_is_killed_is_started_again_until_the_other_signal_stops_it(run):
    one = run().ready()
    os.kill(one.child("uvicorn"), signal.SIGKILL)
    assert waits_for(lambda: "web server ended" in one.said())
    assert waits_for(lambda: one.status("/readyz") == 200, 60)
    os.kill(Place(one.var, "postgres").keeper_pid(), signal.SIGKILL)
    assert waits_for(lambda: "is started again" in one.said().partition("web server ended")[2])
    assert waits_for(lambda: one.status("/readyz") == 200, 60)
    stops_at(one, signal.SIGTERM)


def test_a_taken_port_is_said_in_a_sentence(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        one = run(port=taken.getsockname()[1])
        assert one.process.wait(60) == 1
    assert "Choose another: make run PORT=" in one.said()
    assert "Traceback" not in one.said()


def test_two_on_one_folder_share_servers_and_worker(run):
    first = run().ready()
    second = run(var=first.var).ready()
    assert (first.status("/readyz"), second.status("/readyz")) == (200, 200)
    assert "Another `make run` has the worker" in second.said()
    assert not second.child("celery")
    first.process.terminate()
    assert first.process.wait(30) == 0
    assert second.status("/readyz") == 200
    assert waits_for(lambda: "the worker runs here now" in second.said())
    assert second.child("celery")


def test_two_folders_side_by_side_in_odd_places(run, tmp_path):
    folders = [tmp_path / "a path with spaces", tmp_path / ("long-" * 40)]
    for folder in folders:
        folder.mkdir()
    both = [run(var=folder / "var") for folder in folders]
    assert [one.ready().status("/readyz") for one in both] == [200, 200]
