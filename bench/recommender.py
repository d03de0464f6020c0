"""All models of the recommender beside each other on real files (`python -m bench.recommender`).

The files are in $HETANG_DATA, or ../shared/data beside the checkout; without them made-up ones are judged, which says
how long it takes and nothing about how good it is.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.place import ROOT

DATA = Path(os.environ.get("HETANG_DATA") or ROOT.parent / "shared" / "data")
SETS = ("lastfm-social", "online-retail-temporal")


def made_up(folder: Path, people: int, things: int, each: int) -> Path:
    """Popular things by a power law, and a taste of five for everybody."""
    dice = random.Random(6)
    with (folder / "train.txt").open("w") as train, (folder / "test.txt").open("w") as test:
        for person in range(people):
            for _pair in range(each):
                thing = int(things * dice.random() ** 2) // 5 * 5 + person % 5
                print(person, min(thing, things - 1), file=test if dice.random() < 0.2 else train)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.recommender", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as place:
        folders = [DATA / name for name in SETS if (DATA / name / "train.txt").exists() and not quick]
        folders = folders or [made_up(Path(place), *((300, 200, 12) if quick else (5_000, 2_000, 20)))]
        worst = 0
        for folder in folders:  # each in its own process: peak memory is that of the process
            print(f"\n{folder.name}\n", flush=True)
            command = [
                sys.executable,
                str(ROOT / "manage.py"),
                "evaluate_recommender",
                "--data",
                str(folder),
                "--table",
            ]
            worst = max(worst, subprocess.run(command, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
