"""The embedded servers: joined, left, killed, in odd places. Each test has a data folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded import ROOT
from config.embedded.places import Place

pytestmark = pytest.mark.slow

USE = """
import os, sys, time
from config.embedded import ensure_servers
ensure_servers()
import psycopg2, redis, dj_database_url
parts = dj_database_url.parse(os.environ["DATABASE_URL"])
with psycopg2.connect(host=parts["HOST"], port=parts["PORT"], user=parts["USER"], dbname=parts["NAME"]) as connection:
    with connection.cursor() as cursor:
        {sql}
assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
print("used", flush=True)
time.sleep({stay})
"""
ASK = "cursor.execute('SELECT 1')"


def surroundings(var: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"HETANG_VAR": str(var), "HETANG_DURABLE": "0", "PYTHONPATH": str(ROOT)} | more


def user_of(var: Path, *, sql: str = ASK, stay: float = 0, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE.format(sql=sql, stay=stay)],
        env=surroundings(var, **more),
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def remove(folder: Path) -> None:
    """Like `rm -rf`: what the servers take away themselves meanwhile is no trouble."""
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


def use(var: Path, **options) -> None:
    process = user_of(var, **options)
    out, trouble = process.communicate(timeout=90)
    assert out == "used\n", trouble


def waits_for(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_on(var: Path) -> list[str]:
    """Every process that has the folder in its command line or works in it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            place = os.readlink(folder / "cwd")
        except OSError:
            continue
        if (str(var) in line or place.startswith(str(var))) and int(folder.name) != os.getpid():
            found.append(line)
    return found


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    assert waits_for(lambda: not processes_on(folder)), processes_on(folder)


def test_they_start_are_joined_and_leave_nothing(var: Path):
    first = user_of(var, stay=3)
    assert first.stdout.readline() == "used\n"
    pid = Place(var, "postgres").keeper_pid()
    use(var)
    assert Place(var, "postgres").keeper_pid() == pid
    first.wait(20)
    assert waits_for(lambda: not Place(var, "postgres").is_kept() and not Place(var, "redis").is_kept())
    assert not Place(var, "postgres").run_dir().exists()


def test_what_was_written_is_there_the_next_time(var: Path):
    use(var, sql="cursor.execute('CREATE TABLE kept AS SELECT 7 AS number')")
    assert waits_for(lambda: not processes_on(var))
    use(var, sql="cursor.execute('SELECT number FROM kept'); assert cursor.fetchone() == (7,)")


def test_a_newcomer_never_joins_a_server_that_is_leaving(var: Path):
    """Users come and go around the moment the keeper gives up (2 s after the last one)."""
    use(var)
    for pause in (1.7, 1.9, 2.0, 2.1, 2.2, 2.3, 2.4):
        time.sleep(pause)
        use(var, sql="import time; time.sleep(0.4); cursor.execute('SELECT 1')")


def test_many_at_once_start_one_server(var: Path):
    crowd = [user_of(var, stay=1) for _ in range(6)]
    for process in crowd:
        out, trouble = process.communicate(timeout=90)
        assert out == "used\n", trouble
    assert var.joinpath("postgres.log").read_text().count("ready to accept connections") == 1


@pytest.mark.parametrize("server", ["postgres", "redis"])
def test_a_killed_keeper_takes_its_server_along_and_the_next_user_is_served(var: Path, server: str):
    user = user_of(var, stay=4)
    user.stdout.readline()
    os.kill(Place(var, server).keeper_pid(), signal.SIGKILL)
    use(var)
    user.wait(20)


def test_a_killed_postgres_is_replaced(var: Path):
    use(var, sql="cursor.execute('CREATE TABLE kept AS SELECT 7 AS number')", HETANG_DURABLE="1")
    postmaster = int((var / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    use(var, sql="cursor.execute('SELECT number FROM kept'); assert cursor.fetchone() == (7,)")


def test_everybody_killed_leaves_nothing_running(var: Path):
    user = user_of(var, stay=60)
    user.stdout.readline()
    user.kill()
    user.wait()
    assert waits_for(lambda: not processes_on(var))


def test_an_initdb_that_was_cut_off_is_not_taken_for_a_database(var: Path):
    half = var / "postgres.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    (var / "postgres").mkdir()
    use(var)


def test_data_of_another_version_is_refused_in_words(var: Path):
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "PG_VERSION").write_text("13\n")
    process = user_of(var)
    assert "was made by PostgreSQL 13" in process.communicate(timeout=90)[1]


def test_a_leftover_pid_file_of_a_living_stranger_is_no_obstacle(var: Path):
    use(var)
    assert waits_for(lambda: not processes_on(var))
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getppid()}\n{var}/postgres\n1\n5432\n\n\n0 0\nready\n")
    use(var)


