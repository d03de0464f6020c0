"""A database of its own for a benchmark, dropped afterwards, on servers of its own (var/bench) unless URLs are set."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "hetang_bench"


@contextlib.contextmanager
def fresh_database() -> Iterator[None]:
    """Django set up on an empty, migrated database. Nothing of Django may have been imported before."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ.setdefault("HETANG_VAR", str(ROOT / "var" / "bench"))
    from config.embedded import ensure_servers

    ensure_servers()
    import dj_database_url
    import psycopg2

    server, _slash, database = os.environ["DATABASE_URL"].rpartition("/")
    there = dj_database_url.parse(os.environ["DATABASE_URL"])

    def administer(*statements: str) -> None:
        with contextlib.closing(
            psycopg2.connect(
                host=there["HOST"],
                port=there["PORT"] or None,
                user=there["USER"],
                password=there["PASSWORD"] or None,
                dbname=database,
            )
        ) as link:
            link.autocommit = True
            with link.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    administer(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}")
    os.environ["DATABASE_URL"] = f"{server}/{DATABASE}"
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        administer(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
