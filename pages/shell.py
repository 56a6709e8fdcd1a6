"""The frame around every page: rail, heading, filter bar, notices."""

from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from ids import Page, Shell, rail_id
from locales import text
from pages.components.aria import aria
from pages.components.filters import filter_bar
from pages.components.icon import icon
from pages.components.search import search_box
from pages.components.views import views_menu

RAIL = (
    Page.OVERVIEW,
    Page.APPLICATIONS,
    Page.STEPS,
    Page.SATISFACTION,
    Page.CHANNELS,
    Page.SERVICES,
    Page.TARGETS,
    Page.EFFECT,
    Page.AHEAD,
    Page.REGIONS,
    Page.DATA,
)
POLL_MS = 60_000


def root() -> Component:
    """What the browser holds whatever the page: the URL, the stores and the empty frame."""
    return html.Div(
        [
            dcc.Location(id=Shell.URL, refresh="callback-nav"),
            dcc.Store(id=Shell.PAGE),
            dcc.Store(id=Shell.THEME),
            dcc.Store(id=Shell.TITLE),
            html.Div(id=Shell.FRAME),
        ]
    )


def frame(page: Page, locale: str, content: Component, reader: Component | None = None) -> Component:
    """The rail and the page's column; callbacks fill in links, filters, tag and foot. reader: who is signed in."""
    say = partial(text, locale)
    return html.Div(
        [
            html.A(say("shell.skip"), href="#main", className="skip-link"),
            html.Div([_rail(page, locale), _main(page, locale, content, reader)], className="shell"),
            dcc.Store(id=Shell.VERSION),
            dcc.Interval(id=Shell.POLL, interval=POLL_MS),
        ]
    )


def _rail(page: Page, locale: str) -> Component:
    say = partial(text, locale)
    links = [
        dcc.Link(
            html.Span(say(f"page.{name}")),
            id=rail_id(name),
            href="/",
            className="rail-link active" if name is page else "rail-link",
        )
        for name in RAIL
    ]
    return html.Nav(
        [
            html.Div([html.B(say("shell.product")), html.Span(say("shell.tagline"))], className="brand"),
            html.Button(
                icon("menu"),
                className="disclosure rail-toggle",
                **aria(expanded="false", controls="rail-links", label=say("shell.menu")),
            ),
            html.Div([search_box(locale), *links], className="rail-links", id="rail-links"),
            html.Div(id=Shell.FRESHNESS, className="rail-foot"),
        ],
        className="rail",
        **aria(label=say("shell.pages")),
    )


def _main(page: Page, locale: str, content: Component, reader: Component | None) -> Component:
    say = partial(text, locale)
    other = "en" if locale != "en" else "zh_CN"
    return html.Main(
        [
            html.Div(
                [
                    html.Div([html.H1(say(f"page.{page}")), html.Span(id=Shell.TAGS)], className="page-heading"),
                    html.Div(
                        [
                            reader,
                            views_menu(locale),
                            html.A(say(f"language.{other}"), id=Shell.LANGUAGE, href="/", className="tool-link"),
                            html.Button(
                                say("shell.theme"),
                                id=Shell.THEME_SWITCH,
                                className="tool-link",
                                title=say("shell.theme_hint"),
                            ),
                        ],
                        className="page-tools",
                    ),
                ],
                className="page-top",
            ),
            html.Div(id=Shell.NOTICE, role="status"),
            filter_bar(locale),
            html.Div(content, id=Shell.CONTENT),
        ],
        className=f"page page-{page}",
        id="main",
        tabIndex=-1,
    )


def bare(locale: str, content: Component, reader: Component) -> Component:
    """A page without figures, such as a store that holds no data yet: brand, who is signed in, and content only."""
    say = partial(text, locale)
    return html.Div(
        [
            html.Div(
                [
                    html.Nav(
                        html.Div([html.B(say("shell.product")), html.Span(say("shell.tagline"))], className="brand"),
                        className="rail",
                    ),
                    html.Main([html.Div(reader, className="page-tools"), content], className="page", id="main"),
                ],
                className="shell",
            ),
        ]
    )