def test_removed_data_begins_anew_even_while_servers_run(var: Path):
    user = user_of(var, stay=3)
    user.stdout.readline()
    remove(var)
    use(var)
    user.wait(20)
    use(var)


def test_a_redis_file_that_cannot_be_read_is_set_aside(var: Path):
    var.mkdir()
    (var / "redis.rdb").write_bytes(b"REDIS0099\xfa\x09redis-ver\x069.9.99\xff" + bytes(8))
    use(var)
    assert (var / "redis.unreadable.rdb").exists()


def test_the_stand_in_for_redis_serves_cache_queue_and_live_messages(var: Path):
    use(var, sql=STAND_IN, HETANG_REDIS="python")


STAND_IN = """
        import asyncio
        from channels_redis.core import RedisChannelLayer
        from kombu import Connection
        url = os.environ["REDIS_URL"]
        a, b = redis.Redis.from_url(url), redis.Redis.from_url(url)
        a.set("k", "v", ex=5)
        assert b.get("k") == b"v"
        with Connection(url.replace("unix://", "redis+socket://")) as broker:
            queue = broker.SimpleQueue("t")
            queue.put("work")
            assert queue.get(timeout=5).payload == "work"
            queue.close()
        async def live():
            layer = RedisChannelLayer(hosts=[url])
            name = await layer.new_channel()
            await layer.group_add("g", name)
            await layer.group_send("g", {"type": "t"})
            assert (await layer.receive(name)) == {"type": "t"}
        asyncio.run(asyncio.wait_for(live(), 10))
"""


@pytest.mark.parametrize("name", ["with spaces and 荷塘", "very-long-" * 16])
def test_odd_paths(tmp_path: Path, name: str):
    folder = tmp_path / name / "var"
    use(folder)
    assert waits_for(lambda: not processes_on(folder))


def test_settings_of_another_postgres_do_not_matter(var: Path):
    use(var, PGPORT="6543", PGHOST="example.invalid", PGDATABASE="other", LC_ALL="xx_YY.UTF-8")


def test_two_folders_do_not_meet(tmp_path: Path):
    one, other = user_of(tmp_path / "one", stay=2), user_of(tmp_path / "other", stay=2)
    assert [one.communicate(timeout=90)[0], other.communicate(timeout=90)[0]] == ["used\n", "used\n"]
    assert waits_for(lambda: not processes_on(tmp_path))


@pytest.fixture
def as_nobody() -> Iterator[Callable[[Path], subprocess.CompletedProcess[str]]]:
    """Use the servers of a folder as the account `nobody`."""
    if os.getuid() != 0:
        pytest.skip("needs root, to become somebody else")
    nobody = pwd.getpwnam("nobody")
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run([sys.executable, "-c", "import psycopg2"], cwd="/", check=True, **identity)
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("this Python lies in a folder that only root may enter")

    def run(var: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", USE.format(sql=ASK, stay=0)]
        environment = surroundings(var, HOME="/nonexistent")
        options = {"env": environment, "cwd": "/", "capture_output": True, "text": True, "timeout": 90}
        return subprocess.run(command, check=False, **options, **identity)

    return run


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """pytest's own temporary folders are closed to other accounts."""
    folder = Path(tempfile.mkdtemp(prefix="hetang-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    assert waits_for(lambda: not processes_on(folder))
    shutil.rmtree(folder)


def test_an_ordinary_user(open_folder: Path, as_nobody):
    nobody = pwd.getpwnam("nobody")
    os.chown(open_folder, nobody.pw_uid, nobody.pw_gid)
    done = as_nobody(open_folder / "var")
    assert done.stdout == "used\n", done.stderr


def test_a_folder_of_somebody_else_is_refused_in_words(open_folder: Path, as_nobody):
    assert "cannot be written by this account" in as_nobody(open_folder / "var").stderr
