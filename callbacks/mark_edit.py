"""Events on the axes of time: added by those with the right, for their own unit and those below it."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from accounts.roles import TARGET_RIGHT
from accounts.signed import signed_in
from callbacks.product import Product
from callbacks.target_words import unit_words
from callbacks.target_writing import Refusal, day_of, in_sight, own, region_of
from callbacks.view import View, locale_of, page_at, read_view
from ids import MarkForm, Page, Shell
from locales import text
from pages.components.mark_edit import LONGEST, Listed, marks_listed
from queries.errors import QuestionError
from state import marks
from state.audit import Outcome, What, told
from warehouse.versions import NoVersion

BUTTONS = {"type": "withdraw-mark", "number": ALL}


def register(app: Dash, product: Product) -> None:
    """Register the list of events and the form."""

    @app.callback(
        Output(MarkForm.LIST, "children"),
        Output(MarkForm.FORM, "hidden"),
        Output(MarkForm.UNIT, "children"),
        Input(Shell.URL, "search"),
        State(Shell.URL, "pathname"),
    )
    def show_marks(search: str, pathname: str) -> tuple[Any, Any, Any]:
        if page_at(pathname) is not Page.TARGETS:
            raise PreventUpdate
        try:
            with product.asker.open() as warehouse:
                view = read_view(Page.TARGETS, search, warehouse.catalogue)
        except (QuestionError, NoVersion):  # the filter bar says so, and hides the page
            raise PreventUpdate from None
        unit = view.selection.place.label(view.locale)
        return (
            marks_listed(view.locale, listed(view)),
            TARGET_RIGHT not in view.selection.scope.rights,
            text(view.locale, "mark_form.unit", unit=unit),
        )

    @app.callback(
        Output(MarkForm.SAID, "children"),
        Output(Shell.URL, "search", allow_duplicate=True),
        *(Output(name, "value") for name in (MarkForm.DAY, MarkForm.TITLE, MarkForm.TITLE_EN)),
        Input(MarkForm.SAVE, "n_clicks"),
        Input(BUTTONS, "n_clicks"),
        State(MarkForm.DAY, "value"),
        State(MarkForm.TITLE, "value"),
        State(MarkForm.TITLE_EN, "value"),
        State(Shell.URL, "search"),
        prevent_initial_call=True,
    )
    def write_mark(
        saved: int | None, withdrawn: list[int | None], day: Any, title: Any, title_en: Any, search: str
    ) -> tuple[Any, ...]:
        kept = [no_update] * 3
        if ctx.triggered_id == MarkForm.SAVE and saved:
            said, done = add(product, search, str(day or ""), str(title or ""), str(title_en or ""))
            return said, (search if done else no_update), *([""] * 3 if done else kept)
        if isinstance(ctx.triggered_id, dict) and any(withdrawn):
            said, done = withdraw(product, search, ctx.triggered_id["number"])
            return said, (search if done else no_update), *kept
        raise PreventUpdate


def listed(view: View) -> list[Listed]:
    """The events that concern the reader, the latest first: those delivered, and those that readers have written."""
    may = TARGET_RIGHT in view.selection.scope.rights
    found = []
    for one in view.catalogue.events:
        if in_sight(view, one.region):
            number = one.number if may and own(view, one.region) else None
            who = text(view.locale, "mark_form.by", reader=one.reader) if one.number is not None else ""
            unit = unit_words(view, one.region)
            found.append(Listed(one.date.isoformat(), unit, one.label(view.locale), who, number))
    return found[::-1]


def add(product: Product, search: str, day: str, title: str, title_en: str) -> tuple[str, bool]:
    """Put an event on the axes of the page's unit: what is said of it, and whether it is there."""
    locale, reader = locale_of(search), signed_in()
    try:
        view = _view(product, search)
        when = day_of(day)
        if when is None:
            raise Refusal(text(locale, "mark_refused.day", given=day.strip()))
        if not title.strip():
            raise Refusal(text(locale, "mark_refused.title"))
        name, name_en = title.strip()[:LONGEST], title_en.strip()[:LONGEST] or None
        marks.add(product.desk.state, reader.reader_id, reader.name, when, region_of(view), name, name_en)
    except (QuestionError, Refusal) as error:
        return _refused(product, error, search), False
    region = view.selection.place.region
    product.desk.note(What.MARK, Outcome.DONE, told("mark_add", title=name, day=str(when), region=region))
    return text(locale, "mark_done.add", title=name, unit=view.selection.place.label(locale)), True


def withdraw(product: Product, search: str, number: object) -> tuple[str, bool]:
    """Take an event of the reader's own unit, or of one below it, off the axes."""
    locale, reader = locale_of(search), signed_in()
    try:
        view = _view(product, search)
        mark = next((one for one in marks.standing(product.desk.state) if one.id == number), None)
        if mark is None or not own(view, mark.region):
            raise Refusal(text(locale, "mark_refused.none"), forged=True)
        if not marks.withdraw(product.desk.state, mark.id, reader.name):  # somebody else has, since it was read
            raise Refusal(text(locale, "mark_refused.none"))
    except (QuestionError, Refusal) as error:
        return _refused(product, error, search), False
    region = mark.region or view.catalogue.root.region
    told_of = told("mark_withdraw", title=mark.title, day=str(mark.day), region=region)
    product.desk.note(What.MARK, Outcome.DONE, told_of)
    return text(locale, "mark_done.withdraw", title=mark.title), True


def _view(product: Product, search: str) -> View:
    """The page of a reader who may write events. Raises QuestionError and Refusal."""
    with product.asker.open() as warehouse:
        view = read_view(Page.TARGETS, search, warehouse.catalogue)
    if TARGET_RIGHT not in view.selection.scope.rights:
        raise Refusal(text(view.locale, "mark_refused.no_right"), forged=True)
    return view


def _refused(product: Product, error: QuestionError | Refusal, search: str) -> str:
    """The sentence for the reader; what no form of ours asks for is noted."""
    if isinstance(error, QuestionError) or error.forged:
        product.desk.note(What.MARK, Outcome.REFUSED, told("mark_refused", address=search))
    return error.words(locale_of(search)) if isinstance(error, QuestionError) else str(error)
