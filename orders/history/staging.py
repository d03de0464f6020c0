"""The file as a temporary table, and the questions the import asks of it.

Rows are streamed into `history_row` with COPY, so that Python never holds the file and PostgreSQL, which may spill to
disk, does the grouping. The table belongs to this connection and is gone when it closes, whatever happens.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection

from catalog.shops.models import Shop
from orders.history.reader import Line
from orders.history.report import Report
from orders.history.rules import SALES, Rule, Unreadable, amount_cents, judge, understand, unit_cents

ROWS_AT_ONCE = 10_000
TABS = 12  # between the thirteen columns of ROW_TABLE
NEVER_INSIDE = frozenset("\n\r\x00")
TABLES = ("history_row", "history_bill", "history_page", "history_newcomer", "history_good")

ROW_TABLE = """
CREATE TEMP TABLE history_row (
    line bigint, fingerprint bigint, rule text, invoice text, sku text, title text, quantity int, unit_cents bigint,
    amount_cents bigint, label text, customer text, country text, at timestamptz
)"""

# One bill is one invoice that is not here yet: an order, a credit note, rows set aside, or some of these.
BILL_TABLE = """
CREATE TEMP TABLE history_bill AS
WITH here AS (
    SELECT external_ref FROM orders_order WHERE shop_id = %(shop)s AND external_ref <> ''
    UNION SELECT external_ref FROM orders_creditnote WHERE shop_id = %(shop)s
    UNION SELECT external_ref FROM orders_setasiderow WHERE shop_id = %(shop)s
), bill AS (
    SELECT invoice, min(line) AS line, min(at) AS at,
        (array_agg(customer ORDER BY line) FILTER (WHERE customer <> ''))[1] AS customer,
        count(*) FILTER (WHERE rule = ANY(%(sales)s)) AS sold_lines,
        coalesce(sum(amount_cents) FILTER (WHERE rule = ANY(%(sales)s)), 0)::bigint AS sold_cents,
        count(*) FILTER (WHERE rule = 'returned') AS returned_lines,
        coalesce(-sum(amount_cents) FILTER (WHERE rule = 'returned'), 0)::bigint AS returned_cents
    FROM history_row GROUP BY invoice
)
SELECT row_number() OVER (ORDER BY line) AS place, bill.*
FROM bill WHERE NOT EXISTS (SELECT FROM here WHERE here.external_ref = bill.invoice)"""

NEWCOMER_TABLE = """
CREATE TEMP TABLE history_newcomer AS
SELECT row_number() OVER (ORDER BY min(line)) AS place, customer, min(at) AS since,
    (array_agg(country ORDER BY line))[1] AS country
FROM history_row WHERE customer <> '' AND NOT EXISTS (
    SELECT FROM orders_knowncustomer known WHERE known.shop_id = %(shop)s AND known.external_ref = customer
) GROUP BY customer"""

# A product is called what its sales call it most often (else any row), and costs what it cost last.
GOOD_TABLE = """
CREATE TEMP TABLE history_good AS
WITH fresh AS (
    SELECT sku, min(line) AS line FROM history_row WHERE NOT EXISTS (
        SELECT FROM catalog_variant variant WHERE variant.shop_id = %(shop)s AND variant.sku = history_row.sku
    ) GROUP BY sku
), called AS (
    SELECT DISTINCT ON (sku) sku, title FROM (
        SELECT sku, title, rule = ANY(%(sales)s) AS is_sale, count(*) AS times
        FROM history_row WHERE title <> '' GROUP BY 1, 2, 3
    ) naming ORDER BY sku, is_sale DESC, times DESC, title
), priced AS (
    SELECT DISTINCT ON (sku) sku, unit_cents FROM history_row WHERE rule IN ('sold', 'adjustment')
    ORDER BY sku, at DESC, line DESC
)
SELECT row_number() OVER (ORDER BY line) AS place, sku, coalesce(title, sku) AS title, coalesce(unit_cents, 0) AS cents
FROM fresh LEFT JOIN called USING (sku) LEFT JOIN priced USING (sku)"""


BILL_FACTS = """
SELECT count(*) FILTER (WHERE customers > 1) AS invoices_of_several_customers,
    count(*) FILTER (WHERE moments > 1) AS invoices_of_several_moments,
    count(*) FILTER (WHERE stretch > rows) AS invoices_in_pieces
