"""The filter bar: URL -> controls here; controls -> URL in the browser (assets/steer.js)."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from callbacks import clocks, methods, region_choice
from callbacks.browser import in_browser
from callbacks.product import Product
from callbacks.shell import freshness, tags
from callbacks.view import View, extras_of, href, locale_of, page_at, preset_value, presets, read_view
from ids import Filter, Shell, filter_id, rail_id
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
            shown = filled(search, pathname, warehouse.catalogue)
        if shown["problem"] is not None:  # such as a unit that is not the reader's
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


def filled(search: str, pathname: str, catalogue: Catalogue) -> dict[str, Any]:
    """Every control's value and choices for a URL; the reader's defaults and a sentence where it cannot be read."""
    page, locale = page_at(pathname), locale_of(search)
    clear = href(page, locale, extras=extras_of(search))
    wrong = None
    try:
        view = read_view(page, search, catalogue)
    except SelectionError as error:
        wrong = problem(locale, error.words(locale), clear)
        view = read_view(page, "" if locale == LOCALES[0] else f"lang={locale}", catalogue)
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
            clocks.PARAMETER: clocks.chosen(view).code,
            methods.PARAMETER: methods.chosen_method(view),
            region_choice.PARAMETER: region_choice.chosen(view),
            region_choice.UNITS: region_choice.picked(view),
            "from": view.selection.start.isoformat(),
            "to": last.isoformat(),
        },
        "path": unit_path(view),
        "sentence": view.describe(),
        "summary": view.describe(),
        "problem": wrong,
        "clear": clear,
        "rail": {to: view.href(to) for to in RAIL},
        "language": other_language(view, pathname),
        "tags": tags(view, last),
        "freshness": freshness(catalogue, locale),
        "version": catalogue.version,
    }


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
