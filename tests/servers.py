"""Loaded by pytest before Django: the embedded servers of the tests, apart from those of `make run`."""

import os
from pathlib import Path

os.environ["DJANGO_ENV"] = "test"
os.environ["HETANG_VAR"] = os.environ.get("HETANG_TEST_VAR") or str(
    Path(__file__).resolve().parent.parent / "var" / "test"
)
os.environ["HETANG_DURABLE"] = "0"

from config.embedded import ensure_servers

ensure_servers()
