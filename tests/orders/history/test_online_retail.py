"""The real thing: UCI Online Retail (Chen, Sain & Guo 2012, doi 10.1057/dbm.2012.17), 541,909 rows.

Runs when the file is there: $HETANG_DATA/online_retail/online_retail.csv.gz, or ../shared/data beside the checkout.
The expected figures were counted from the raw file by other programs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.identity.models import User
from accounts.organisations.models import Merchant, MerchantStatus
from catalog.products.models import Product
from catalog.shops.models import Shop
from orders.checkout.models import Order, OrderLine, OrderMove
from orders.history.models import CreditNote, SetAsideRow

DATA = Path(os.environ.get("HETANG_DATA") or settings.BASE_DIR.parent / "shared" / "data")
FILE = DATA / "online_retail" / "online_retail.csv.gz"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FILE.exists(), reason=f"no {FILE}; set HETANG_DATA to the folder that has online_retail/"),
    pytest.mark.django_db(transaction=True),
]
MOST_MEMORY_MB = 260  # of the importing process: about 130 for Django itself, and nothing that grows with the file

MONTH_OF = (
    "extract(year FROM at AT TIME ZONE 'Europe/London') * 12 + extract(month FROM at AT TIME ZONE 'Europe/London')"
)
# Who was there in a month: by any row with a customer (rule A); by pieces above zero outside cancellations (rule B).
RULE_A = """SELECT buyer_id, placed_at AS at FROM orders_order UNION ALL SELECT buyer_id, at FROM orders_creditnote
    UNION ALL SELECT buyer_id, at FROM orders_setasiderow"""
RULE_B = """SELECT buyer_id, placed_at AS at FROM orders_order
    UNION ALL SELECT buyer_id, at FROM orders_setasiderow WHERE quantity > 0 AND external_ref NOT LIKE 'C%%'"""
RETENTION = """
WITH visit AS (SELECT DISTINCT buyer_id, {month} AS month FROM ({rule}) happened WHERE buyer_id IS NOT NULL),
    cohort AS (SELECT buyer_id, min(month) AS first FROM visit GROUP BY 1)
SELECT count(*) FROM visit JOIN cohort USING (buyer_id)
WHERE first = 2010 * 12 + 12 GROUP BY month ORDER BY month"""


def test_the_figures_of_online_retail():
    merchant = Merchant.objects.create(name="Retail", slug="retail", status=MerchantStatus.APPROVED, intro="Gifts")
    Shop.objects.create(merchant=merchant, slug="retail", name="Retail")

    first = _import()
    print(f"\nimport_sales: {first['rows_per_second']:,} rows/s, {first['peak_memory_mb']} MB")  # noqa: T201 - shown by pytest -s
    assert first["peak_memory_mb"] < MOST_MEMORY_MB
    _check_report(first)
    _check_sales()
    _check_customers()
    _check_cohorts()

    before = _counts()
    second = _import()
    assert sum(second["added"].values()) == 0
    assert second["fates"]["already_here"] == 541_909
    assert second["amounts_cents"] == first["amounts_cents"]
    assert _counts() == before


def _check_report(report: dict[str, Any]) -> None:
    assert report["rows"] == sum(report["fates"].values()) == 541_909
    assert report["fates"] == {
        "sold": 530_099,
        "adjustment": 1,
        "lump": 4,
        "returned": 9_288,
        "free": 1_179,
        "below_zero": 2,
        "no_pieces": 1_336,
        "odd_return": 0,
        "unreadable": 0,
        "already_here": 0,
    }
    assert report["hygiene"] == {
        "rows_without_customer": 135_080,
        "cancellation_rows": 9_288,
        "negative_quantity_rows": 10_624,
        "non_positive_price_rows": 2_517,
        "duplicate_rows": 5_268,
        "invoices_of_several_customers": 0,
        "invoices_of_several_moments": 43,
        "invoices_in_pieces": 1,
    }
    assert report["amounts_cents"]["sold"] == 10_666_684_54
    assert report["amounts_cents"]["net"] == 9_747_747_93


def _check_sales() -> None:
    """Every positive row outside cancellations, at a price: gross, orders, average; then of known customers only."""
    assert _row("SELECT sum(total_cents), count(*), round(avg(total_cents) / 100, 3) FROM orders_order") == (
        10_666_684_54,
        19_960,
        Decimal("534.403"),
    )
    assert _row(
        """WITH known AS (
            SELECT count(*) AS orders, sum(total_cents) AS cents FROM orders_order
            WHERE buyer_id IS NOT NULL GROUP BY buyer_id
        )
        SELECT sum(cents), sum(orders), count(*), count(*) FILTER (WHERE orders > 1),
            round(count(*) FILTER (WHERE orders > 1) / count(*)::numeric, 6) FROM known"""
    ) == (8_911_407_90, 18_532, 4_338, 2_845, Decimal("0.655832"))
    assert _row("SELECT count(*), sum(total_cents) FROM orders_orderline") == (530_104, 10_666_684_54)
    assert _row("SELECT sum(total_cents) FROM orders_creditnote")[0] == 896_812_49
    assert _row("SELECT min(placed_at), max(placed_at) FROM orders_order WHERE source = 'history'") == _row(
        "SELECT '2010-12-01 08:26 Europe/London'::timestamptz, '2011-12-09 12:50 Europe/London'::timestamptz"
    )
    assert _row(
        """SELECT count(*) FROM orders_order WHERE total_cents <>
            (SELECT sum(total_cents) FROM orders_orderline WHERE order_id = orders_order.id)"""
    ) == (0,)


def _check_customers() -> None:
    assert _row("SELECT count(*), count(*) FILTER (WHERE is_active) FROM accounts_user") == (4_372, 0)
    assert _row("SELECT count(*) FROM catalog_product WHERE is_imported AND status = 'unlisted'") == (4_070,)
    rfm = """SELECT '2011-12-10'::date - max((placed_at AT TIME ZONE 'Europe/London')::date), count(*), sum(total_cents)
        FROM orders_order JOIN orders_knowncustomer known ON known.user_id = buyer_id WHERE known.external_ref = %s"""
    assert _row(rfm, "12346") == (326, 1, 77_183_60)
    assert _row(rfm, "12347") == (3, 7, 4_310_00)


def _check_cohorts() -> None:
    assert _retained(RULE_A) == [948, 362, 317, 367, 341, 376, 360, 336, 336, 374, 354, 474, 260]
    assert _retained(RULE_B) == [885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235]


def _import() -> dict[str, Any]:
    """Run the command as a process of its own, so that its memory can be weighed."""
    report = Path(settings.VAR_DIR) / "import-report.json"
    server, _slash, _database = os.environ["DATABASE_URL"].rpartition("/")
    command = ["manage.py", "import_sales", str(FILE), "--shop", "retail", "--report", str(report)]
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _out, trouble = process.communicate()
    assert process.returncode == 0, trouble
    told: dict[str, Any] = json.loads(report.read_text())
    report.unlink()
    return told


def _retained(rule: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(RETENTION.format(month=MONTH_OF, rule=rule), [])
        return [count for (count,) in cursor.fetchall()]


def _row(question: str, *asked: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        return cursor.fetchone()


def _counts() -> list[int]:
    return [kind.objects.count() for kind in (User, Product, Order, OrderLine, OrderMove, CreditNote, SetAsideRow)]
