"""`python -m bench [NAME …] [--quick]`: each in its own process."""

from __future__ import annotations

import argparse
import subprocess
import sys

BENCHES = ("pages", "checkout", "imports", "outbox", "room", "feeds", "behaviour", "metrics", "recommender")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHES)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="small and short: to see that it works, not how fast")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHES):
        parser.error(f"no bench called {', '.join(sorted(unknown))}")
    worst = 0
    for name in asked.names or BENCHES:
        print(f"\n## {name}\n", flush=True)
        command = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if asked.quick else [])]
        worst = max(worst, subprocess.run(command, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
