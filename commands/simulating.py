"""The simulated utility from the command line."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app

from ingest.simulate import TIME_ZONE, simulate


def register(app: Flask) -> None:
    """Add `simulate` to the command line."""

    @app.cli.command("simulate")
    @click.option("--cases", type=click.IntRange(min=1), default=200_000, show_default=True, help="How many cases.")
    @click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same cases.")
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the data; default: yesterday.")
    @click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for the delivery's own folder; default: deliveries/ within TONGDIAN_DATA.",
    )
    @click.pass_context
    def simulate_command(
        context: click.Context, cases: int, seed: int, until: datetime | None, out: Path | None
    ) -> None:
        """Write a delivery of simulated cases, marked as such, and load it like any other."""
        settings = current_app.extensions["tongdian"].settings
        yesterday = datetime.now(ZoneInfo(TIME_ZONE)).date() - timedelta(days=1)
        try:
            folder = simulate(
                cases,
                seed,
                until.date() if until else yesterday,
                out or settings.data / "deliveries",
                memory_mb=settings.memory_mb,
                threads=settings.threads,
                progress=lambda line: click.echo(line, err=True),
            )
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"模拟数据 / simulated: {folder}", err=True)
        context.invoke(app.cli.commands["load"], paths=(folder,), mapping=None, dry_run=False)
