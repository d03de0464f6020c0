"""`manage.py fit_growth FILE.csv`: growth models fitted to two columns, t and value."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.growth.choosing import CURVES, fitted
from analytics.growth.reading import points_of
from analytics.growth.reports import as_json, as_table
from config.kernel.errors import DomainError

MOST_PERIODS = 1000


class Command(BaseCommand):
    help = "Fit growth models to a CSV file of t,value. Prints JSON; exits 1 when no model asked for can be fitted."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--model", choices=[*CURVES, "best"], default="best", help="default: both, and the better one"
        )
        parser.add_argument("--ceiling", type=float, help="a ceiling you know, instead of an estimated L")
        parser.add_argument("--forecast", type=int, default=0, metavar="N", help="N further periods, with a 95%% band")
        parser.add_argument("--table", action="store_true", help="a table instead of JSON")

    def handle(self, *, file: Path, model: str, ceiling: float | None, forecast: int, table: bool, **_: Any) -> None:
        if not 0 <= forecast <= MOST_PERIODS:
            raise CommandError(f"--forecast takes 0 to {MOST_PERIODS}.")
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                points = points_of(lines)
        except (OSError, UnicodeDecodeError) as trouble:
            raise CommandError(f"{file} can't be read: {trouble}") from trouble
        except DomainError as refusal:
            raise CommandError(refusal.text) from refusal
        choice = fitted(points, models=CURVES if model == "best" else [model], ceiling=ceiling)
        report = as_json(choice, periods=forecast)
        self.stdout.write(
            as_table(choice, periods=forecast)
            if table
            else json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
        )
        if choice.best is None:
            raise CommandError(" ".join(dict.fromkeys(refusal.text for refusal in choice.refusals.values())))
