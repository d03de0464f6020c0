"""`manage.py seed_demo [--scale N] [--seed N]`: a living shop to look at."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.kernel.demo import PASSWORD, World, make_world


class Command(BaseCommand):
    help = "Fill an empty database with the demo world: people, shops, products, twelve weeks of orders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="how many times the usual size (default 1)")
        parser.add_argument("--seed", type=int, default=2026, help="the same number makes the same world")

    def handle(self, *, scale: int, seed: int, **_options: Any) -> None:
        if os.environ.get("DJANGO_ENV") == "prod" or not settings.DEMO:
            raise CommandError("The demo's logins have a known password: seed_demo does not run on a server (prod).")
        if scale < 1:
            raise CommandError("--scale must be 1 or more.")
        if get_user_model().objects.exists():
            raise CommandError("There are people here already, so nothing was added. Empty the database first.")
        began = time.monotonic()
        make_world(World(scale=scale, seed=seed, tell=self._tell(began)))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Demo world ready in {time.monotonic() - began:.1f} s; every login's password: {PASSWORD}")

    def _tell(self, began: float) -> Any:
        return lambda line: self.stdout.write(f"{time.monotonic() - began:5.1f} s  {line}")
