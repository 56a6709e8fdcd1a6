"""Designed states: nothing there, too few, failed, no data loaded, a URL that cannot be read."""

from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from locales import text
from pages.components.aria import aria
from pages.components.icon import icon

ICONS = {"empty": "empty", "failed": "warning", "few": "info"}


def state(kind: str, title: str, words: str = "") -> Component:
    """A card's body where there is no figure to show; kind is empty, failed or few."""
    return html.Div(
        [
            icon(ICONS[kind]),
            html.P(title, className="state-title"),
            html.P(words, className="state-text") if words else None,
        ],
        className=f"state state-{kind}",
        role="alert" if kind == "failed" else "status",
    )


def skeleton(locale: str) -> Component:
    """What stands in a card before its first answer."""
    return html.Div(
        [html.Div(className="skeleton skeleton-line"), html.Div(className="skeleton skeleton-chart")],
        role="status",
        **aria(label=text(locale, "state.loading")),
    )


def no_data(locale: str) -> Component:
    """The page of a store that holds no version yet: how to load one."""
    say = partial(text, locale)
    return html.Div(
        [
            html.H1(say("no_data.title")),
            html.P(say("no_data.words"), className="lead"),
            html.Pre("flask --app app load PATH…", className="card"),
            html.P(say("no_data.simulated")),
            html.Pre("flask --app app simulate --cases 200000 --seed 1", className="card"),
            html.P(say("no_data.reload"), className="muted"),
        ],
        className="no-data",
    )


def other_edition(locale: str) -> Component:
    """The page of a store whose version another edition of the product has made: how to load its data anew."""
    say = partial(text, locale)
    return html.Div(
        [
            html.H1(say("other_edition.title")),
            html.P(say("other_edition.words"), className="lead"),
            html.Pre("TONGDIAN_DATA=… flask --app app load PATH…", className="card"),
            html.P(say("other_edition.or"), className="muted"),
        ],
        className="no-data",
    )


def no_unit(locale: str, sentence: str) -> Component:
    """The page of a reader whose unit the data do not hold; the sentence says so."""
    return html.Div([html.H1(text(locale, "reader.no_unit")), html.P(sentence, className="lead")], className="no-data")


def problem(sentence: str, back: tuple[str, str]) -> Component:
    """What is wrong with the URL's parameters, and the way back (words, link) to a view that stands."""
    words, link = back
    return html.Div(
        [icon("warning"), html.Span(sentence), dcc.Link(words, href=link)],
        className="notice notice-warn",
        role="alert",
    )


def missing(locale: str) -> Component:
    """The page for a path that leads nowhere."""
    return html.Div([html.P(text(locale, "missing.words"), className="lead")])
