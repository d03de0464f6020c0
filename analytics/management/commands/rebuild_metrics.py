"""`manage.py rebuild_metrics [--from DAY --to DAY]`: all days of behaviour and trade counted anew."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.rollups.services import rebuild


class Command(BaseCommand):
    help = "Count the days of behaviour and trade anew: all of them, or those from one day to another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", help="with this day")

        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="default: one a processor")

    def handle(self, *, first: date | None, last: date | None, workers: int, **_: Any) -> None:
        if first is not None and last is not None and last < first:
            raise CommandError("--to is before --from.")
        began = monotonic()
        days = rebuild(first, last, workers=workers)
        self.stdout.write(f"{days} days counted in {monotonic() - began:.1f} s")
