"""Loaded by pytest before Django: the embedded servers of the tests, apart from those of `make run`."""

import os
import shutil
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

os.environ["DJANGO_ENV"] = "test"
os.environ["HETANG_VAR"] = os.environ.get("HETANG_TEST_VAR") or str(
    Path(__file__).resolve().parent.parent / "var" / "test"
)
os.environ["HETANG_DURABLE"] = "0"

from config.embedded import ensure_servers  # noqa: E402 - reads the variables above

ensure_servers()

from tests.template import ready_template  # noqa: E402 - needs the server

os.environ["HETANG_TEST_TEMPLATE"] = os.environ.get("HETANG_TEST_TEMPLATE") or ready_template()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line when the browser journeys could not be walked."""
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, BROWSERS)):
        terminalreporter.write_line(
            "No Chromium, so no browser journeys: apt-get install chromium fonts-noto-cjk, or set CHROMIUM=/path/to/it"
        )
