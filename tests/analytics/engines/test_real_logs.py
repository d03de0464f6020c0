"""Real logs with known answers, through every engine.

The files are in $HETANG_DATA, or ../shared/data beside the checkout; without them these tests are left out.

CDNOW (Fader & Hardie): 69,659 purchases. UCI Online Retail (Chen, Sain & Guo 2012): 541,909 rows.
"""

from __future__ import annotations

import csv
import gzip
import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from analytics.metrics.engine import Engine
from analytics.metrics.oracle import Event
from analytics.metrics.periods import Period
from analytics.metrics.ratios import quick_ratio
from analytics.metrics.specs import CohortSpec, GrowthSpec
from tests.analytics.metrics.logs import LATER

DATA = Path(os.environ.get("HETANG_DATA") or settings.BASE_DIR.parent / "shared" / "data")
CDNOW = DATA / "cdnow" / "CDNOW_master.txt"
RETAIL = DATA / "online_retail" / "online_retail.csv.gz"
BUY = frozenset({"buy"})


@pytest.fixture(scope="module")
def purchases() -> list[Event]:
    if not CDNOW.exists():
        pytest.skip(f"no {CDNOW}")
    rows = [line.split() for line in CDNOW.read_text().splitlines()]
    return [
        Event(str(number), row[0], "buy", datetime.fromisoformat(row[1]).replace(tzinfo=UTC))
        for number, row in enumerate(rows)
        if row and row[0].isdigit()
    ]


@pytest.fixture
def cdnow(purchases, count) -> Engine:
    return count(purchases)


@pytest.mark.slow
def test_cohorts_of_cdnow(cdnow):
    spec = CohortSpec(
        events=BUY,
        start=date(1997, 1, 1),
        end=date(1997, 4, 1),
        period=Period.MONTH,
        zone="UTC",
        columns=2,
        as_of=LATER,
    )
    found = [(one.first_day, one.size, one.cells[1].retained) for one in cdnow.cohorts(spec)]
    assert found == [(date(1997, 1, 1), 7846, 1157), (date(1997, 2, 1), 8476, 1312), (date(1997, 3, 1), 7248, 1032)]


@pytest.mark.slow
def test_growth_accounting_of_cdnow(cdnow):
    spec = GrowthSpec(
        events=BUY, start=date(1997, 2, 1), end=date(1998, 4, 1), period=Period.MONTH, zone="UTC", as_of=LATER
    )
    lines = cdnow.growth_accounting(spec)
    february, last = lines[0], lines[-1]
    assert (february.active, february.new, february.retained, february.churned) == (9633, 8476, 1157, 6689)
    assert quick_ratio(february) == pytest.approx(1.267155, abs=5e-7)
    assert last.first_day == date(1998, 3, 1)
    assert (last.active, last.retained, last.resurrected, last.churned) == (2060, 571, 1489, 980)
    assert quick_ratio(last) == pytest.approx(1.519388, abs=5e-7)


@pytest.fixture(scope="module")
def visits() -> set[tuple[str, str, bool]]:
    """Customer, minute, and whether something was sold."""
    if not RETAIL.exists():
        pytest.skip(f"no {RETAIL}")
    with gzip.open(RETAIL, "rt", encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        heading = next(rows)
        invoice, quantity, when, customer = (
            heading.index(name) for name in ("InvoiceNo", "Quantity", "InvoiceDate", "CustomerID")
        )
        return {
            (row[customer], row[when], row[invoice][0] != "C" and float(row[quantity]) > 0)
            for row in rows
            if row[customer]
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("only_sold", "counts"),
    [
        (False, [948, 362, 317, 367, 341, 376, 360, 336, 336, 374, 354, 474, 260]),
        (True, [885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235]),
    ],
    ids=["all rows", "sold"],
)
def test_cohorts_of_online_retail(visits, count, only_sold, counts):
    london = ZoneInfo("Europe/London")
    happened = {(customer, when) for customer, when, is_sold in visits if is_sold or not only_sold}
    engine = count(
        Event(f"{number}", customer, "buy", datetime.fromisoformat(when).replace(tzinfo=london))
        for number, (customer, when) in enumerate(sorted(happened))
    )
    spec = CohortSpec(
        events=BUY,
        start=date(2010, 12, 1),
        end=date(2011, 1, 1),
        period=Period.MONTH,
        zone="Europe/London",
        as_of=LATER,
    )
    [cohort] = engine.cohorts(spec)
    assert [cell.retained for cell in cohort.cells] == counts
