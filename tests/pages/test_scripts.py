"""What pages load: one script made of the modules, in development as when files are collected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from config.scripts import NAME, SOURCES, Finder, one_script


def test_the_one_script_has_every_module_the_entry_imports() -> None:
    said, entry = one_script(), (SOURCES / "app.js").read_text("utf-8")
    names = re.findall(r'from "\./(\w+)\.js"', entry)
    assert len(names) > 5
    assert [said.index(f"const of_{name} = (() => {{") for name in names]
    assert not re.search(r"^(import|export) ", said, re.MULTILINE)
    assert "return { say, startToasts };" in said
    assert "const { startToasts } = of_toasts;" in said


def test_it_is_found_under_its_name_and_made_anew_when_a_module_changes() -> None:
    found = finders.find(NAME)
    assert found is not None
    assert Path(found).read_text("utf-8") == one_script()
    Path(found).write_text("of yesterday", "utf-8")
    [(name, storage)] = Finder().list(None)
    assert (name, storage.open(name).read().decode()) == (NAME, one_script())
    assert finders.find("js/app.js") == str(SOURCES / "app.js")


def test_a_module_that_imports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text('import { a } from "./a.js";\na();\n')
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    with pytest.raises(ValueError, match=r"a\.js imports"):
        one_script(tmp_path)


def test_pages_load_it(client, db) -> None:
    assert "js/site" in client.get("/products/").content.decode()
