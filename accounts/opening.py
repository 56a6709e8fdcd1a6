"""Opens the desk when the application starts; what must not be served stops the start with a sentence."""

import click
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from accounts import administration, demonstration, guard, login, refused, single_sign_on
from accounts.desk import Desk
from accounts.roles import ADMINISTER_RIGHT, RIGHTS, Role
from accounts.secret import is_loopback, read_secret
from queries.asker import Asker
from settings import Settings, SettingsError
from state import readers
from state.database import State


def open_desk(settings: Settings, state: State, asker: Asker) -> Desk:
    """The desk of an application. Raises SettingsError."""
    single_sign_on.check(settings)
    desk = Desk(settings, state, read_secret(settings))
    if settings.demonstration:
        demonstration.provide(desk, asker)
    elif not is_loopback(settings.host) and _serving() and not _administered(desk):
        raise SettingsError(
            f"TONGDIAN_HOST is {settings.host!r}, which others can reach, and there is no administrator yet: add one "
            "with `flask --app app user add NAME --role administrator`."
        )
    return desk


def register(server: Flask, desk: Desk, asker: Asker) -> None:
    """Put the desk before the server: proxies that are believed, the guard, and the pages of sign-in."""
    hops = desk.settings.proxies
    if hops:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    guard.register(server, desk)
    login.register(server, desk)
    single_sign_on.register(server, desk, asker)
    administration.register(server, desk, asker)
    refused.register(server)


def _serving() -> bool:
    """Whether the application is made to answer requests, and not for one of its commands."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"


def _administered(desk: Desk) -> bool:
    """Whether somebody can sign in who may administer, or come to it by single sign-on."""
    return desk.settings.oidc_issuer is not None or any(
        ADMINISTER_RIGHT in RIGHTS[Role(reader.role)] and reader.password and desk.admits(reader)
        for reader in readers.everyone(desk.state)
    )
