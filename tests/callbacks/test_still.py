"""What is given to the browser as HTML says the same as the components that it was, and nothing in it is code."""

from typing import Any

from dash import dcc, html

from pages.components.still import settled
from tests.callbacks.posting import hrefs, words


def sent(component: Any) -> Any:
    """A component as the browser gets it."""
    return component.to_plotly_json()


def test_texts_and_links_are_kept_in_order() -> None:
    table = html.Table([html.Tr([html.Th("A"), html.Td(dcc.Link(["1", html.Br(), "2"], href="/cases?a=1&b=2"))])])
    shown = sent(settled(html.Div(table)))
    assert words(shown).split() == ["A", "1", "2"]
    assert hrefs(shown) == ["/cases?a=1&b=2"]


def test_nothing_that_is_said_is_code() -> None:
    shown = settled(html.Div([html.P("<script>alert(1)</script>", title='"><b>')]))
    written = getattr(shown, "data-still")
    assert "<script" not in written
    assert written == '<p title="&quot;&gt;&lt;b&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</p>'


def test_what_has_an_id_or_acts_stays_alive() -> None:
    button, graph = html.Button("x", id="b"), dcc.Graph(id="g")
    whole = settled(html.Section([html.Header([html.H2("T"), html.P("s")]), html.Div(graph), html.Div(button)]))
    head, chart, tools = whole.children
    assert getattr(head, "data-still") == "<h2>T</h2><p>s</p>"
    assert chart.children is graph
    assert tools.children is button


def test_attributes_get_their_names_in_html() -> None:
    drawn = settled(html.Ul([html.Li(className="a b", style={"width": "3.0%"}, **{"aria-label": "q"}), None, 4]))
    assert getattr(drawn, "data-still") == '<li aria-label="q" class="a b" style="width:3.0%"></li>4'


def test_yes_is_an_attribute_and_no_is_none() -> None:
    drawn = settled(html.Div([html.P(hidden=True, tabIndex=0), html.P(hidden=False)]))
    assert getattr(drawn, "data-still") == '<p hidden="" tabindex="0"></p><p></p>'
