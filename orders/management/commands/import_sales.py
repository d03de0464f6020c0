"""`manage.py import_sales FILE --shop SLUG`: a shop's past, from a file of invoice lines."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError

from catalog.shops.models import Shop
from config.kernel.errors import DomainError
from orders.history.reader import COLUMNS
from orders.history.services import import_sales


class Command(BaseCommand):
    help = "Import past sales (.csv, .csv.gz, .xlsx). Running it again adds only what is not here yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, help="slug of the shop the sales belong to")
        parser.add_argument(
            "--columns", choices=sorted(COLUMNS), default="online-retail", help="how the columns are named"
        )
        parser.add_argument("--zone", default="Europe/London", help="time zone of the dates (default Europe/London)")
        parser.add_argument("--currency", default="GBP")
        parser.add_argument("--encoding", default="utf-8-sig", help="of a CSV file (default utf-8-sig)")
        parser.add_argument("--report", type=Path, help="also write the report here, as JSON")

    def handle(
        self,
        *,
        file: Path,
        shop: str,
        columns: str,
        zone: str,
        currency: str,
        encoding: str,
        report: Path | None,
        **_: Any,
    ) -> None:
        owner = Shop.objects.filter(slug=shop).first()
        if owner is None:
            raise CommandError(f"There is no shop {shop!r}.")
        try:
            ZoneInfo(zone)
            done = import_sales(
                path=file,
                shop=owner,
                columns=columns,
                zone=zone,
                currency=currency.upper(),
                encoding=encoding,
                tell=self._tell,
            )
        except (ZoneInfoNotFoundError, ValueError) as trouble:
            raise CommandError(f"There is no time zone {zone!r}.") from trouble
        except DomainError as refusal:
            raise CommandError(refusal.text) from refusal
        self.stdout.write(done.as_text())
        if report:
            report.write_text(json.dumps(done.as_json(), indent=2, ensure_ascii=False) + "\n")

    def _tell(self, line: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{line:<60}", ending="")
        else:
            self.stderr.write(line)
