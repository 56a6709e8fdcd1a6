"""The filter bar: URL -> controls here; controls -> URL in the browser (assets/steer.js)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from callbacks import clocks, methods, region_choice
from callbacks.browser import in_browser
from callbacks.product import Product
from callbacks.shell import freshness, tags
from callbacks.view import View, default_view, extras_of, href, page_at, preset_value, presets, read_view
from ids import Filter, Page, Shell, filter_id, rail_id
from locales import LOCALES, text
from pages.components.filters import SEVERAL, SINGLE
from pages.components.icon import icon
from pages.components.state import problem
from pages.shell import RAIL
from queries.catalogue import Catalogue
from queries.errors import SelectionError
from queries.selection import COHORT_WORDS, COMPARISONS, DAY, FILTERS, Selection
from state.audit import Outcome, What

Options = list[dict[str, str]]
CONTROLS = (*SINGLE, *SEVERAL)
# The choice that a page alone offers: its parameter, the names of what it offers by code, and the code that is shown.
CHOICES: Mapping[Page, tuple[str, Callable[[View], Mapping[str, str]], Callable[[View], str]]] = {
    Page.STEPS: (clocks.PARAMETER, clocks.names, clocks.chosen_code),
    Page.SATISFACTION: (methods.PARAMETER, methods.methods, methods.chosen_method),
    Page.REGIONS: (region_choice.PARAMETER, region_choice.offered, region_choice.chosen),
}


def register(app: Dash, product: Product) -> None:
    """Register the filter bar's callbacks."""

    @app.callback(
        output={
            "values": {name: Output(filter_id(name), "value") for name in CONTROLS},
            "options": {name: Output(filter_id(name), "options") for name in CONTROLS},
            "disabled": {name: Output(filter_id(name), "disabled") for name in SEVERAL},
            "start": Output(Filter.DATES, "start_date"),
            "end": Output(Filter.DATES, "end_date"),
            "max": Output(Filter.DATES, "max_date_allowed"),
            "shown": Output(Filter.SHOWN, "data"),
            "path": Output(Filter.PATH, "children"),
            "sentence": Output(Filter.SENTENCE, "children"),
            "summary": Output(Filter.SUMMARY, "children"),
            "problem": Output(Filter.PROBLEM, "children"),
            "hidden": Output(Shell.CONTENT, "hidden"),
            "clear": Output(Filter.CLEAR, "href"),
            "rail": {page: Output(rail_id(page), "href") for page in RAIL},
            "language": Output(Shell.LANGUAGE, "href"),
            "tags": Output(Shell.TAGS, "children"),
            "freshness": Output(Shell.FRESHNESS, "children"),
            "version": Output(Shell.VERSION, "data"),
        },
        inputs={"search": Input(Shell.URL, "search"), "pathname": State(Shell.URL, "pathname")},
    )
    def show_filters(search: str, pathname: str) -> dict[str, Any]:
        with product.asker.open() as warehouse:
            view, error = readable(search, pathname, warehouse.catalogue)
            shown = filled(view, search, pathname, error)
        if error is not None or refused_units(view):  # such as a unit that is not the reader's
            product.desk.note(What.ACCESS, Outcome.REFUSED, f"{pathname}{search}")
        return shown

    in_browser(
        app,
        "steer.steer",
        Output(Shell.URL, "href"),
        Input({"type": "filter", "name": ALL}, "value"),
        Input(Filter.DATES, "start_date"),
        Input(Filter.DATES, "end_date"),
        State({"type": "filter", "name": ALL}, "id"),
        State(Filter.SHOWN, "data"),
        State(Shell.URL, "pathname"),
        State(Shell.URL, "search"),
    )


def readable(search: str, pathname: str, catalogue: Catalogue) -> tuple[View, SelectionError | None]:
    """The view that a URL names; the reader's default, and what is wrong, where it cannot be read."""
    page = page_at(pathname)
    try:
        return read_view(page, search, catalogue), None
    except SelectionError as error:
        return default_view(page, search, catalogue), error


