"""`import_sales` on the UCI Online Retail file if it is there, else on rows made up (`python -m bench.imports`)."""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.place import ROOT, fresh_database
from bench.table import table

ROWS, RUNS = 540_000, 3
DATA = Path(os.environ.get("HETANG_DATA") or ROOT.parent / "shared" / "data")
REAL = DATA / "online_retail" / "online_retail.csv.gz"


def made_up(path: Path, rows: int) -> Path:
    """Invoices of about twenty lines by a few thousand customers, as in the real file."""
    from orders.history.reader import COLUMNS

    dice = random.Random(12)
    at = datetime.fromisoformat("2010-12-01 08:00")
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS["online-retail"])
        invoice, customer = 500_000, "13000"
        for _row in range(rows):
            if dice.random() < 0.05:
                invoice, customer = invoice + 1, str(dice.randint(12_000, 18_000)) if dice.random() < 0.8 else ""
                at += timedelta(minutes=dice.randint(0, 20))
            sku = str(int(dice.paretovariate(0.6)) % 4000 + 20_000)
            price = f"{dice.randint(29, 1999) / 100:.2f}"
            out.writerow([invoice, sku, f"THING {sku}", dice.randint(1, 24), at, price, customer, "United Kingdom"])
    return path


def run(file: Path) -> dict[str, Any]:
    """The command, twice, in processes of their own: everything new, then everything known."""
    from accounts.organisations.models import Merchant
    from catalog.shops.models import Shop

    slug = f"shop-{Shop.objects.count()}"
    merchant = Merchant.objects.create(name=slug, slug=slug, intro="-", contact_name="-", contact_phone="-")
    Shop.objects.create(merchant=merchant, slug=slug, name=slug)
    told = []
    for _time in range(2):
        with tempfile.NamedTemporaryFile(suffix=".json") as report:
            command = [sys.executable, "manage.py", "import_sales", str(file), "--shop", slug, "--report", report.name]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            told.append(json.loads(Path(report.name).read_text()))
    return {"first": told[0], "again": told[1]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    with fresh_database(), tempfile.TemporaryDirectory() as folder:
        small = asked.quick or not REAL.exists()
        file = made_up(Path(folder) / "made-up.csv", 20_000 if asked.quick else ROWS) if small else REAL
        runs = [run(file) for _run in range(1 if asked.quick else RUNS)]
    rows = []
    for which in ("first", "again"):
        told = [one[which] for one in runs]
        rows.append(
            [
                f"{file.name}, {'everything new' if which == 'first' else 'everything known'}",
                f"{told[0]['rows']:,}",
                f"{statistics.median(one['seconds'] for one in told):.1f}",
                f"{statistics.median(one['rows_per_second'] for one in told):,.0f}",
                max(one["peak_memory_mb"] for one in told),
            ]
        )
    print(table(["import_sales", "rows", "seconds", "rows/s", "peak MB"], rows))


if __name__ == "__main__":
    main()
