"""What happened meanwhile: the events that concern the page's unit, on every axis of time, and in words below it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from callbacks.panel import Content
from callbacks.view import View
from charts.chart import Chart, Kind, Mark
from locales import text
from queries.catalogue import Event
from queries.periods import DAY, shift_months

OVER_TIME = (Kind.LINE, Kind.COLUMNS, Kind.SHARES)  # where their x are days
MONTH = 28  # days: parts of time at least so long are whole months
MOST_OPEN = 4  # more marks than these are folded


def marked(view: View, drawn: Content) -> Content:
    """The content with the marks of its chart, where that is over time, and their list below it."""
    if drawn.chart is None or drawn.chart.kind not in OVER_TIME:
        return drawn
    days = days_of(drawn.chart)
    if not days:
        return drawn
    end = _end(days)
    found = [one for one in concerning(view) if days[0] <= one.date < end]
    if not found:
        return drawn
    marks = [Mark(one.date.isoformat(), one.label(view.locale), at) for at, one in enumerate(found, start=1)]
    listed = marks_list(view.locale, marks)
    below = listed if drawn.below is None else html.Div([listed, drawn.below])
    return replace(drawn, chart=replace(drawn.chart, marks=marks), below=below)


def concerning(view: View) -> Sequence[Event]:
    """The events of the page's unit and of those above it, by day."""
    chain = view.catalogue.chain(view.selection.place)
    return [one for one in view.catalogue.events if one.region is None or one.region in chain]


def marks_words(view: View, drawn: Content) -> str:
    """The marks of a content's chart in one line, for a file; empty where there are none."""
    marks = drawn.chart.marks if drawn.chart is not None else ()
    said = text(view.locale, "word.listed").join(f"{mark.sign} {mark.day} {mark.words}" for mark in marks)
    return text(view.locale, "mark.note", marks=said) if said else ""


def marks_list(locale: str, marks: Sequence[Mark]) -> Component:
    """The marks in words, each with its number on the chart; folded where they are many."""
    listed = html.Ol(
        [
            html.Li([html.Span(mark.sign, className="mark-sign"), html.Time(mark.day), " ", mark.words])
            for mark in marks
        ],
        className="marks",
    )
    if len(marks) <= MOST_OPEN:
        return listed
    summary = html.Summary(text(locale, "mark.folded", n=len(marks)))
    return html.Details([summary, listed], className="marks-folded")


def days_of(chart: Chart) -> Sequence[date]:
    """The days at which a chart over time has points, in order; none where its x are no days."""
    try:
        return sorted({date.fromisoformat(str(x)) for series in chart.series for x in series.x})
    except ValueError:
        return []


def _end(days: Sequence[date]) -> date:
    """The first day after the last part of time that a chart shows."""
    apart = (days[-1] - days[-2]).days if len(days) > 1 else 1
    return shift_months(days[-1].replace(day=1), round(apart / 30.4)) if apart >= MONTH else days[-1] + apart * DAY