FROM (
    SELECT count(DISTINCT nullif(customer, '')) AS customers, count(DISTINCT at) AS moments,
        max(rank) - min(rank) + 1 AS stretch, count(*) AS rows
    FROM (SELECT invoice, customer, at, row_number() OVER (ORDER BY line) AS rank FROM history_row) ranked
    GROUP BY invoice
) bill"""


def stage(lines: Iterable[Line], zone: str, report: Report, tell: Callable[[str], None]) -> None:
    """Copy the readable rows into `history_row`; count the others and everything worth knowing."""
    clear()
    with connection.cursor() as cursor:
        cursor.execute(ROW_TABLE)
        for batch in _batches(lines, zone, report):
            cursor.copy_expert("COPY history_row FROM STDIN", io.StringIO("".join(batch)))
            tell(f"read {report.rows:,} rows")
        cursor.execute("CREATE INDEX ON history_row (invoice)")
        cursor.execute("ANALYZE history_row")


def gather(shop: Shop) -> None:
    """Group the rows into what is not here yet: bills, newcomers, goods."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"shop": shop.pk, "sales": list(SALES)}
        for statement in (BILL_TABLE, NEWCOMER_TABLE, GOOD_TABLE):
            cursor.execute(statement, asked)
        cursor.execute("CREATE INDEX ON history_bill (place); ANALYZE history_bill")


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")


def pages(table: str, size: int) -> Iterator[tuple[int, int]]:
    """First and last place of every page of a table, in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(place), 0) FROM {table}")  # noqa: S608 - our own names
        last = cursor.fetchone()[0]
    for first in range(1, last + 1, size):
        yield first, min(first + size - 1, last)


def page(table: str, first: int, last: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE place BETWEEN %s AND %s ORDER BY place", [first, last])  # noqa: S608 - our own names
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def count_up(report: Report) -> None:
    """What became of every row, and what the file amounts to, from the tables themselves."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT rule, bill.invoice IS NULL, count(*), sum(amount_cents)::bigint
            FROM history_row LEFT JOIN history_bill bill USING (invoice) GROUP BY 1, 2""")
        for rule, was_here, rows, cents in cursor.fetchall():
            report.fates[Rule.ALREADY_HERE if was_here else Rule(rule)] += rows
            report.add_amount(Rule(rule), cents)
        cursor.execute("SELECT count(*) - count(DISTINCT fingerprint) FROM history_row")
        report.hygiene["duplicate_rows"] = cursor.fetchone()[0]
        cursor.execute(BILL_FACTS)
        report.hygiene |= dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


def _batches(lines: Iterable[Line], zone: str, report: Report) -> Iterator[list[str]]:
    batch: list[str] = []
    for line in lines:
        report.rows += 1
        try:
            batch.append(_copy_line(line, zone, report))
        except Unreadable as trouble:
            report.add_unreadable(line.number, trouble)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _copy_line(line: Line, zone: str, report: Report) -> str:
    if line.cells is None:
        raise Unreadable("row", "has too few or too many columns")
    row = understand(line.cells, zone)
    rule, amount = judge(row), amount_cents(row)
    report.note(row)
    pieces, unit, label = row.quantity, unit_cents(row.price), ""
    if rule == Rule.LUMP:
        pieces, unit, label = 1, amount, f"{row.quantity} × {row.price}"[:130]
    text = "\t".join(
        (
            str(line.number),
            str(hash(line.cells)),
            rule,
            row.invoice,
            row.sku,
            row.title,
            str(pieces),
            str(unit),
            str(amount),
            label,
            row.customer,
            row.country,
            row.at.isoformat(),
        )
    )
    if text.count("\t") != TABS or not NEVER_INSIDE.isdisjoint(text):
        raise Unreadable("row", "has a tab, a line break or a zero byte inside a name")
    return text.replace("\\", "\\\\") + "\n"
