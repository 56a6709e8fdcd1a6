"""Readers from the command line: user add, list, disable, enable, password. Passwords come from a prompt or stdin."""

import sys
from collections.abc import Sequence

import click
import pandas as pd
from flask import Flask, current_app

from accounts import demonstration
from accounts.desk import DEMONSTRATION, Desk
from accounts.passwords import LEAST, MOST, acceptable
from accounts.roles import Role
from locales import DEFAULT, stamp
from queries.catalogue import Catalogue
from state import audit, readers
from state.audit import COMMAND_LINE, Outcome, What, told
from state.models import Reader
from state.readers import NameTaken, NoName
from warehouse.versions import NoVersion


def register(app: Flask) -> None:
    """Add the group `user` to the command line."""

    @app.cli.group("user")
    def user_group() -> None:
        """Who may sign in, as what, and for which unit."""

    @user_group.command("add")
    @click.argument("name")
    @click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
    @click.option("--region", help="Unit whose subtree the reader sees; default: the whole company.")
    def add_command(name: str, role: str, region: str | None) -> None:
        """Add a reader. The password is asked for, or read from standard input."""
        where = _region(region)
        if readers.find(_desk().state, name):
            raise click.ClickException(f"There is a reader {name!r} already.")
        try:
            reader = readers.add(_desk().state, name, role, where, _desk().passwords.hashed(_password()))
        except (NameTaken, NoName) as error:
            raise click.ClickException(str(error)) from error
        _note(What.READER, told("add", reader=reader.name, role=role, region=where))
        click.echo(f"{reader.name} may sign in as {role} of {where}.")

    @user_group.command("list")
    def list_command() -> None:
        """List all readers."""
        found = readers.everyone(_desk().state)
        if not found:
            click.echo("There are no readers yet: add one with `user add NAME --role ROLE`.")
            return
        click.echo(_table(found).to_string(index=False))

    @user_group.command("disable")
    @click.argument("name")
    def disable_command(name: str) -> None:
        """Let a reader in no more, and end their sessions at once."""
        reader = _reader(name)
        readers.disable(_desk().state, reader.id)
        _note(What.READER, told("disable", reader=reader.name))
        click.echo(f"{reader.name} is disabled, and their sessions have ended.")

    @user_group.command("enable")
    @click.argument("name")
    def enable_command(name: str) -> None:
        """Let a disabled reader in again."""
        reader = _reader(name)
        readers.disable(_desk().state, reader.id, enabled=True)
        _note(What.READER, told("enable", reader=reader.name))
        click.echo(f"{reader.name} may sign in again.")

    @user_group.command("password")
    @click.argument("name")
    def password_command(name: str) -> None:
        """Give a reader another password, asked for or read from standard input; their sessions end."""
        reader = _reader(name)
        readers.set_password(_desk().state, reader.id, _desk().passwords.hashed(_password()))
        _note(What.PASSWORD, told("password_set", reader=reader.name))
        click.echo(f"{reader.name} has a new password, and their sessions have ended.")

    @user_group.command("demonstration")
    def demonstration_command() -> None:
        """Print the demonstration readers and their passwords; `make run` does so at its start."""
        offered = demonstration.offered(_desk(), DEFAULT)
        if not offered:
            raise click.ClickException("There are no demonstration readers here: only `make run` makes them.")
        click.echo("演示用户 / demonstration readers:")
        for one in offered:
            click.echo(f"  {one.name:<10} {one.password}   {one.unit} · {one.role}")


def _desk() -> Desk:
    desk: Desk = current_app.extensions["tongdian"].desk
    return desk


def _reader(name: str) -> Reader:
    reader = readers.find(_desk().state, name)
    if reader is None:
        raise click.ClickException(f"There is no reader {name!r}; `user list` shows who there is.")
    return reader


def _region(given: str | None) -> str:
    """The region's code. A region that the data do not hold is a mistake."""
    try:
        with current_app.extensions["tongdian"].asker.open() as warehouse:
            catalogue: Catalogue = warehouse.catalogue
    except NoVersion as error:
        raise click.ClickException(f"A reader belongs to a unit of the data. {error}") from error
    if given is None:
        return catalogue.root.region
    if given not in catalogue.places:
        near = [place.region for place in catalogue.children(catalogue.root)][:8]
        raise click.ClickException(f"There is no unit {given!r} in the data; there are {', '.join(near)}, and others.")
    return given


def _password() -> str:
    """A password that nobody sees: typed twice at a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not acceptable(password):
        raise click.ClickException(f"A password has {LEAST} to {MOST} characters.")
    return password


def _note(what: What, detail: str) -> None:
    audit.note(_desk().state, what, Outcome.DONE, reader=None, detail=detail, address=COMMAND_LINE)


def _table(found: Sequence[Reader]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "name": reader.name,
                "role": reader.role,
                "region": reader.region,
                "signs in by": " and ".join(_ways(reader)),
                "since (UTC)": stamp(reader.created_at),
                "disabled (UTC)": stamp(reader.disabled_at) if reader.disabled_at else "",
            }
            for reader in found
        ]
    )


def _ways(reader: Reader) -> list[str]:
    password = ["password"] if reader.password else []
    return [*password, *(["single sign-on"] if reader.issuer and reader.issuer != DEMONSTRATION else [])]
