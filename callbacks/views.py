"""Saved views: what a reader finds again, what they save, and what is shared with their unit."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from accounts.signed import signed_in
from callbacks.case_wanted import FIND
from callbacks.product import Product
from callbacks.view import PAGES, extras_of, href, locale_of, page_at, read_view
from ids import Page, Shell, Views, path
from locales import text
from pages.components.views import LONGEST, View, views_list
from queries.catalogue import Catalogue
from queries.errors import QuestionError
from queries.narrowing import KEY_COLUMNS, WHERE
from queries.scope import Scope
from queries.selection import Selection
from state import views
from state.audit import Outcome, What, told
from state.models import SavedView
from warehouse.versions import NoVersion


def register(app: Dash, product: Product) -> None:
    """Register the menu of saved views."""

    @app.callback(
        Output(Views.LIST, "children"),
        Output(Views.SAID, "children"),
        Output(Views.NAME, "value"),
        Output(Views.SHARE, "value"),
        Input(Views.SAVE, "n_clicks"),
        Input({"type": "drop-view", "number": ALL}, "n_clicks"),
        State(Views.NAME, "value"),
        State(Views.SHARE, "value"),
        State(Shell.URL, "pathname"),
        State(Shell.URL, "search"),
    )
    def show_views(
        saved: int | None,
        dropped: list[int | None],
        name: Any,
        share: Any,
        pathname: str,
        search: str,
    ) -> tuple[Any, Any, Any, Any]:
        locale, said = locale_of(search), ""
        form: tuple[Any, Any] = (no_update, no_update)
        try:
            if ctx.triggered_id == Views.SAVE and saved:
                said, done = save(product, str(name or ""), bool(share), pathname, search)
                form = ("", []) if done else form  # the next view is shared only where the reader says so again
            elif isinstance(ctx.triggered_id, dict) and any(dropped):
                said = drop(product, locale, ctx.triggered_id["number"])
            return views_list(locale, shown(product, locale)), said, *form
        except NoVersion:
            return (no_update,) * 4


def drop(product: Product, locale: str, number: object) -> str:
    """Delete one of the reader's own views, as a sentence says; nothing where there is none of the number."""
    name = views.drop(product.desk.state, signed_in().reader_id, number) if isinstance(number, int) else None
    if name is None:
        return ""
    product.desk.note(What.VIEW, Outcome.DONE, told("drop", view=name))
    return text(locale, "views.dropped", name=name)


def save(product: Product, name: str, share: bool, pathname: str, search: str) -> tuple[str, bool]:
    """Save the view that an address names: what is said of it, and whether it is saved; what opens not is not."""
    locale, page, wanted = locale_of(search), page_at(pathname), " ".join(name.split())[:LONGEST]
    if not wanted:
        return text(locale, "views.no_name"), False
    if page is Page.MISSING:
        return text(locale, "views.no_page"), False
    if share and _of_cases(search):
        return text(locale, "views.no_case"), False
    with product.asker.open() as warehouse:
        try:
            scope = read_view(page, search, warehouse.catalogue).selection.scope
        except QuestionError as error:
            return error.words(locale), False
    query = kept_query(scope, search)
    try:
        shared_with = scope.region if share else None
        replaced = views.save(product.desk.state, signed_in().reader_id, wanted, path(page), query, shared_with)
    except views.TooMany:
        return text(locale, "views.too_many", most=views.MOST), False
    doing = told("share" if share else "save", view=wanted, address=f"{path(page)}?{query}")
    product.desk.note(What.VIEW, Outcome.DONE, doing)
    return text(locale, "views.replaced" if replaced else "views.saved"), True


def kept_query(scope: Scope, search: str) -> str:
    """What of an address is saved: not the language, nor the reader's own unit, so that others see it of theirs."""
    given = parse_qsl((search or "").lstrip("?"))
    return urlencode([pair for pair in given if pair[0] != "lang" and pair != ("region", scope.region)])


def shown(product: Product, locale: str) -> list[View]:
    """The views that the reader finds again: their own, and those shared with their unit that they may open.

    Own ones that open no more, as after a change of unit, have no link: they are there to be deleted.
    """
    reader = signed_in()
    with product.asker.open() as warehouse:
        catalogue = warehouse.catalogue
    unit = catalogue.places[reader.region]
    scope = Scope.at(catalogue, reader.region, reader.rights)
    regions = [place.region for place in (*catalogue.ancestors(unit), unit)]
    found = []
    for one, owner in views.found(product.desk.state, reader.reader_id, regions):
        own = one.reader_id == reader.reader_id
        opens = _opens(one, scope, catalogue, own=own)
        if own or opens:
            way = href(PAGES[one.path], locale, one.query) if opens else None
            found.append(View(one.id, one.name, way, owner="" if own else owner, shared=one.shared_with is not None))
    return found


def _opens(view: SavedView, scope: Scope, catalogue: Catalogue, *, own: bool) -> bool:
    """Whether this reader can open a view, and all that it names is theirs: others' units are not even in a link."""
    try:
        Selection.from_query(view.query, scope, catalogue)
    except QuestionError:
        return False
    values = [value for _, value in extras_of(view.query)]
    inside = all(_inside(value, scope, catalogue) for value in values)
    return view.path in PAGES and inside and (own or not (_of_cases(view.query) or any(map(_of_teams, values))))


def _of_cases(search: str) -> bool:
    """Whether an address names single cases, which may be of any unit."""
    return any(
        name in ("application", FIND) or (name == WHERE and value.partition(":")[0] in KEY_COLUMNS)
        for name, value in extras_of(search)
    )


def _of_teams(value: str) -> bool:
    """Whether a parameter names a team or a person, who may be of any unit."""
    return value.startswith(("unit:", "handler:"))


def _inside(value: str, scope: Scope, catalogue: Catalogue) -> bool:
    """Whether a parameter, or what it says of a column or grouping, names no unit outside the reader's own."""
    places = [catalogue.places[code] for code in (value, value.partition(":")[2]) if code in catalogue.places]
    return all(map(scope.holds, places))
