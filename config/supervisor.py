"""Child processes of `manage.py dev`: started, watched, started again, and stopped all together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.family import dying_with_us
from config.embedded.places import end_of

TOO_OFTEN = 3  # deaths …
TOO_SOON_S = 60.0  # … within this time: give up


class ChildTrouble(RuntimeError):
    """A child keeps dying; the message says which, and shows the end of its log."""


@dataclass
class Child:
    """One process in a session of its own, so that Ctrl-C reaches the supervisor only; it dies with the supervisor."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_us(signal.SIGKILL),
            )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def mend(self) -> str:
        """Start it again when it is gone. Returns what happened, or nothing; ChildTrouble when that doesn't help."""
        if self.process is None or self.runs:
            return ""
        code = self.process.returncode
        self.kill()
        self.deaths = [moment for moment in self.deaths if time.monotonic() - moment < TOO_SOON_S] + [time.monotonic()]
        if len(self.deaths) >= TOO_OFTEN:
            raise ChildTrouble(self.trouble(f"keeps ending (last with code {code})"))
        self.start()
        return f"The {self.name} ended with code {code} and was started again; see {self.log}"

    def trouble(self, what: str) -> str:
        return f"The {self.name} {what}. The end of {self.log}:\n{end_of(self.log)}"

    def ask_to_stop(self) -> None:
        if self.process is not None and self.runs:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Give it until then, and afterwards leave nothing of it."""
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, until - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """End what is left of its session, grandchildren too."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_together(children: Sequence[Child], *, within_s: float) -> None:
    """Ask all at once, then wait for all; whoever is still there at the end is killed."""
    until = time.monotonic() + within_s
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait(until)
