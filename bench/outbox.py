"""Events through the outbox: writing them, and telling each to a subscriber exactly once (`python -m bench.outbox`)."""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass
from typing import ClassVar

from bench.place import fresh_database
from bench.table import table

EVENTS, RUNS, A_TRANSACTION = 2_000, 5, 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.outbox", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    count = 200 if parser.parse_args().quick else EVENTS
    with fresh_database():
        from django.db import transaction

        from config.kernel import events
        from config.kernel.models import Delivery, OutboxEvent

        @dataclass(frozen=True)
        class Happened(events.Event):
            name: ClassVar[str] = "bench.happened"
            number: int

        heard: list[int] = []
        events.subscribe(Happened)(lambda event: heard.append(event.number))
        events._wake = lambda _pk: None  # the queue is not what is measured
        written, told, repeated = [], [], []
        for _run in range(RUNS):
            first = OutboxEvent.objects.count()
            written.append(_rate(count, lambda: _write(transaction, events, Happened, count)))
            pks = list(OutboxEvent.objects.order_by("pk").values_list("pk", flat=True)[first:])
            told.append(_rate(count, lambda pks=pks: [events.deliver_event(pk) for pk in pks]))
            repeated.append(_rate(count, lambda pks=pks: [events.deliver_event(pk) for pk in pks]))
        if len(heard) != RUNS * count or Delivery.objects.count() != RUNS * count:
            raise SystemExit(f"{len(heard)} heard of {RUNS * count}: every event must be heard once")
    rows = [
        [f"written, {A_TRANSACTION} a transaction", f"{statistics.median(written):,.0f}"],
        ["told to one subscriber, once, one process", f"{statistics.median(told):,.0f}"],
        ["told again (nothing happens)", f"{statistics.median(repeated):,.0f}"],
    ]
    print(table(["outbox", "events/s"], rows))


def _write(transaction: object, events: object, kind: type, count: int) -> None:
    for start in range(0, count, A_TRANSACTION):
        with transaction.atomic():
            for number in range(start, min(start + A_TRANSACTION, count)):
                events.publish(kind(number))


def _rate(count: int, action: object) -> float:
    began = time.perf_counter()
    action()
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
