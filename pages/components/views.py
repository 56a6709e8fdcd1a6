"""The menu of saved views: those that a reader finds again, and the form that saves the present one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from ids import Views, drop_id
from locales import text
from pages.components.aria import aria
from pages.components.icon import icon

LONGEST = 60  # letters of a name


@dataclass(frozen=True)
class View:
    """A saved view as it stands in the menu.

    href: None where it can be opened no more; own: the reader may delete it; shared: others of the unit see it too.
    """

    number: int
    name: str
    href: str | None
    owner: str  # whose it is; empty for the reader's own
    shared: bool


def views_menu(locale: str) -> Component:
    """The menu before its first answer."""
    say = partial(text, locale)
    unfilled = html.Div(views_list(locale, [View(0, "", "/", owner="", shared=False)]), hidden=True)
    return html.Details(
        [
            html.Summary(say("views.title"), className="tool-link"),
            html.Div(
                [
                    html.Div(unfilled, id=Views.LIST),
                    html.Div(
                        [
                            html.Label(say("views.name"), htmlFor=Views.NAME, className="filter-label"),
                            dcc.Input(id=Views.NAME, type="text", maxLength=LONGEST, autoComplete="off"),
                            dcc.Checklist(
                                id=Views.SHARE, options=[{"label": say("views.share"), "value": "share"}], value=[]
                            ),
                            html.Button(say("views.save"), id=Views.SAVE, className="btn btn-sm btn-primary"),
                            html.P(id=Views.SAID, role="status", className="card-note"),
                        ],
                        className="views-form",
                    ),
                ],
                className="tool-panel",
            ),
        ],
        className="tool-menu views",
    )


def views_list(locale: str, views: Sequence[View]) -> Component:
    """Links to saved views; the reader's own can be deleted."""
    if not views:
        return html.P(text(locale, "views.none"), className="muted")
    return html.Ul([_view(locale, view) for view in views], className="views-list")


def _view(locale: str, view: View) -> Component:
    say = partial(text, locale)
    closed = [html.Span(view.name), html.Span(say("views.closed"), className="tag")]
    name = closed if view.href is None else [dcc.Link(view.name, href=view.href)]
    if view.owner:
        return html.Li([*name, html.Span(say("views.shared_by", name=view.owner), className="tag")])
    shared = [html.Span(say("views.shared"), className="tag")] if view.shared else []
    return html.Li([*name, *shared, _dropped_for_all(locale, view) if view.shared else _drop(locale, view)])


def _drop(locale: str, view: View) -> Component:
    words = text(locale, "views.drop", name=view.name)
    return html.Button(icon("cross"), id=drop_id(view.number), className="tool", title=words, **aria(label=words))


def _dropped_for_all(locale: str, view: View) -> Component:
    """The way to delete a view that others use too: it asks first."""
    words = text(locale, "views.drop", name=view.name)
    asked = [
        html.Span(text(locale, "views.drop_shared")),
        html.Button(text(locale, "views.drop_yes"), id=drop_id(view.number), className="btn btn-sm btn-outline-danger"),
    ]
    summary = html.Summary(icon("cross"), className="tool", title=words, **aria(label=words))
    return html.Details([summary, html.Div(asked, className="views-asked")], className="views-drop")
