"""After a test that commits: only the tables that hold something are emptied.

Django truncates all of them, two hundred and more with their indexes, and then asks every app for its permissions.
What the migrations wrote and no test changes (content types, permissions, the site) is kept instead.
"""

from __future__ import annotations

from django.db import connection
from django.test import TransactionTestCase
from psycopg2 import sql

KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission", "django_site"})
HOLDS = sql.SQL("SELECT {name} WHERE EXISTS (SELECT FROM {table})")
# Foreign keys and triggers sleep meanwhile, so that the order is free and append-only tables let go.
EMPTY = sql.SQL("SET session_replication_role = replica; {deletes}; SET session_replication_role = DEFAULT")


def empty_tables(case: TransactionTestCase) -> None:
    """In place of `TransactionTestCase._fixture_teardown`."""
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = [HOLDS.format(name=sql.Literal(one), table=sql.Identifier(one)) for one in sorted(set(there) - KEPT)]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(asked))
        full = [row[0] for row in cursor.fetchall()]
        if full:
            deletes = [sql.SQL("DELETE FROM {}").format(sql.Identifier(one)) for one in full]
            cursor.execute(EMPTY.format(deletes=sql.SQL("; ").join(deletes)))
