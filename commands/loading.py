"""Loading from the command line: load, versions, rollback, quarantine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pandas as pd
from flask import Flask, current_app

from callbacks.exports import as_csv
from commands.asking import SIMULATED
from ingest.account import LoadReport
from ingest.errors import LoadRefused
from ingest.load import load
from ingest.mapping import read_mapping
from ingest.reasons import REASONS, Reason
from queries.data_page import quarantine_counts, quarantine_rows, version_row
from queries.rows import Page
from state.upkeep import forget_sessions
from warehouse.versions import NoVersion, Store, StoreBusy

_SHOWN = 20
_EXPORTED = 1_000_000
_FILE = click.Path(path_type=Path)


def register(app: Flask) -> None:
    """Add `load`, `versions`, `rollback` and `quarantine` to the command line."""

    @app.cli.command("load")
    @click.argument("paths", nargs=-1, required=True, type=_FILE, metavar="PATH…")
    @click.option("--mapping", type=_FILE, help="TOML file that says what a foreign file's columns mean.")
    @click.option("--dry-run", is_flag=True, help="Check everything, publish nothing.")
    def load_command(paths: tuple[Path, ...], mapping: Path | None, dry_run: bool) -> None:
        """Load a delivery (a folder or files) and publish the next version."""
        product = current_app.extensions["tongdian"]
        settings = product.settings
        with _said_plainly():
            report = load(
                paths,
                store=_store(),
                mapping=read_mapping(mapping) if mapping else None,
                dry_run=dry_run,
                progress=lambda line: click.echo(line, err=True),
                due_soon_days=settings.due_soon_days,
                due_soon_share=settings.due_soon_share,
                fairly_satisfied=settings.fairly_satisfied,
                quarantine_days=settings.quarantine_days,
                keep_versions=settings.keep_versions,
                case_years=settings.case_years,
            )
        forget_sessions(product.desk.state, settings.session_days)
        click.echo(_told(report))

    @app.cli.command("versions")
    def versions_command() -> None:
        """List the published versions that are kept; * is the current one."""
        store = _store()
        with _said_plainly():
            if store.current() is None:
                raise NoVersion("No data has been loaded yet: load a delivery with `flask --app app load PATH`.")
            listed = pd.DataFrame([_version_row(store, version) for version in store.versions()])
        click.echo(listed.to_string(index=False))

    @app.cli.command("rollback")
    @click.argument("version", required=False)
    def rollback_command(version: str | None) -> None:
        """Make VERSION current again; without it, the one before the current."""
        store = _store()
        with _said_plainly():
            chosen = version or _version_before(store)
            store.rollback(chosen, lambda line: click.echo(line, err=True))
        click.echo(f"Version {chosen} is current now. A later load builds upon it.")

    @app.cli.group("quarantine")
    def quarantine_group() -> None:
        """Rows that could not be taken, with file, line and reason."""

    @quarantine_group.command("list")
    def list_command() -> None:
        """Print how many rows are in quarantine, why, and the newest of them."""
        with _said_plainly(), _store().read() as reading:
            counts = quarantine_counts(reading.connection)
            rows = quarantine_rows(reading.connection, Page(0, _SHOWN))
        if counts.empty:
            click.echo("Nothing is in quarantine.")
            return
        click.echo(_with_words(counts).to_string(index=False))
        click.echo(f"\nThe newest, {_SHOWN} at most; `quarantine export FILE` writes them all with their text:")
        click.echo(_with_words(rows).drop(columns="raw").to_string(index=False, na_rep=""))

    @quarantine_group.command("export")
    @click.argument("file", type=_FILE)
    def export_command(file: Path) -> None:
        """Write all rows in quarantine into a CSV FILE, as a spreadsheet opens it."""
        with _said_plainly(), _store().read() as reading:
            rows = _with_words(quarantine_rows(reading.connection, Page(0, _EXPORTED)))
            simulated = [SIMULATED] if version_row(reading.connection)["simulated"] else []
            heading = [*simulated, f"version {reading.version}"]
            file.write_bytes(as_csv(heading, rows))
        click.echo(f"{len(rows):,} rows written to {file}.")


def _store() -> Store:
    store: Store = current_app.extensions["tongdian"].store
    return store


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What stops a command is said in its own sentence, without a traceback."""
    try:
        yield
    except (LoadRefused, StoreBusy, NoVersion) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from error


def _told(report: LoadReport) -> str:
    """The account of a load, as a clerk reads it."""
    if report.already_loaded:
        return f"This delivery is in version {report.version} already; nothing was changed."
    table = pd.DataFrame(
        [(f.file, f.contract_file, f.rows_read, f.accepted, f.superseded, f.quarantined) for f in report.files],
        columns=["file", "read as", "rows read", "accepted", "superseded", "quarantined"],
    )
    lines = [table.to_string(index=False), ""]
    left_out = {file.file: file.left_out for file in report.files if file.left_out}
    lines += [f"Left out of {file}: {', '.join(names)}." for file, names in left_out.items()]
    lines += [f"Not read, as it is no file of a delivery: {name}." for name in report.not_read]
    if any(file.quarantined for file in report.files):
        lines.append("What is in quarantine and why: `quarantine list`.")
    if report.flags:
        lines.append("Odd, loaded and flagged: " + ", ".join(f"{flag} {n:,}" for flag, n in report.flags.items()) + ".")
    if report.expired:
        lines.append(f"Not kept, as they ended before {report.expired.before}: {report.expired.cases:,} cases.")
    done = "was checked and not published" if report.dry_run else "is published"
    reach = _local(report.as_of, ZoneInfo(report.time_zone))
    lines.append(f"Version {report.version} {done}, after {report.seconds:.1f} s; its data reach to {reach}.")
    return "\n".join(lines)


def _version_row(store: Store, version: str) -> dict[str, Any]:
    with store.read(version) as reading:
        info = version_row(reading.connection)
    zone = ZoneInfo(info["time_zone"])
    return {
        "": "*" if version == store.current() else "",
        "version": version,
        "made": _local(info["created_at"], zone),
        "data reach to": _local(info["as_of"], zone),
        "deliveries": info["deliveries"],
        "source": f"{info['source']} ({SIMULATED})" if info["simulated"] else info["source"],
    }


def _local(stamp: datetime, zone: ZoneInfo) -> str:
    return f"{stamp.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"


def _version_before(store: Store) -> str:
    older = [version for version in store.versions() if version < (store.current() or "")]
    if not older:
        raise NoVersion("There is no older version to go back to.")
    return older[-1]


def _with_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Reasons in words instead of codes."""
    words = {reason: REASONS[Reason(reason)] for reason in frame["reason"].unique()}
    return frame.assign(reason=[f"{words[code].name} / {words[code].name_en}" for code in frame["reason"]])
