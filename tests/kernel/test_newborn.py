"""A new database, made at once, is what the migrations make one after another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from config.embedded import ROOT

pytestmark = pytest.mark.slow

DESCRIBED = {
    "columns": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attcollation,
               pg_get_expr(adbin, adrelid)
        FROM pg_attribute
        JOIN pg_class c ON c.oid = attrelid
        LEFT JOIN pg_attrdef ON (adrelid, adnum) = (c.oid, attnum)
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND attnum > 0 AND NOT attisdropped
    """,
    "constraints": """
        SELECT relname, conname, pg_get_constraintdef(o.oid)
        FROM pg_constraint o JOIN pg_class c ON c.oid = conrelid WHERE relnamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND probin IS NULL
    """,
    "storage": """
        SELECT relname, reloptions::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
    """,
    "migrations": "SELECT app, name FROM django_migrations",
    "permissions": """
        SELECT app_label, model, codename
        FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
    """,
}


def address(database: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


@pytest.fixture
def server() -> Iterator[psycopg2.extensions.cursor]:
    connection = psycopg2.connect(address("postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        yield cursor
    connection.close()


def made(server: psycopg2.extensions.cursor, name: str, *flags: str) -> dict[str, list[tuple[object, ...]]]:
    """What is in a database of this name after `migrate`; it is dropped again."""
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", *flags]
        subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": address(name)}, check=True)
        with psycopg2.connect(address(name)) as connection, connection.cursor() as cursor:
            found = {}
            for part, question in DESCRIBED.items():
                cursor.execute(question)
                found[part] = sorted(cursor.fetchall(), key=repr)
        connection.close()
        return found
    finally:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_at_once_and_step_by_step_are_the_same(server):
    at_once = made(server, f"hetang_at_once_{os.getpid()}")
    step_by_step = made(server, f"hetang_step_by_step_{os.getpid()}", "--step-by-step")
    for part in DESCRIBED:
        assert at_once[part], part
        assert at_once[part] == step_by_step[part], part
