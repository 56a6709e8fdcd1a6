"""The application: Flask with Dash inside. Nothing happens on import; `create_app` is the WSGI entry."""

import gc
import sys
from pathlib import Path
from typing import Any

from dash import Dash, html
from flask import Flask, Response, request
from flask_compress import Compress

import callbacks
import commands
import serving
from accounts import guard, opening
from callbacks.product import Product
from callbacks.view import locale_of
from ids import Page
from locales import DEFAULT, text
from pages import LAYOUTS
from pages.shell import frame, root
from queries.asker import Asker
from queries.cache import MemoryCache
from settings import Settings, SettingsError, read_settings
from state.database import State, StateError
from state.written import WrittenByReaders
from warehouse.versions import Store

YEAR = 365 * 24 * 3600
THEME = Path(__file__).with_name("assets") / "theme.js"
INDEX = """<!DOCTYPE html>
<html lang="{lang}" data-bs-theme="{theme}" data-ag-theme-mode="{theme}">
    <head>
        {metas}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        <script src="{theme_script}"></script>
        {favicon}
        {css}
    </head>
    <body>
        {app_entry}
        <footer>
            {config}
            {scripts}
            {renderer}
        </footer>
    </body>
</html>"""

CACHE_MB = 128  # some hundred pages as drawn and the answers behind them, in each process
OBJECTS_BETWEEN_COLLECTIONS = 50_000  # a page makes some 100,000, nearly all of which go without being looked for


class Pages(Dash):
    """Dash whose first page already says its language and theme."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The HTML that every URL of the application answers with."""
        locale = locale_of(request.query_string.decode())
        parts["title"] = text(locale, "shell.product")
        return INDEX.format(
            lang="zh-CN" if locale == DEFAULT else locale,
            theme="dark" if request.cookies.get("tongdian_theme") == "dark" else "light",
            theme_script=f"{self.get_asset_url(THEME.name)}?m={THEME.stat().st_mtime}",  # as Dash does: loaded once
            **parts,
        )


def create_app(settings: Settings | None = None) -> Flask:
    """The product as a Flask application; settings from the environment unless given.

    A setting that makes no sense ends the process with a sentence.
    """
    try:
        settings = settings or read_settings()
        product = _product(settings)
    except (SettingsError, StateError) as error:
        sys.exit(str(error))
    server = Flask(__name__, static_folder=None)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR  # every asset's address holds when it was changed
    Compress(server)
    server.after_request(_read_file)
    server.extensions["tongdian"] = product
    serving.register(server, product)  # before all else: nothing is answered without it
    opening.register(server, product.desk, product.asker)
    _dash(server, product)
    commands.register(server)
    _collect_seldom()
    return server


def _product(settings: Settings) -> Product:
    """What every callback needs. Raises SettingsError and StateError."""
    cache = MemoryCache(settings.cache_seconds, CACHE_MB)
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads, settings.statement_seconds)
    state = State(settings.data, settings.state_url)
    asker = Asker(store, cache, WrittenByReaders(state))
    return Product(settings, store, asker, cache, opening.open_desk(settings, state, asker))


def _collect_seldom() -> None:
    """Look for garbage seldom, and never through what stands by now: it would hold requests up for 0.2 s and more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 20)


def _dash(server: Flask, product: Product) -> None:
    """Build the pages into the server."""
    app = Pages(
        __name__,
        server=server,  # type: ignore[arg-type]
        serve_locally=True,
        update_title="",
        title=text(DEFAULT, "shell.product"),
        assets_ignore=r"\.txt$",
        csrf_token_name=product.desk.cookie("form"),
        csrf_header_name=guard.HEADER,
    )
    app.layout = root()
    pages = html.Div([layout(DEFAULT) for layout in LAYOUTS.values()])
    app.validation_layout = html.Div(  # type: ignore[assignment]
        [root(), frame(Page.MISSING, DEFAULT, pages)]
    )
    callbacks.register(app, product)
    serving.surround(app)


def _read_file(response: Response) -> Response:
    """A served file as a whole in memory: flask-compress, which comes next, leaves files open that it streams."""
    if response.direct_passthrough and response.status_code == 200:
        response.direct_passthrough = False
        response.set_data(response.get_data())
    return response
