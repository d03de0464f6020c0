#!/usr/bin/env python3
"""Check a lottery's proof with nothing but Python: `python3 verify_lottery.py proof.json [--commit HASH] [--entry KEY]`.

Download the proof from the lottery's page after the draw. With --commit give the hash you noted before the lottery
closed; with --entry the number of your own entry; with --public the announced value as you looked it up yourself.
Exit 0 when everything fits, 1 when something doesn't.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def checks(proof: dict[str, Any], commit: str = "", entry: str = "", public: str = "") -> list[tuple[str, bool]]:
    seed, entries, value = bytes.fromhex(proof["server_seed"]), proof["entries"], proof["public_value"]
    found = [
        ("the seed is the one committed to before", sha256(seed) == proof["commit_hash"]),
        (
            "the entries are the frozen ones",
            sha256(f"{','.join(sorted(entries))}|{len(entries)}".encode()) == proof["entries_hash"],
        ),
        ("no entry counts twice", len(entries) == len(set(entries))),
    ]
    if proof["mode"] == "witness":
        found.append(
            ("the second seed is the one committed to before", sha256(bytes.fromhex(value)) == proof["witness_hash"])
        )
    ranking = sorted(
        (hmac.new(seed, f"{value}|{proof['lottery']}|{one}".encode(), hashlib.sha256).hexdigest(), one)
        for one in entries
    )
    drawn = [one for _score, one in ranking][: proof["winners"] + proof["backups"]]
    found.append(("winners and those who step in follow from all that", drawn == proof["drawn"]))
    if commit:
        found.append(("the commitment is the one you noted", commit == proof["commit_hash"]))
    if entry:
        found.append(("your entry took part", entry in entries))
    if public:
        found.append(("the public value is the one you looked up", public == value))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    for name in ("commit", "entry", "public"):
        parser.add_argument(f"--{name}", default="")
    asked = parser.parse_args()
    try:
        found = checks(json.loads(asked.file.read_text("utf-8")), asked.commit, asked.entry, asked.public)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as trouble:
        print(f"This is no proof: {trouble}")
        return 1
    for words, is_right in found:
        print(f"{'ok  ' if is_right else 'FAIL'} {words}")
    return 0 if all(is_right for _words, is_right in found) else 1


if __name__ == "__main__":
    sys.exit(main())
