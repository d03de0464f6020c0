"""Closed days as Parquet: what is exported, when again, and when DuckDB may answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from analytics.engines import engine_for
from analytics.engines.archive import Archive, has_duckdb
from analytics.engines.tasks import keep
from analytics.metrics.oracle import Oracle
from analytics.metrics.specs import ActiveSpec
from analytics.rollups.models import Watermark
from tests.analytics.engines.world import write
from tests.analytics.metrics.logs import at, did, shared

pytestmark = [
    pytest.mark.usefixtures("table"),
    pytest.mark.skipif(not has_duckdb(), reason="DuckDB is not installed"),
]

EVENTS = [
    did("li", "open", "2026-03-03 10:00"),
    did("wu", "open", "2026-03-03 23:59:59.999999"),
    did("wu", "open", "2026-03-05 10:00"),
]
LATE = timedelta(hours=72)


@pytest.fixture
def archive(settings, tmp_path) -> Archive:
    settings.EVENT_ARCHIVE = tmp_path / "events"
    return Archive.of_site()


def test_only_closed_days_are_exported_and_days_without_events_too(archive):
    write(EVENTS)
    ends = at("2026-03-05 00:00")
    archive.export(now=ends + LATE - timedelta(seconds=1))
    assert archive.days == [date(2026, 3, 3)]
    archive.export(now=ends + LATE)
    assert archive.days == [date(2026, 3, 3), date(2026, 3, 4)]
    assert archive.through == ends


def test_a_file_is_written_again_only_when_its_events_are_others(archive):
    write(EVENTS)
    now = at("2026-03-10 00:00")
    assert archive.export(now=now) == [date(2026, 3, day) for day in (3, 4, 5, 6)]
    assert archive.export(now=now) == []
    write(EVENTS[1:])  # Li has been erased
    assert archive.export(now=now) == [date(2026, 3, 3)]
    write([*EVENTS[1:2], replace(EVENTS[2], user="li")])  # what Wu did was done by Li
    assert archive.export(now=now) == [date(2026, 3, 5)]
    assert not list(archive.folder.glob("tmp*"))


def test_duckdb_answers_what_the_archive_knows(archive):
    write(EVENTS)
    archive.export(now=at("2026-03-10 00:00"))
    spec = ActiveSpec(**shared(as_of=at("2026-03-07 00:00")))
    chosen = engine_for(spec, wanted="duckdb")
    assert (chosen.name, chosen.instead_of, chosen.data_up_to) == ("duckdb", "", at("2026-03-07 00:00"))
    assert chosen.engine.active(spec) == Oracle(EVENTS).active(spec)


def test_what_the_archive_does_not_know_the_default_answers_and_says_so(archive, settings):
    settings.METRICS_ENGINE = "duckdb"
    write(EVENTS)
    spec = ActiveSpec(**shared(as_of=at("2026-03-07 00:00")))
    assert (engine_for(spec).name, engine_for(spec).instead_of) == ("postgres", "duckdb")
    archive.export(now=at("2026-03-10 00:00"))
    later = replace(spec, as_of=at("2026-03-07 00:00:01"))
    assert (engine_for(later).name, engine_for(later).instead_of) == ("postgres", "duckdb")
    assert engine_for(later).engine.active(later) == Oracle(EVENTS).active(later)
    archive.path(date(2026, 3, 4)).unlink()
    assert engine_for(spec).name == "postgres"


def test_without_duckdb_the_default_answers(archive, monkeypatch):
    monkeypatch.setattr("analytics.engines.choosing.has_duckdb", lambda: False)
    spec = ActiveSpec(**shared())
    assert (engine_for(spec, wanted="duckdb").name, engine_for(spec, wanted="duckdb").instead_of) == (
        "postgres",
        "duckdb",
    )


def test_one_shop_s_events(archive):
    write(EVENTS, shop_id=7)
    archive.export(now=at("2026-03-10 00:00"))
    spec = ActiveSpec(**shared(as_of=at("2026-03-07 00:00")))
    counted = [engine_for(spec, shop_id=shop, wanted="duckdb").engine.active(spec) for shop in (7, 8)]
    assert [sum(line.daily for line in table.days) for table in counted] == [3, 0]


def test_the_command(archive, capsys, monkeypatch):
    write(EVENTS)
    call_command("export_events", "--from", "2026-03-04", "--to", "2026-03-05")
    assert "2 days written, 2 in" in capsys.readouterr().out
    with pytest.raises(CommandError, match="before"):
        call_command("export_events", "--from", "2026-03-05", "--to", "2026-03-04")
    monkeypatch.setattr("analytics.management.commands.export_events.has_duckdb", lambda: False)
    with pytest.raises(CommandError, match="pip install duckdb"):
        call_command("export_events")


def test_nothing_to_export(archive):
    write([])
    assert archive.export(now=datetime(2026, 3, 10, tzinfo=UTC)) == []
    assert archive.through is None


def test_days_go_with_their_events(archive):
    write(EVENTS)
    archive.export(now=at("2026-03-10 00:00"))
    write(EVENTS[2:])  # the months before have been dropped
    archive.export(now=at("2026-03-10 00:00"))
    assert archive.days == [date(2026, 3, 5), date(2026, 3, 6)]
    write([])
    archive.export(now=at("2026-03-10 00:00"))
    assert archive.days == []


def test_a_day_of_which_half_was_dropped_is_no_day(archive):
    write(EVENTS)
    Watermark.objects.create(name=Watermark.RAW_FROM, until=at("2026-03-03 12:00"))
    archive.export(now=at("2026-03-10 00:00"))
    assert archive.days == [date(2026, 3, day) for day in (4, 5, 6)]


def test_the_timer_keeps_an_archive_that_is_there_and_begins_none(archive):
    write(EVENTS)
    assert keep() == 0
    assert not archive.days
    archive.export(now=at("2026-03-10 00:00"))
    write(EVENTS[1:])
    assert keep() >= 1
