"""Ten million events of 200,000 people over twelve weeks, copied straight into the months of the table.

A few people do most of it (a power law), newcomers come all the time and do less and less, evenings and weekends are
busier, a few things are looked at most. The same numbers make the same events. `fill` serves whoever needs them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

EVENTS, PEOPLE, DAYS = 10_000_000, 200_000, 84
QUICK_EVENTS, QUICK_PEOPLE = 200_000, 4_000
FIRST = datetime(2026, 6, 1, tzinfo=UTC) - timedelta(hours=8)  # local midnight of a Monday
NOTES, PRODUCTS, SHOPS = 16_000, 10_000, 50
DAY_US = 86_400_000_000
EPOCH_2000 = datetime(2000, 1, 1, tzinfo=UTC)
# name, share, what it is about
NAMES = (
    ("impression", 0.550, "note"),
    ("click", 0.120, "note"),
    ("note_view", 0.105, "note"),
    ("product_view", 0.080, "product"),
    ("search", 0.045, ""),
    ("like", 0.045, "note"),
    ("share", 0.012, "note"),
    ("comment", 0.012, "note"),
    ("cart_view", 0.016, ""),
    ("order_placed", 0.008, "order"),
    ("order_paid", 0.007, "order"),
)
HOURS = (2, 1, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 18, 15, 13, 13, 14, 16, 20, 26, 32, 34, 26, 10)
WEEKDAYS = (1.0, 1.0, 1.0, 1.0, 1.15, 1.4, 1.4)
COLUMNS = (
    "id, happened_at, arrived_at, name, actor_id, session, object_kind, object_id, shop_id, is_bot, is_staff, details"
)


def fill(events: int = EVENTS, people: int = PEOPLE) -> int:
    """People and their events; how many events."""
    from django.db import connection

    from analytics.tracking.partitions import ensure_months

    ensure_months(FIRST, FIRST + timedelta(days=DAYS))
    done = 0
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET synchronous_commit = off")
        cursor.execute(
            """INSERT INTO analytics_actor (id, visitor, since)
               SELECT n, gen_random_uuid(), %s FROM generate_series(1, %s) n""",
            [FIRST, people],
        )
        for day in days(events, people):
            cursor.copy_expert(
                f"COPY analytics_event ({COLUMNS}) FROM STDIN WITH BINARY", io.BytesIO(b"".join(day.parts))
            )
            done += day.count
        cursor.execute("SELECT setval(pg_get_serial_sequence('analytics_actor', 'id'), %s)", [people])
        cursor.execute("ANALYZE analytics_event; ANALYZE analytics_actor")
    return done


class Day:
    """One local day, as PostgreSQL's binary COPY wants it."""

    def __init__(self) -> None:
        self.parts = [b"PGCOPY\n\xff\r\n\0" + bytes(8)]
        self.count = 0

    def close(self) -> None:
        self.parts.append(b"\xff\xff")


def days(events: int, people: int, *, seed: int = 2026) -> Iterator[Day]:
    import numpy as np

    dice = np.random.default_rng(seed)
    zeal = (1 - dice.random(people)) ** (-1 / 0.9)  # Pareto: the median person does little, a few do very much
    joined = np.floor(dice.random(people) ** 1.3 * DAYS).astype(np.int64)
    busy = np.array([WEEKDAYS[day % 7] * (1 + day / DAYS) for day in range(DAYS)])
    counts = np.floor(busy / busy.sum() * events).astype(np.int64)
    counts[-1] += events - counts.sum()
    hours = np.array(HOURS) / sum(HOURS)
    for number in range(DAYS):
        age = number - joined
        weight = np.where(age >= 0, zeal * (np.maximum(age, 0) + 1.0) ** -0.5, 0.0)
        reach = np.cumsum(weight)
        actor = np.searchsorted(reach, dice.random(counts[number]) * reach[-1]) + 1
        moment = dice.choice(24, counts[number], p=hours) * (DAY_US // 24) + dice.integers(
            0, DAY_US // 24, counts[number]
        )
        kind = dice.choice(len(NAMES), counts[number], p=[share for _name, share, _thing in NAMES])
        day = Day()
        for place, (name, _share, thing) in enumerate(NAMES):
            mine = np.flatnonzero(kind == place)
            mine = mine[np.argsort(moment[mine], kind="stable")]
            day.parts.append(_rows(dice, name, thing, actor[mine], moment[mine], number))
            day.count += len(mine)
        day.close()
        yield day


def _rows(dice: Any, name: str, thing: str, actor: Any, moment: Any, number: int) -> bytes:
    """Rows of one name are equally long, so numpy lays them out."""
    import numpy as np

    many = len(actor)
    has_shop = thing in {"product", "order"}
    rows = np.zeros(many, dtype=_layout(name, thing, has_shop=has_shop))
    start = int((FIRST + timedelta(days=number) - EPOCH_2000) / timedelta(microseconds=1))
    rows["columns"] = 12
    for column, size in _sizes(name, thing, has_shop=has_shop).items():
        rows[f"{column}_size"] = size
    rows["id"] = np.frombuffer(dice.bytes(16 * many), dtype="V16")
    rows["happened_at"] = start + moment
    rows["arrived_at"] = start + moment + 2_000_000
    rows["name"] = name.encode()
    rows["actor_id"] = actor
    session = np.zeros((many, 2), dtype=">i8")
    session[:, 0], session[:, 1] = actor, number * 3 + moment // (DAY_US // 3)
    rows["session"] = np.ascontiguousarray(session).view("V16").reshape(many)
    if thing:
        rows["object_kind"] = thing.encode()
        most = {"note": NOTES, "product": PRODUCTS, "order": 10**9}[thing]
        rows["object_id"] = 1 + np.floor(most * dice.random(many) ** 2.5).astype(np.int64)
    if has_shop:
        rows["shop_id"] = 1 + rows["object_id"].astype(np.int64) % SHOPS
    rows["is_bot"] = (actor % 997 == 0).astype(np.uint8)
    rows["details"] = b"\x01{}"
    return bytes(rows.tobytes())


def _sizes(name: str, thing: str, *, has_shop: bool) -> dict[str, int]:
    return {
        "id": 16,
        "happened_at": 8,
        "arrived_at": 8,
        "name": len(name),
        "actor_id": 8,
        "session": 16,
        "object_kind": len(thing),
        "object_id": 8,
        "shop_id": 8 if has_shop else -1,
        "is_bot": 1,
        "is_staff": 1,
        "details": 3,
    }


def _layout(name: str, thing: str, *, has_shop: bool) -> Any:
    import numpy as np

    kinds = {"id": "V16", "session": "V16", "is_bot": "u1", "is_staff": "u1", "details": "S3"}
    kinds |= {"name": f"S{len(name)}", "object_kind": f"S{len(thing)}"}
    fields: list[tuple[str, str]] = [("columns", ">i2")]
    for column, size in _sizes(name, thing, has_shop=has_shop).items():
        fields.append((f"{column}_size", ">i4"))
        if size > 0:
            fields.append((column, kinds.get(column, ">i8")))
    return np.dtype(fields)