def filled(view: View, search: str, pathname: str, error: SelectionError | None) -> dict[str, Any]:
    """Every control's value and choices for a view. error: why it is the default in place of what the URL names."""
    locale, catalogue = view.locale, view.catalogue
    clear = href(view.page, locale, extras=extras_of(search))
    values = current_values(view.selection)
    last = view.selection.end - DAY
    return {
        "values": values,
        "options": {name: choices(name, view) for name in CONTROLS},
        "disabled": {name: not catalogue.codes[name] for name in SEVERAL},
        "start": view.selection.start.isoformat(),
        "end": last.isoformat(),
        "max": max(last, catalogue.as_of_date).isoformat(),
        "shown": {
            **values,
            clocks.PARAMETER: clocks.chosen_code(view),
            methods.PARAMETER: methods.chosen_method(view),
            region_choice.PARAMETER: region_choice.chosen(view),
            region_choice.UNITS: region_choice.picked(view),
            "from": view.selection.start.isoformat(),
            "to": last.isoformat(),
        },
        "path": unit_path(view),
        "sentence": view.describe(),
        "summary": view.describe(),
        "problem": _not_chosen(view) or _not_beside(view)
        if error is None
        else problem(error.words(locale), (text(locale, "filter.reset"), clear)),
        "hidden": error is not None,  # nothing of the page can be shown
        "clear": clear,
        "rail": {to: view.href(to) for to in RAIL},
        "language": other_language(view, pathname),
        "tags": tags(view, last),
        "freshness": freshness(catalogue, locale),
        "version": catalogue.version,
    }


def refused_units(view: View) -> Sequence[str]:
    """The units to stand side by side that the URL names and the reader may not see, where the page compares any."""
    return region_choice.refused(view) if view.page is Page.REGIONS else ()


def _not_beside(view: View) -> Component | None:
    """That there are no such units to stand side by side, and the way on without them; else nothing."""
    gone = refused_units(view)
    if not gone:
        return None
    words = " ".join(text(view.locale, "regions.refused", code=code) for code in gone)
    rest = [(key, value) for key, value in view.extras if (key, value in gone) != (region_choice.UNITS, True)]
    return problem(words, (text(view.locale, "filter.leave_out"), view.href(extras=rest)))


def _not_chosen(view: View) -> Component | None:
    """That the page offers no such choice as the URL names, what it shows instead, and the way to it; else nothing."""
    if view.page not in CHOICES:
        return None
    name, names, chosen = CHOICES[view.page]
    given, code = view.parameter(name, ""), chosen(view)
    if given in ("", code):
        return None
    words = text(
        view.locale,
        "filter.not_chosen",
        choice=text(view.locale, f"filter.{name}"),
        given=given,
        shown=names(view).get(code, code),
    )
    rest = [(key, value) for key, value in view.extras if key != name]
    return problem(words, (text(view.locale, "filter.leave_out"), view.href(extras=rest)))


def current_values(selection: Selection) -> dict[str, Any]:
    """What each control holds for a selection."""
    several = {parameter: list(getattr(selection, field)) for field, (parameter, _, _) in FILTERS.items()}
    return {
        "region": selection.place.region,
        "period": preset_value(selection.start, selection.end),
        "cohort": selection.cohort,
        "compare": selection.comparison,
        **{name: several[name] for name in SEVERAL},
    }


def choices(name: str, view: View) -> Options:
    """What a control offers."""
    catalogue, selection, locale = view.catalogue, view.selection, view.locale
    match name:
        case "region":
            near = [selection.place, *catalogue.children(selection.place)]
            return [{"label": place.label(locale), "value": place.region} for place in near]
        case "period":
            named = {preset_value(*period): text(locale, f"period.{key}") for key, period in presets(catalogue).items()}
            named.setdefault(preset_value(selection.start, selection.end), text(locale, "period.custom"))
            return [{"label": label, "value": value} for value, label in named.items()]
        case "cohort":
            return [{"label": COHORT_WORDS[cohort](locale), "value": cohort} for cohort in catalogue.cohorts]
        case "compare":
            return [{"label": words(locale), "value": key} for key, words in COMPARISONS.items()]
        case _:
            return [{"label": code.label(locale), "value": code.code} for code in catalogue.codes[name].values()]


def unit_path(view: View) -> list[Component]:
    """The unit's parents, each a link to the same view there; nothing at the top."""
    reachable = [place for place in view.catalogue.ancestors(view.selection.place) if view.selection.scope.holds(place)]
    steps: list[Component] = []
    for place in reachable:
        steps += [
            dcc.Link(place.label(view.locale), href=view.href(selection=view.selection.at(place))),
            icon("chevron-right"),
        ]
    return [*steps, html.Span(view.selection.place.label(view.locale))] if steps else []


def other_language(view: View, pathname: str) -> str:
    """The same page and selection in the other language."""
    other = next(locale for locale in LOCALES if locale != view.locale)
    return href(pathname, other, view.selection.to_query(), view.extras)
