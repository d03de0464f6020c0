"""Django's migrate, except that a new database gets all tables at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from config.kernel.newborn import build, is_empty


class Command(Migrate):
    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--step-by-step", action="store_true", help="Apply one migration after another on a new database, too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"] or options["fake"])
        if whole and not options["step_by_step"] and is_empty(connection):
            count = build(connection)
            if options["verbosity"]:
                self.stdout.write(f"A new database: its tables are made at once ({count} migrations).")
        super().handle(*args, **options)
