"""What an import did, for people and for machines. The fates of all rows add up to the rows of the file."""

from __future__ import annotations

import resource
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orders.history.rules import CANCELLATION, SALES, SET_ASIDE, Row, Rule, Unreadable

MOST_EXAMPLES = 20
OWN_STATUS = Path("/proc/self/status")


def peak_memory_mb() -> float:
    """The most memory this process has had at once.

    On Linux from VmHWM: ru_maxrss would also count what the parent had when it made this process.
    """
    if OWN_STATUS.exists():
        fields = dict(line.split(":", 1) for line in OWN_STATUS.read_text("utf-8").splitlines())
        if "VmHWM" in fields:
            return int(fields["VmHWM"].split()[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


@dataclass
class Report:
    file: str
    shop: str
    currency: str
    rows: int = 0
    fates: Counter[Rule] = field(default_factory=Counter)  # each row once
    hygiene: Counter[str] = field(default_factory=Counter)  # a row may count several times
    amounts_cents: Counter[str] = field(default_factory=Counter)  # of the whole file, whenever its rows arrived
    added: Counter[str] = field(default_factory=Counter)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    peak_memory_mb: float = 0.0

    def note(self, row: Row) -> None:
        """Count what is remarkable about a row that can be read."""
        if not row.customer:
            self.hygiene["rows_without_customer"] += 1
        if row.quantity < 0:
            self.hygiene["negative_quantity_rows"] += 1
        if row.price <= 0:
            self.hygiene["non_positive_price_rows"] += 1
        if row.invoice.startswith(CANCELLATION):
            self.hygiene["cancellation_rows"] += 1

    def add_amount(self, rule: Rule, cents: int) -> None:
        kind = "sold" if rule in SALES else "set_aside" if rule in SET_ASIDE else "given_back"
        self.amounts_cents[kind] += cents if rule != Rule.RETURNED else -cents
        self.amounts_cents["net"] += cents

    def add_unreadable(self, number: int, trouble: Unreadable) -> None:
        self.fates[Rule.UNREADABLE] += 1
        if len(self.unreadable) < MOST_EXAMPLES:
            self.unreadable.append({"line": number, "column": trouble.column, "why": trouble.why})

    @property
    def rows_per_second(self) -> int:
        return round(self.rows / self.seconds) if self.seconds else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "shop": self.shop,
            "currency": self.currency,
            "rows": self.rows,
            "fates": {rule.value: self.fates[rule] for rule in Rule},
            "hygiene": {name: self.hygiene[name] for name in HYGIENE},
            "amounts_cents": {name: self.amounts_cents[name] for name in AMOUNTS},
            "added": {name: self.added[name] for name in ADDED},
            "unreadable": self.unreadable,
            "seconds": round(self.seconds, 2),
            "rows_per_second": self.rows_per_second,
            "peak_memory_mb": round(self.peak_memory_mb),
        }

    def as_text(self) -> str:
        told = self.as_json()
        lines = [
            f"{self.file} → {self.shop}: {self.rows:,} rows in {self.seconds:.1f} s ({self.rows_per_second:,} rows/s)"
        ]
        for heading, part in (
            ("Every row once", told["fates"]),
            ("Worth knowing (a row may count in several)", told["hygiene"]),
            ("Added by this run", told["added"]),
        ):
            lines += ["", heading, *(f"  {name.replace('_', ' '):<32}{count:>14,}" for name, count in part.items())]
        lines += ["", f"Amounts of the whole file, {self.currency}"]
        lines += [
            f"  {name.replace('_', ' '):<32}{cents / 100:>14,.2f}" for name, cents in told["amounts_cents"].items()
        ]
        lines += [f"  line {bad['line']}: {bad['column']} {bad['why']}" for bad in self.unreadable]
        return "\n".join(lines)


HYGIENE = (
    "rows_without_customer",
    "cancellation_rows",
    "negative_quantity_rows",
    "non_positive_price_rows",
    "duplicate_rows",
    "invoices_of_several_customers",
    "invoices_of_several_moments",
    "invoices_in_pieces",
)
AMOUNTS = ("sold", "given_back", "set_aside", "net")
ADDED = ("orders", "order_lines", "credit_notes", "rows_set_aside", "customers", "products")
