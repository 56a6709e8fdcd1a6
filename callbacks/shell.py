"""The frame: URL -> page, theme, freshness, and the notice of a new version."""

from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from accounts import reader_scope
from accounts.administration import administers
from accounts.scope import NoUnit
from accounts.signed import signed_in
from callbacks.browser import in_browser
from callbacks.product import Product
from callbacks.view import View, locale_of, page_at
from ids import Shell
from locales import stamp, text
from pages import LAYOUTS
from pages.components.icon import icon
from pages.components.signed_in import signed_in as shown_reader
from pages.components.state import no_data, no_unit, other_edition
from pages.shell import bare, frame
from queries.catalogue import Catalogue
from queries.scope import CASE_RIGHT
from warehouse.versions import NoVersion, OtherEdition


def register(app: Dash, product: Product) -> None:
    """Register the frame's callbacks."""

    @app.callback(
        Output(Shell.FRAME, "children"),
        Output(Shell.PAGE, "data"),
        Output(Shell.TITLE, "data"),
        Input(Shell.URL, "pathname"),
        Input(Shell.URL, "search"),
        State(Shell.PAGE, "data"),
    )
    def show_page(pathname: str, search: str, shown: list[str] | None) -> tuple[Any, Any, Any]:
        page, locale = page_at(pathname), locale_of(search)
        if shown == [page, locale]:
            return no_update, no_update, no_update
        title = f"{text(locale, f'page.{page}')} · {text(locale, 'shell.product')}"
        try:
            with product.asker.open() as warehouse:
                unit = warehouse.catalogue.places[reader_scope(warehouse.catalogue).region].label(locale)
                manage = administers(warehouse.catalogue)
        except NoVersion as error:
            why = other_edition(locale) if isinstance(error, OtherEdition) else no_data(locale)
            return bare(locale, why, reader(product, locale)), None, title
        except NoUnit as error:
            return bare(locale, no_unit(locale, error.words(locale)), reader(product, locale)), None, title
        return (
            frame(page, locale, LAYOUTS[page](locale), reader(product, locale, unit, manage=manage)),
            [page, locale],
            title,
        )

    @app.callback(
        Output(Shell.NOTICE, "children"),
        Input(Shell.POLL, "n_intervals"),
        State(Shell.VERSION, "data"),
        State(Shell.URL, "search"),
        prevent_initial_call=True,
    )
    def offer_new_version(_n: int, shown: str | None, search: str) -> Any:
        current = product.store.current()
        if shown is None or current is None or current == shown:
            return None
        return new_version(locale_of(search))

    in_browser(app, "steer.title", Input(Shell.TITLE, "data"))
    in_browser(app, "tongdian.toggle_theme", Output(Shell.THEME, "data"), Input(Shell.THEME_SWITCH, "n_clicks"))


def reader(product: Product, locale: str, unit: str = "", *, manage: bool = False) -> Component:
    """Who is signed in; manage: whether they may see the readers."""
    who = signed_in()
    return shown_reader(locale, who.name, who.role, unit, product.desk.form_token(who.token), manage)


def new_version(locale: str) -> Component:
    """The quiet notice that newer data has been published; following the empty link loads the same URL anew."""
    return html.Div(
        [
            icon("refresh"),
            html.Span(text(locale, "notice.new_version")),
            html.A(text(locale, "notice.reload"), href=""),
        ],
        className="notice",
    )


def freshness(catalogue: Catalogue, locale: str) -> list[Component | str]:
    """The foot of the rail: which version, and until when its data reaches."""
    return [
        text(locale, "shell.version", version=stamp(catalogue.local(catalogue.created_at))),
        html.Br(),
        text(locale, "shell.as_of", stamp=stamp(catalogue.local(catalogue.as_of))),
        html.Br(),
        html.Span(catalogue.source, className="muted"),
    ]


def tags(view: View, last: date) -> list[Component]:
    """The marks beside a heading.

    Simulated data; days (up to the period's last) that no calendar confirms; what customers answered over whole weeks.
    """
    catalogue, locale = view.catalogue, view.locale
    found: list[Component] = []
    if catalogue.simulated:
        found.append(html.Span(text(locale, "shell.simulated"), className="tag tag-simulated"))
    if catalogue.confirmed_until is not None and catalogue.confirmed_until < min(last, catalogue.as_of_date):
        hint = text(locale, "shell.provisional_hint", day=catalogue.confirmed_until)
        found.append(html.Span(text(locale, "shell.provisional"), className="tag tag-provisional", title=hint))
    if CASE_RIGHT not in view.selection.scope.rights:
        told = html.Div(text(locale, "withheld.weeks"), className="tool-panel")
        summary = html.Summary(text(locale, "shell.answers_weekly"), className="tag")
        found.append(html.Details([summary, told], className="tool-menu tag-menu"))
    return found
