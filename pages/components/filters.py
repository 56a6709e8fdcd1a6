"""The filter bar: every control stands for a parameter of the URL, and callbacks fill it from the URL."""

import json
from functools import partial
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from ids import Filter, filter_id
from locales import text
from pages.components.aria import aria
from pages.components.icon import icon

SINGLE = ("region", "period", "cohort", "compare")
SEVERAL = ("class", "service", "channel")


def _words_inside(locale: str) -> Any:
    """The words inside a dropdown."""
    say = partial(text, locale)
    return {
        "select_all": say("dropdown.select_all"),
        "deselect_all": say("dropdown.deselect_all"),
        "selected_count": say("dropdown.selected_count"),
        "search": say("dropdown.search"),
        "clear_search": say("dropdown.clear_search"),
        "clear_selection": say("dropdown.clear_selection"),
        "no_options_found": say("dropdown.no_options_found"),
    }


def choice(name: str, locale: str, *, several: bool = False, none: str = "") -> Component:
    """A labelled dropdown for one parameter of the URL; several values are written when it closes.

    none: what stands in it while nothing is chosen, where that does not mean all.
    """
    return dropdown(
        locale, filter_id(name), text(locale, f"filter.{name}"), several=several, clearable=several, placeholder=none
    )


def dropdown(locale: str, at: Any, label: str, *, several: bool, placeholder: str = "", **more: Any) -> Component:
    """A dropdown under its label; several values are written when it closes. placeholder: "all" unless given.

    at: its id. more: its further properties.
    """
    several_only: dict[str, Any] = {"multi": True, "closeOnSelect": False, "debounce": True} if several else {}
    return html.Div(
        [
            html.Label(
                label,
                htmlFor=at if isinstance(at, str) else json.dumps(at, separators=(",", ":"), sort_keys=True),
                className="filter-label",
            ),
            dcc.Dropdown(
                id=at,
                placeholder=placeholder or text(locale, "filter.all"),
                labels=_words_inside(locale),
                maxHeight=360,
                **{"options": [], **several_only, **more},
            ),
        ],
        className="filter",
        role="group",  # the dropdown names itself by its value only
        **aria(label=label),
    )


def filter_bar(locale: str) -> Component:
    """All filters, the sentence that they make, and what is wrong with the URL's parameters."""
    say = partial(text, locale)
    region, period, *others = (choice(name, locale) for name in SINGLE)
    cohort, compare = others
    dates = html.Div(
        [
            html.Label(say("filter.dates"), className="filter-label"),
            dcc.DatePickerRange(
                id=Filter.DATES,
                display_format="YYYY-MM-DD",
                month_format="YYYY-MM",
                first_day_of_week=1,
                minimum_nights=0,
                updatemode="bothdates",
                number_of_months_shown=2,
                start_date_placeholder_text=say("filter.from"),
                end_date_placeholder_text=say("filter.to"),
            ),
        ],
        className="filter filter-wide",
    )
    return html.Div(
        [
            dcc.Store(id=Filter.SHOWN),
            html.Nav(id=Filter.PATH, className="unit-path", **aria(label=say("filter.path"))),
            html.Button(
                [html.Span(id=Filter.SUMMARY), icon("sliders")],
                className="disclosure filters-toggle",
                **aria(expanded="false", controls="filters"),
            ),
            html.Div(
                [
                    region,
                    period,
                    dates,
                    cohort,
                    *(choice(name, locale, several=True) for name in SEVERAL),
                    compare,
                    dcc.Link(say("filter.clear"), id=Filter.CLEAR, href="/", className="filters-clear"),
                ],
                className="filters",
                id="filters",
                role="search",
            ),
            html.P(id=Filter.SENTENCE, className="selection"),
            html.Div(id=Filter.PROBLEM),
        ]
    )
