"""`manage.py list_events [--write]`: every event and who listens, as docs/events.md."""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.kernel.events import Event, event_types, subscribers_of

HEAD = """# Events

Facts that services publish, and who hears of them. Written by `make events`; a test keeps it equal to the code.
Fields are ids and plain values; a subscriber reads the rest itself and may safely hear the same fact twice.
"""


class Command(BaseCommand):
    help = "Print every event and its subscribers; --write puts them into docs/events.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *, write: bool, **_options: Any) -> None:
        text = events_page()
        if write:
            (settings.BASE_DIR / "docs" / "events.md").write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)


def events_page() -> str:
    kinds = sorted((kind for kind in event_types().values() if is_ours(kind)), key=lambda kind: kind.name)
    return "\n".join([HEAD, *(_entry(kind) for kind in kinds)])


def is_ours(kind: type[Event]) -> bool:
    return not kind.__module__.startswith("tests.")


def _entry(kind: type[Event]) -> str:
    fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind))
    promise = (kind.__doc__ or "").strip().splitlines()[0]
    promise = "" if promise.startswith(f"{kind.__name__}(") else f"{promise}\n\n"  # the dataclass' own words
    heard = [f"  - `{name}`" for name in subscribers_of(kind) if not name.startswith("tests.")] or ["  - nobody yet"]
    return "\n".join([f"## `{kind.name}`", "", f"{promise}- carries {fields or 'nothing'}", "- heard by", *heard, ""])
