"""Asking from the command line: the same code and the same numbers as the pages."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import click
import pandas as pd
from flask import Flask, current_app

from accounts import operator_scope
from queries.asker import Asker, Warehouse
from queries.errors import QuestionError
from queries.groupings import GROUPINGS
from queries.measure import measure
from queries.metrics import METRICS
from queries.metrics.kinds import Unit
from queries.rows import Page, parse_cell, rows
from queries.selection import FILTERS, Selection
from state.written import WrittenByReaders
from warehouse.versions import NoVersion

SELECTION_OPTIONS = {
    "region": "Unit whose subtree is meant; default: the whole company.",
    "from": "First day of the period (2026-01-01); default: the last twelve months.",
    "to": "Last day of the period.",
    "cohort": "Date that puts a case into the period: submitted, accepted, power_on or archived.",
    **{parameter: f"Only this {words.en}; may be repeated." for parameter, _, words in FILTERS.values()},
}
FORMATS = click.Choice(["table", "csv", "json"])
SIMULATED = "模拟数据 / simulated"


class _NoCache:
    """A command asks once."""

    def get(self, key: str) -> None:
        """Nothing is kept."""

    def set(self, key: str, value: object) -> None:
        """Nothing is kept."""


def selection_options(command: Any) -> Any:
    """The options that name a selection, the same words as in a page's address."""
    repeated = {parameter for parameter, _, _ in FILTERS.values()}
    for name, text in reversed(SELECTION_OPTIONS.items()):
        command = click.option(f"--{name}", f"given_{name}", multiple=name in repeated, help=text)(command)
    return command


def register(app: Flask) -> None:
    """Add `measure`, `rows` and `metrics` to the command line."""

    @app.cli.command("measure")
    @click.argument("keys", nargs=-1, required=True, metavar="METRIC…")
    @click.option("--by", multiple=True, type=click.Choice(GROUPINGS), help="Split by this; may be repeated.")
    @click.option("--stat", type=click.Choice(["mean", "median", "p90"]), help="For durations; default: mean.")
    @click.option("--format", "form", type=FORMATS, default="table")
    @selection_options
    def measure_command(keys: tuple[str, ...], by: tuple[str, ...], stat: str | None, form: str, **given: Any) -> None:
        """Print metrics of a selection: n, value and interval by group."""
        with _asking() as warehouse:
            selection = _selection(warehouse, given)
            frame = measure(
                warehouse.connection, warehouse.catalogue, [_with(key, stat) for key in keys], selection, by
            )
            frame.insert(len(by) + 1, "unit", [METRICS[key].unit for key in frame["metric"]])  # beside the metric
            _print(frame, form, warehouse, selection)

    @app.cli.command("rows")
    @click.argument("key", metavar="METRIC")
    @click.option("--cell", multiple=True, help="Only one group, such as class:residential; may be repeated.")
    @click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many rows at most.")
    @click.option("--offset", type=click.IntRange(0), default=0, help="How many rows to pass over.")
    @click.option("--format", "form", type=FORMATS, default="table")
    @selection_options
    def rows_command(key: str, cell: tuple[str, ...], limit: int, offset: int, form: str, **given: Any) -> None:
        """Print the rows that a metric counts, the largest value first."""
        with _asking() as warehouse:
            selection = _selection(warehouse, given)
            page = Page(offset, limit)
            frame = rows(warehouse.connection, warehouse.catalogue, key, selection, page, parse_cell(cell))
            _print(frame, form, warehouse, selection)

    @app.cli.command("metrics")
    @click.option("--lang", type=click.Choice(["zh_CN", "en"]), default="en", show_default=True)
    @click.option("--format", "form", type=FORMATS, default="table")
    def metrics_command(lang: str, form: str) -> None:
        """List every metric with its unit, definition and formula."""
        frame = pd.DataFrame(
            [(m.key, m.unit, m.name(lang), m.definition(lang), m.formula(lang)) for m in METRICS.values()],
            columns=["metric", "unit", "name", "definition", "formula"],
        )
        click.echo(_formatted(frame, form))


@contextmanager
def _asking() -> Iterator[Warehouse]:
    """The current version; what cannot be asked ends the command with its sentence."""
    try:
        product = current_app.extensions["tongdian"]
        with Asker(product.store, _NoCache(), WrittenByReaders(product.desk.state)).open() as warehouse:
            yield warehouse
    except (QuestionError, NoVersion) as error:
        raise click.ClickException(str(error)) from error


def _selection(warehouse: Warehouse, given: dict[str, Any]) -> Selection:
    """The selection that the options name, read as a page reads its address."""
    pairs = []
    for name in SELECTION_OPTIONS:
        value = given[f"given_{name}"]
        pairs += [(name, one) for one in ([value] if isinstance(value, str) else value or [])]
    return Selection.from_query(urlencode(pairs), operator_scope(warehouse.catalogue), warehouse.catalogue)


def _with(key: str, stat: str | None) -> str:
    """The metric's key for a statistic of its; means have the plain key."""
    if stat in (None, "mean") or key not in METRICS or METRICS[key].unit is not Unit.WORKING_DAYS:
        return key
    if f"{key}.{stat}" not in METRICS:
        raise click.ClickException(f"The metric {key} has no {stat}.")
    return f"{key}.{stat}"


def _print(frame: pd.DataFrame, form: str, warehouse: Warehouse, selection: Selection) -> None:
    """The frame on stdout; what it is about on stderr, so that a file made from it holds nothing else."""
    catalogue = warehouse.catalogue
    label = [SIMULATED] if catalogue.simulated else []
    about = [*label, selection.describe(catalogue, "en"), f"version {catalogue.version}"]
    click.echo(" · ".join(about), err=True)
    if catalogue.simulated:
        frame = frame.assign(note=SIMULATED)
    click.echo(_formatted(frame, form))


def _formatted(frame: pd.DataFrame, form: str) -> str:
    """A frame as text; unknown is empty in a table and a CSV, null in JSON."""
    if form == "json":
        return json.dumps(json.loads(frame.to_json(orient="records", date_format="iso")), ensure_ascii=False, indent=1)
    if form == "csv":
        out = io.StringIO()
        frame.to_csv(out, index=False, quoting=csv.QUOTE_MINIMAL)
        return out.getvalue().rstrip("\n")
    return frame.to_string(index=False, na_rep="")
