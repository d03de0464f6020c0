"""Collect every string for translators and compile them: `make messages`; `--check` only names the missing.

Deterministic, so that merges stay small: sorted, no places, no dates, no guesses, nothing obsolete.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "config" / "locale"
WORDING = ROOT / "config" / "wording"  # kept by hand: other people's strings in our words
LANGUAGE = "zh_Hans"
CATALOGUE = LOCALES / LANGUAGE / "LC_MESSAGES" / "django.po"
ELSEWHERE = ["node_modules", ".venv", "var", "tests", "bench", "docs", "deploy", ".ci"]
APPS = ["config", "accounts", "catalog", "orders", "community", "content", "analytics", "recommender"]
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
NOISE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\n', re.MULTILINE
)


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    if not shutil.which("xgettext"):
        print("Strings were not collected: that needs GNU gettext (apt-get install gettext)")
        return 0 if "--check" in arguments else 1
    before = CATALOGUE.read_text("utf-8") if CATALOGUE.exists() else ""
    collect()
    if "--check" in arguments:
        found = CATALOGUE.read_text("utf-8")
        CATALOGUE.write_text(before, "utf-8")
        faults = untranslated(found) + hidden()
        if found != before:
            faults.append("strings were added or removed; run: make messages")
        print("\n".join(faults) or "every string is translated")
        return 1 if faults else 0
    for one in [CATALOGUE, *WORDING.rglob("*.po")]:
        subprocess.run(["msgfmt", "--check-format", "-o", one.with_suffix(".mo"), one], check=True)
    missing = untranslated(CATALOGUE.read_text("utf-8"))
    print("\n".join(missing) or "every string is translated")
    return 0


def collect() -> None:
    """makemessages, without guessing, then in one order."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django
    from django.core.management import call_command
    from django.core.management.commands import makemessages

    class Command(makemessages.Command):
        msgmerge_options = ["--quiet", "--backup=none", "--update", "--no-fuzzy-matching"]

    django.setup()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    call_command(
        Command(),
        locale=[LANGUAGE],
        extensions=["html", "py", "txt"],
        ignore_patterns=ELSEWHERE,
        no_location=True,
        no_obsolete=True,
        no_wrap=True,
        verbosity=0,
    )
    subprocess.run(["msgcat", "--sort-output", "--no-wrap", "-o", CATALOGUE, CATALOGUE], check=True)
    CATALOGUE.write_text(NOISE.sub("", CATALOGUE.read_text("utf-8")), "utf-8")


def hidden() -> list[str]:
    """Words inside f-strings: xgettext does not look there, so nobody would ever translate them."""
    found = []
    for path in (one for app in APPS for one in sorted((ROOT / app).rglob("*.py"))):
        for text in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)):
            calls = (node.func for node in ast.walk(text) if isinstance(node, ast.Call))
            if any(isinstance(call, ast.Name) and call.id in CALLS for call in calls):
                found.append(f"hidden in an f-string: {path.relative_to(ROOT)}:{text.lineno}")
    return found


def untranslated(catalogue: str) -> list[str]:
    """The entries that are empty or marked as a guess."""
    faults = []
    for word, option in (("untranslated", "--untranslated"), ("guessed", "--only-fuzzy")):
        command = ["msgattrib", option, "--no-wrap", "-"]
        found = subprocess.run(command, input=catalogue, check=True, capture_output=True, text=True).stdout
        entries = [entry for entry in found.split("\n\n") if "Content-Type" not in entry]
        faults += [f"{word}: {entry[entry.index('msgid') :]}" for entry in entries if "msgid" in entry]
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
