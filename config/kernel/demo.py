"""The demo world: what each app adds in the one-way order, and what the next one finds.

Every app that has something to show keeps `<app>/demo/__init__.py` with `seed(world)`. It is called after those of the
apps below it, writes in bulk, and puts what it made on the world. The same seed, scale and hour make the same world:
use `world.dice(name)` for chance, `world.now` for time and `world.public_id(dice)` for identifiers, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import DateTimeField, Model

from config.kernel.clock import now
from config.kernel.ids import ALPHABET

PASSWORD = "lotus-pond-2026"  # noqa: S105 - printed by `make run`; the logins exist only in demo mode


def this_hour() -> datetime:
    return now().replace(minute=0, second=0, microsecond=0)


def in_silence(_line: str) -> None:
    """For tests: a world made without a word."""


@dataclass
class World:
    """The demo while it is being made."""

    scale: int = 1
    seed: int = 2026
    now: datetime = field(default_factory=this_hour)
    tell: Callable[[str], None] = in_silence

    # accounts: people with a login under the name before the @ (shopper, shopper2, merchant, merchant2, staff, courier,
    # operator, admin); shoppers hold the two as well; addresses by the pk of their person
    cast: dict[str, Any] = field(default_factory=dict)
    shoppers: list[Any] = field(default_factory=list)
    addresses: dict[int, Any] = field(default_factory=dict)
    merchants: list[Any] = field(default_factory=list)  # approved ones; the first two belong to merchant and merchant2
    carriers: list[Any] = field(default_factory=list)  # the first one is the courier's
    couriers: list[Any] = field(default_factory=list)

    # catalog: shops in the order of their merchants; products on sale, with `.variants` as usual
    shops: list[Any] = field(default_factory=list)
    products: list[Any] = field(default_factory=list)

    # orders: newest last
    orders: list[Any] = field(default_factory=list)

    def times(self, count: int) -> int:
        """A number of things at this scale."""
        return count * self.scale

    def dice(self, name: str) -> Random:
        """Chance of its own for one part of the world, so that a new part leaves the others as they were."""
        return Random(f"{self.seed}:{name}")  # noqa: S311 - a demo, not a secret

    def public_id(self, dice: Random, length: int = 16) -> str:
        """Like `ids.public_id`, but the same again for the same seed."""
        return "".join(dice.choices(ALPHABET, k=length))

    @cached_property
    def password(self) -> str:
        """The hash of the demo password, made once: hashing is slow on purpose."""
        return make_password(PASSWORD)


@contextmanager
def times_as_given(*models: type[Model]) -> Iterator[None]:
    """Rows written in here keep the instants they carry; `auto_now` and `auto_now_add` don't write the present."""
    stamps = [stamp for model in models for stamp in model._meta.fields if isinstance(stamp, DateTimeField)]
    usual = [(stamp, stamp.auto_now, stamp.auto_now_add) for stamp in stamps]
    for stamp in stamps:
        stamp.auto_now = stamp.auto_now_add = False
    try:
        yield
    finally:
        for stamp, auto_now, auto_now_add in usual:
            stamp.auto_now, stamp.auto_now_add = auto_now, auto_now_add


def take_stock() -> None:
    """Let PostgreSQL count what was written: plans made for empty tables read all of a full one, again and again."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in apps.get_models() if model._meta.managed]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


@transaction.atomic
def make_world(world: World) -> World:
    """Let every app add its part. All of it or nothing, however long the machine takes."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.demo") and hasattr(part := import_module(f"{config.name}.demo"), "seed"):
            part.seed(world)
            take_stock()
    return world
