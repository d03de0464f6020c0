"""`manage.py fit_growth`: files in, JSON out, refusals in words."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.analytics.growth.series import RAT42_T, RAT42_Y


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def rat42(tmp_path):
    file = tmp_path / "rat42.csv"
    file.write_text("\ufefft,value\r\n" + "\r\n".join(f"{t},{y}" for t, y in zip(RAT42_T, RAT42_Y, strict=True)))
    return file


def run(file, *arguments):
    out = io.StringIO()
    call_command("fit_growth", str(file), *arguments, stdout=out)
    return out.getvalue()


def test_both_models_and_the_better_one(rat42):
    report = json.loads(run(rat42))
    assert report["best"] == "logistic"
    assert report["points"] == 9
    bent = report["models"]["logistic"]
    assert bent["parameters"]["L"] == pytest.approx(72.462237576, rel=1e-8)
    assert bent["standard_errors"]["L"] == pytest.approx(1.7340283401, rel=1e-7)
    assert bent["rss"] == pytest.approx(8.0565229338, rel=1e-9)
    assert bent["inflection_t"] == pytest.approx(2.6180768402 / 0.067359200066, rel=1e-7)
    assert {"exponential", "linear"} < set(report["models"])
    assert report["warnings"] == []


def test_one_model_a_ceiling_and_a_forecast(rat42):
    report = json.loads(run(rat42, "--model", "logistic", "--ceiling", "75", "--forecast", "2"))
    assert report["models"]["logistic"]["parameters"]["L"] == 75
    assert "exponential" not in report["models"]
    assert [one["time"] for one in report["forecast"]] == [86, 93]
    assert all(one["low"] < one["value"] < one["high"] for one in report["forecast"])


def test_a_table_for_the_eye(rat42):
    table = run(rat42, "--table", "--forecast", "1")
    assert "* logistic" in table
    assert "72.462238 ± 1.734" in table


def test_what_cannot_be_fitted_is_said_and_fails(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("t,value\n1,100\n")
    out = io.StringIO()
    with pytest.raises(CommandError, match="at least"):
        call_command("fit_growth", str(file), stdout=out)
    report = json.loads(out.getvalue())
    assert report["best"] is None
    assert report["models"]["logistic"]["refused"]["code"] == "too_few_points"
    assert {told["model"] for told in report["warnings"]} == {"exponential", "logistic", "linear"}


def test_the_sentences_are_in_the_site_s_language_too(tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("1,2,3\n")
    with translation.override("zh-hans"), pytest.raises(CommandError, match="第 1 行：应有两列"):
        call_command("fit_growth", str(file), stdout=io.StringIO())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("t,value\n1,2\n2,abc\n", "Line 3"),
        ("1,2,3\n", "Line 1"),
        ("t,value\n1,nan\n", "Line 2"),
        ("t,value\n1,1e999\n", "Line 2"),
        ("t,value\n1,1_000\n", "Line 2"),
        ("t,value\nt,value\n", "Line 2"),
        ("1,-5\n2,3\n", "from zero to"),
        ("", "at least 3 different times"),
    ],
)
def test_unreadable_rows_are_named(tmp_path, text, words):
    file = tmp_path / "bad.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match=words):
        call_command("fit_growth", str(file), stdout=io.StringIO())


def test_files_that_are_none(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("fit_growth", str(tmp_path / "nowhere.csv"))
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("fit_growth", str(tmp_path / "bytes.csv"))
    with pytest.raises(CommandError, match="--forecast"):
        call_command("fit_growth", str(tmp_path / "bytes.csv"), "--forecast", "-1")
