"""`manage.py export_events`: closed days of events as Parquet files, for DuckDB and for keeping."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.engines.archive import Archive, has_duckdb
from config.kernel.clock import now


class Command(BaseCommand):
    help = "Write closed days of events to EVENT_ARCHIVE, one Parquet file a day; files that are up to date stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day, YYYY-MM-DD")

    def handle(self, *, first: date | None, last: date | None, **_: Any) -> None:
        if not has_duckdb():
            raise CommandError("DuckDB writes these files: pip install duckdb")
        if first and last and last < first:
            raise CommandError("--to is before --from.")
        archive = Archive.of_site()
        written = archive.export(now=now(), first=first, last=last)
        self.stdout.write(f"{len(written)} days written, {len(archive.days)} in {archive.folder}")
