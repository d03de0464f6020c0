"""After a run of pytest that failed: name what failed, and say whether all of it is on the list of unsettled tests.

Reads pytest's own record of the last failures. Exit 0 when every failure is of a file named in .ci/unsettled.txt.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"


def main() -> int:
    lines = (ROOT / ".ci" / "unsettled.txt").read_text("utf-8").splitlines()
    unsettled = tuple(line for line in lines if line and not line.startswith("#"))
    failed = sorted(json.loads(RECORD.read_text("utf-8"))) if RECORD.exists() else []
    if not failed:
        print("CI: the run ended badly and named no test.")
        return 1
    settled = [name for name in failed if not name.startswith(unsettled)]
    for name in failed:
        print(f"CI: failed{'' if name in settled else ' (unsettled)'}: {name}")
    return 1 if settled else 0


if __name__ == "__main__":
    sys.exit(main())
