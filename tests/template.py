"""A migrated database to copy test databases from: PostgreSQL copies in a moment what migrating takes many seconds for.

It is named after what the migrations say, so that a changed migration makes a new one and old ones are dropped.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "hetang_migrated_"
ONE_AT_A_TIME = 7_402_611  # any number, the same for everybody


def ready_template() -> str:
    """The name of the migrated database on the server of DATABASE_URL; the first who needs it makes it."""
    name = PREFIX + _fingerprint()
    with _server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in sorted(known):
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            _make(cursor, name)
    return name


def _make(cursor: Any, name: str) -> None:
    unfinished = f"{name}_unfinished"
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": _address(unfinished)},
        check=True,
    )
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _fingerprint() -> str:
    """Of every migration of ours and the packages they come with."""
    mark = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), *sorted(ROOT.glob("config/kernel/migrations/*.py"))]:
        mark.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    mark.update((ROOT / "requirements.txt").read_bytes())
    return mark.hexdigest()[:16]


def _address(database: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


@contextmanager
def _server() -> Iterator[Any]:
    connection = psycopg2.connect(_address("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
