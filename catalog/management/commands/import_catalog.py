"""`manage.py import_catalog FILE --shop SLUG [--dry-run]`: products from CSV or XLSX, all or nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.bulk.services import check_file, import_file
from catalog.shops.models import Shop
from config.kernel.errors import DomainError

BAR = 30


class Command(BaseCommand):
    help = "Import products of one shop. Columns: docs/import.md. Nothing is written when a row has a fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, help="slug of the shop, as in /shops/<slug>/")
        parser.add_argument("--dry-run", action="store_true", help="only check")

    def handle(self, *, file: Path, shop: str, dry_run: bool, **_options: Any) -> None:
        found = Shop.objects.filter(slug=shop).first()
        if found is None:
            known = ", ".join(Shop.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"No shop is called {shop!r}. There are: {known or 'none yet'}.")
        try:
            with file.open("rb") as opened:
                if dry_run:
                    report = check_file(shop=found, file=opened, tell=self._bar("checked"))
                else:
                    report = import_file(shop=found, file=opened, tell=self._bar("imported"))
        except OSError as trouble:
            raise CommandError(f"Cannot open {file}: {trouble.strerror}") from trouble
        except DomainError as refusal:
            raise CommandError(refusal.text) from refusal
        if not report.is_clean:
            for fault in report.faults:
                self.stderr.write(f"line {fault.row}, {fault.column}: {fault.message}")
            raise CommandError(f"{len(report.faults)} faults, nothing was imported.")
        verb = "would be" if dry_run else "were"
        self.stdout.write(f"{report.rows} rows: {report.created} products {verb} created, {report.updated} updated.")

    def _bar(self, word: str) -> Any:
        def tell(rows: int) -> None:
            if sys.stderr.isatty():
                self.stderr.write(f"\r{word} {rows:,} rows {'▪' * (rows // 500 % BAR + 1):<{BAR}}", ending="")
                self.stderr.flush()

        return tell
