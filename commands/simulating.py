"""The simulated utility from the command line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from click.core import ParameterSource
from flask import Flask, current_app

from ingest.simulate import TIME_ZONE, Origin, SimulationStopped, continue_simulation, simulate
from queries.data_page import version_row
from warehouse.dialect import ENGINE_ERRORS, said_by_engine
from warehouse.versions import NoVersion

_OF_AN_ORIGIN = ("cases", "seed", "until")


def register(app: Flask) -> None:
    """Add `simulate` to the command line."""

    @app.cli.command("simulate")
    @click.option("--cases", type=click.IntRange(min=1), default=200_000, show_default=True, help="How many cases.")
    @click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same cases.")
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the data; default: yesterday.")
    @click.option(
        "--continue",
        "days",
        type=click.IntRange(min=1),
        help="Let the simulation in the store go on for so many days instead, and load what each of them brings.",
    )
    @click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for the delivery's own folder; default: deliveries/ within TONGDIAN_DATA.",
    )
    @click.pass_context
    def simulate_command(
        context: click.Context, cases: int, seed: int, until: datetime | None, days: int | None, out: Path | None
    ) -> None:
        """Write a delivery of simulated cases, marked as such, and load it like any other."""
        deliveries = out or current_app.extensions["tongdian"].settings.data / "deliveries"
        try:
            if days is None:
                folders = [_begun(Origin(cases, seed, _last_day(until)), deliveries)]
            else:
                _refuse_others(context)
                folders = list(_continued(days, deliveries))
        except (ValueError, SimulationStopped) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.filename or deliveries}: {error.strerror or error}.") from error
        for folder in folders:
            click.echo(f"模拟数据 / simulated: {folder}", err=True)
            context.invoke(app.cli.commands["load"], paths=(folder,), mapping=None, dry_run=False)


def _last_day(until: datetime | None) -> date:
    """The day asked for, by default yesterday. Raises ValueError for one that is not over where the data are from."""
    yesterday = datetime.now(ZoneInfo(TIME_ZONE)).date() - timedelta(days=1)
    if until and until.date() > yesterday:
        raise ValueError(f"--until {until.date()} is not over yet: ask for {yesterday} or an earlier day.")
    return until.date() if until else yesterday


def _means() -> dict[str, Any]:
    """What a simulation may use, and where its progress goes."""
    settings = current_app.extensions["tongdian"].settings
    return {
        "memory_mb": settings.memory_mb,
        "threads": settings.threads,
        "progress": lambda line: click.echo(line, err=True),
    }


def _refuse_others(context: click.Context) -> None:
    """--continue goes on with what there is: what belongs to a new simulation has no place beside it."""
    given = [name for name in _OF_AN_ORIGIN if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
    if given:
        raise ValueError(f"--continue goes on with the simulation in the store: leave out --{' and --'.join(given)}.")


def _held() -> Mapping[str, Any] | None:
    """What the store says of itself; None where nothing has been loaded yet."""
    try:
        with current_app.extensions["tongdian"].store.read() as reading:
            return version_row(reading.connection)
    except NoVersion:
        return None
    except ENGINE_ERRORS as error:  # as another edition's store has other columns
        raise ValueError(
            f"The store cannot be read ({said_by_engine(error)}): simulate into an empty TONGDIAN_DATA."
        ) from error


def _begun(origin: Origin, deliveries: Path) -> Path:
    """The folder of a simulation's first delivery. Raises ValueError where the store holds anything else."""
    held = _held()
    if held and not held["simulated"]:
        raise ValueError(
            f"The store holds real data ({held['source']}), which never mix with simulated: simulate into an empty "
            "TONGDIAN_DATA."
        )
    if held and held["simulation"] != origin.words:
        raise ValueError(
            f"The store holds another simulation ({held['simulation'] or 'not named'}; its data reach to "
            f"{held['as_of_date']}), not {origin.words}: let that one go on with --continue DAYS, or simulate into an "
            "empty TONGDIAN_DATA."
        )
    return simulate(origin.cases, origin.seed, origin.until, deliveries, **_means())


def _continued(days: int, deliveries: Path) -> Sequence[Path]:
    """The folders of the next days after those in the store. Raises ValueError where there is nothing to go on with."""
    held = _held()
    if held is None:
        raise ValueError("No data has been loaded yet: run `flask --app app simulate` without --continue.")
    if not held["simulated"]:
        raise ValueError(f"The store holds real data ({held['source']}): only a simulation can go on.")
    if held["simulation"] is None:
        raise ValueError("The store's data are simulated, but do not name their simulation: it cannot go on.")
    origin, first = Origin.of(held["simulation"]), held["as_of_date"] + timedelta(days=1)
    if first <= origin.until:
        raise ValueError(
            f"The data in the store reach to {held['as_of_date']}, before the simulation's history ends: load "
            f"{deliveries / origin.name} first."
        )
    return continue_simulation(origin, first, days, deliveries, **_means())
