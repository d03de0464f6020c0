"""`manage.py evaluate_recommender --train F --test F`: how good lists would be on any files of `user item` lines."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from threadpoolctl import threadpool_limits

from config.kernel.errors import DomainError
from recommender.evaluation.judging import Files, Report, case_of, evaluated, written
from recommender.evaluation.reports import as_json, as_table

MOST_TOP = 100


class Command(BaseCommand):
    help = "Choose settings on a hold-out, fit, and judge once on the test. Prints JSON. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, help="a folder with train.txt and test.txt (valid.txt, social.txt)")
        parser.add_argument("--train", type=Path)
        parser.add_argument("--test", type=Path)
        parser.add_argument("--valid", type=Path, help="held out for choosing, instead of a tenth of --train")
        parser.add_argument("--social", type=Path, help="lines of `user user`: who knows whom")
        parser.add_argument("--items", type=Path, help="all things there are, one id a line")
        parser.add_argument("--top", type=int, default=20, metavar="K", help="length of a list (default: 20)")
        parser.add_argument("--out", type=Path, help="write the chosen model's lists here: `user i1 … iK` lines")
        parser.add_argument("--forest", action="store_true", help="the random forest beside the other rankers (slow)")
        parser.add_argument("--table", action="store_true", help="a table beside the baselines instead of JSON")

    def handle(self, *, top: int, out: Path | None, table: bool, forest: bool, **options: Any) -> None:
        if not 1 <= top <= MOST_TOP:
            raise CommandError(f"--top takes 1 to {MOST_TOP}.")
        try:
            with threadpool_limits(limits=1):  # more threads cost more than they bring, and CPU seconds stay comparable
                report = evaluated(case_of(_files(options)), k=top, forest=forest, say=self._say(options["verbosity"]))
        except DomainError as refusal:
            raise CommandError(refusal.text) from refusal
        if out is not None:
            _write(out, report)
        self.stdout.write(as_table(report) if table else json.dumps(as_json(report), indent=2, allow_nan=False))

    def _say(self, verbosity: int) -> Any:
        return self.stderr.write if verbosity > 1 else lambda _text: None


def _files(options: dict[str, Any]) -> Files:
    folder: Path | None = options["data"]
    named = {name: options[name] for name in ("train", "test", "valid", "social", "items")}
    if folder is not None:
        for name in ("train", "test", "valid", "social"):
            path = folder / f"{name}.txt"
            if named[name] is None and (path.exists() or name in {"train", "test"}):
                named[name] = path
    if named["train"] is None or named["test"] is None:
        raise CommandError("Say --train and --test, or --data with a folder that has both.")
    return Files(**named)


def _write(out: Path, report: Report) -> None:
    try:
        with out.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in written(report.best.lists, report.case))
    except OSError as trouble:
        raise CommandError(f"{out} can't be written: {trouble}") from trouble
