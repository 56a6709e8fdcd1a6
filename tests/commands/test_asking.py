"""Asking from the command line: what is printed, in which form, and what is said where it cannot be."""

import csv
import io
import json

import pytest
from click.testing import Result
from flask import Flask

from queries.metrics import METRICS
from settings import Settings


@pytest.fixture
def ask(server: Flask):
    def run(*arguments: str) -> Result:
        return server.test_cli_runner().invoke(args=arguments)

    return run


def test_rows_are_as_many_as_the_measured_n(ask) -> None:
    asked = ("--class", "lv_business", "--from", "2024-01-01", "--to", "2026-11-22")
    [measured] = json.loads(ask("measure", "whole_time", *asked, "--format", "json").stdout)
    listed = json.loads(ask("rows", "whole_time", *asked, "--limit", "100000", "--format", "json").stdout)
    assert len(listed) == measured["n"] > 0
    assert {row["customer_class"] for row in listed} == {"lv_business"}
    mean = sum(row["whole_minutes"] for row in listed) / len(listed) / 1440
    assert measured["value"] == pytest.approx(mean)


def test_the_statistic_is_chosen_for_durations_only(ask) -> None:
    rows = json.loads(ask("measure", "whole_time", "accepted", "--stat", "p90", "--format", "json").stdout)
    assert [row["metric"] for row in rows] == ["whole_time.p90", "accepted"]


def test_simulated_stands_in_every_form_of_output(ask) -> None:
    for form in ("table", "csv", "json"):
        assert "模拟数据 / simulated" in ask("measure", "accepted", "--format", form).stdout
        assert "模拟数据 / simulated" in ask("rows", "accepted", "--format", form).stdout


def test_csv_is_csv(ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("measure", "accepted", "--by", "class", "--format", "csv").stdout)))
    assert {row["class"] for row in rows} >= {"residential", "lv_business"}
    assert all(int(row["n"]) > 0 for row in rows)


def test_metrics_lists_the_whole_registry_in_both_languages(ask) -> None:
    for lang, word in (("en", "Whole time (median)"), ("zh_CN", "全过程办电时间（中位数）")):
        rows = json.loads(ask("metrics", "--lang", lang, "--format", "json").stdout)
        assert [row["metric"] for row in rows] == list(METRICS)
        assert word in {row["name"] for row in rows}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("measure", "speed"), "There is no metric 'speed'"),
        (("measure", "accepted", "--region", "MOON"), "There is no unit 'MOON'"),
        (("measure", "accepted", "--from", "soon"), "is no date"),
        (("measure", "accepted", "--by", "step"), "cannot be split by 'step'"),
        (("measure", "whole_time", "--step", "metering"), "cannot be filtered by 'step'"),
        (("rows", "accepted", "--cell", "class"), "should be written as grouping:group"),
        (("rows", "open", "--cell", "month:2031-01-01"), "cannot be narrowed to 'month 2031-01-01'"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(ask, arguments: tuple[str, ...], sentence: str) -> None:
    result = ask(*arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_an_empty_store_says_how_to_load(tmp_path) -> None:
    from app import create_app

    result = create_app(Settings(data=tmp_path)).test_cli_runner().invoke(args=["measure", "accepted"])
    assert result.exit_code == 1
    assert "load" in result.output
