"""After a test that commits: only the tables that hold something are emptied.

Django truncates all of them, three hundred with their indexes, and then asks every app for its permissions. Here one
function of the database looks into each table; its plans are kept by the session. What the migrations wrote and no
test changes (content types, permissions, the site) stays.
"""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.test import TransactionTestCase
from psycopg2 import sql

KEPT = ["django_migrations", "django_content_type", "auth_permission", "django_site"]
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ALL(%s)
    ORDER BY relname
"""
EMPTY = sql.SQL("IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;")
# Foreign keys and triggers sleep meanwhile, so that the order is free and append-only tables let go.
FUNCTION = sql.SQL("""
    CREATE OR REPLACE FUNCTION empty_tables_after_a_test() RETURNS void LANGUAGE plpgsql
    SET session_replication_role = replica AS $$ BEGIN {} END $$
""")


@cache
def _make_function(_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [KEPT])
        tables = [sql.Identifier(name) for (name,) in cursor.fetchall()]
        cursor.execute(FUNCTION.format(sql.SQL(" ").join(EMPTY.format(table=table) for table in tables)))


def empty_tables(case: TransactionTestCase) -> None:
    """In place of `TransactionTestCase._fixture_teardown`."""
    _make_function(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT empty_tables_after_a_test()")
