"""What is written beside the code agrees with it: translations, the list of events, templates."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.template.loader import get_template

from config.kernel.management.commands.list_events import events_page

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "config" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}")
TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))


def compiled(name: str) -> str:
    """All literal text of a template as it reaches the page."""
    template = get_template(name).template
    return "".join(getattr(node, "s", "") for node in template.nodelist.get_nodes_by_type(object))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_component_tag_is_understood(name):
    assert "<c-" not in compiled(name)


def test_the_list_of_events_is_that_of_the_code():
    assert (ROOT / "docs" / "events.md").read_text(encoding="utf-8") == events_page(), "run: make events"


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_string_is_in_chinese(catalogue):
    entries = [entry for entry in catalogue if not entry.obsolete]
    assert entries
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert [entry.msgid for entry in entries if entry.fuzzy] == []


def test_translations_keep_their_placeholders(catalogue):
    wrong = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        allowed = wanted | set(PLACEHOLDER.findall(entry.msgid))
        wrong += [text for text in texts if not wanted <= set(PLACEHOLDER.findall(text)) <= allowed]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_text(catalogue):
    binary = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert texts_of(binary) == texts_of(entry for entry in catalogue if entry.translated()), "run: make messages"


def texts_of(entries) -> dict:
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in entries}
