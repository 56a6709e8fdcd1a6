"""The real log, from the command line to the published figures: ../shared/data/README.md counts them independently."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from settings import Settings

HERE = Path(__file__).parents[2]
LOG = HERE.parent / "shared" / "data" / "receipt.csv"
ALL = ("--cohort", "accepted", "--from", "2010-01-01", "--to", "2012-01-23")
HOUR = 1 / 24  # the stated precision of a median read from whole hours

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the real log is not part of this project")

# channel: cases, mean days first to last event, closed, median and mean days from start to end, ended late of judged
PUBLISHED = {
    "Internet": (1250, 5.19, 1146, 49.61, 57.87, 323, 1148),
    "Desk": (109, 5.88, 107, 55.44, 68.77, 41, 107),
    "Post": (53, 7.53, 52, 55.50, 59.35, 17, 52),
    "e-mail": (21, 10.76, 21, 59.57, 76.18, 8, 21),
    "Intern": (1, 0.97, 1, 22.62, 22.62, 0, 1),
    None: (1434, 5.41, 1327, 50.64, 59.07, 389, 1329),
}


@pytest.fixture(scope="module")
def receipt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The product over a store that holds the log alone."""
    app = create_app(Settings(data=tmp_path_factory.mktemp("receipt"), memory_mb=512))
    mapping = str(HERE / "examples" / "receipt.toml")
    result = app.test_cli_runner().invoke(args=["load", str(LOG), "--mapping", mapping])
    assert result.exit_code == 0, result.output
    assert "8,577" in result.output
    assert "1,434" in result.output
    yield app
    app.extensions["tongdian"].store.close()


def asked(app: Flask, *arguments: str) -> list[dict[str, Any]]:
    """What a command prints as JSON."""
    result = app.test_cli_runner().invoke(args=[*arguments, *ALL, "--format", "json"])
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


@pytest.mark.parametrize("by", [(), ("--by", "channel")], ids=["all", "by channel"])
def test_the_published_table_comes_out_of_measure(receipt: Flask, by: tuple[str, ...]) -> None:
    keys = ("cases", "steps_span", "whole_time", "whole_time.median", "whole_on_time")
    found = {(row.get("channel"), row["metric"]): row for row in asked(receipt, "measure", *keys, *by)}
    for channel, (cases, span, closed, median, mean, late, judged) in PUBLISHED.items():
        if (channel is None) == bool(by):
            continue
        assert found[channel, "cases"]["n"] == cases
        assert found[channel, "steps_span"]["n"] == cases
        assert found[channel, "steps_span"]["value"] == pytest.approx(span, abs=0.006)
        assert found[channel, "whole_time"]["n"] == closed
        assert found[channel, "whole_time"]["value"] == pytest.approx(mean, abs=0.006)
        assert found[channel, "whole_time.median"]["value"] == pytest.approx(median, abs=HOUR + 0.005)
        on_time = found[channel, "whole_on_time"]
        assert on_time["n"] == judged
        assert round((1 - on_time["value"]) * on_time["n"]) == late


def test_every_case_and_step_row_is_there_and_the_open_ones_are_open(receipt: Flask) -> None:
    found = {row["metric"]: row["n"] for row in asked(receipt, "measure", "cases", "executions", "open", "finished")}
    assert found == {"cases": 1434, "executions": 8577, "open": 105, "finished": 1329}


@pytest.mark.parametrize(
    ("flag", "cases"), [("ends_before_start", 2), ("event_after_end", 145), ("event_before_start", 2)]
)
def test_what_is_odd_is_flagged(receipt: Flask, flag: str, cases: int) -> None:
    rows = asked(receipt, "rows", "flags", "--cell", f"flag:{flag}", "--limit", "10000")
    assert len({row["application"] for row in rows}) == cases


def test_resources_named_test_and_admin_are_flagged(receipt: Flask) -> None:
    assert {row["flag"] for row in asked(receipt, "rows", "flags", "--limit", "10000")} >= {"test_handler"}


def test_a_log_without_regions_or_services_is_labelled_by_its_own_names(receipt: Flask) -> None:
    rows = asked(receipt, "measure", "executions", "--by", "step")
    assert len(rows) == 27
    assert sum(row["n"] for row in rows) == 8577
    [root] = asked(receipt, "measure", "cases", "--by", "region")
    assert (root["region"], root["n"]) == ("root", 1434)


def test_the_pages_show_the_same_figures(receipt: Flask) -> None:
    from tests.callbacks.posting import page, words

    client = receipt.test_client()
    period = "?cohort=accepted&from=2010-01-01&to=2012-01-23&lang=en"
    shown = words(page(client, "/", period)["overview-figures"]["children"])
    for figure in ("1,434", "105", "50.6", "n = 1,327"):
        assert figure in shown
    shown = words(page(client, "/steps", period)["steps-lead"]["children"])
    for figure in ("59.1", "50.6", "70.7", "1,327", "1,329"):
        assert figure in shown
