"""Cross-province handling: where customers are registered, and where they had their case handled."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import pandas as pd

from callbacks.courses import over_time
from callbacks.drawing import behind, drill, one, opens, subtitle
from callbacks.labels import group_label, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from ids import Services
from locales import number, text
from queries.asker import Failure
from queries.measure import Question
from queries.selection import COMPARISONS

KEY = "cross_province"
ELSEWHERE = "handled_elsewhere"
FROM, TO = "applicant_province", "province"
MOST = 15
LEAST = 2  # cases of a flow that is listed: those of one have no order


class Flow(NamedTuple):
    """Cases of customers registered in one province that were handled in another."""

    start: str
    end: str
    n: int


def questions(view: View) -> list[Question]:
    """The flows, and how many cases they are."""
    return [Question((KEY,), view.selection, (TO, FROM)), Question((KEY,), view.selection)]


def matrix(view: View, few: int, title: str, elsewhere: str) -> Panel:
    """From every province to every other; of one province how many of its customers others served, in parts of time.

    Below a province there is nothing: where customers are registered is told by province.
    """
    place = view.selection.place
    if place.depth == 1:
        alone = replace(view.selection, comparison="none")
        course = over_time(view, few, Services.MATRIX, elsewhere, (ELSEWHERE,), selection=alone)
        before = view.selection.compared(view.catalogue)
        totals = [Question((ELSEWHERE,), one) for one in (view.selection, before) if one]
        asked = [*course.questions, *totals]
        return replace(course, questions=asked, draw=partial(_elsewhere, view, course, len(totals)))
    if place != view.catalogue.root:
        return Panel(Services.MATRIX, title, [], lambda: Content(n=1, body=""))
    return Panel(Services.MATRIX, title, questions(view), partial(_matrix, view, title), metrics=(KEY,))


def _elsewhere(view: View, course: Panel, totals: int, *answers: pd.DataFrame) -> Content | Failure:
    """Bars for the parts of time, since most hold few cases or none, with the numbers of the period and the compared.

    A part of time without any is 0, not unknown.
    """
    drawn = course.draw(*answers[:-totals])
    if isinstance(drawn, Failure) or drawn.chart is None:
        return drawn
    bars = [replace(bar, y=[value or 0.0 for value in bar.y]) for bar in drawn.chart.series]
    now, *before = [number(view.locale, one(total, ELSEWHERE).value or 0) for total in answers[-totals:]]
    words = [drawn.subtitle, text(view.locale, "services.elsewhere_n", n=now)]
    what = COMPARISONS[view.selection.comparison](view.locale)
    words += [text(view.locale, "services.elsewhere_before", n=n, what=what) for n in before]
    said = " · ".join(words)
    chart = replace(drawn.chart, kind=Kind.COLUMNS, series=bars, subtitle=said)
    return replace(drawn, subtitle=said, chart=chart, empty=text(view.locale, "services.none_elsewhere"))


def _matrix(view: View, title: str, frame: pd.DataFrame, total: pd.DataFrame) -> Content:
    n = one(total, KEY).n
    found = {(flow.start, flow.end): flow.n for flow in _flows(frame)}
    provinces = [place.region for place in view.catalogue.children(view.catalogue.root)]
    names = [group_label(view, TO, code) for code in provinces]
    words = subtitle(view, KEY, n)
    rows = [
        Series(
            name=name,
            x=names,
            y=[None if end == start else float(found.get((start, end), 0)) for end in provinces],
            links=[_behind(view, start, end) if (start, end) in found else None for end in provinces],
        )
        for name, start in zip(names, provinces, strict=True)
    ]
    chart = Chart(
        kind=Kind.MATRIX,
        title=title,
        subtitle=words,
        unit=unit_word(view, KEY),
        series=rows,
        x_name=text(view.locale, "services.flow_to"),
        y_name=text(view.locale, "services.flow_from"),
    )
    return Content(
        subtitle=words,
        n=n,
        chart=chart,
        links=[drill(view, code) for code in provinces],
        behind=opens(view, KEY, n),
        empty=text(view.locale, "services.no_flows"),
    )


def largest(view: View, title: str) -> Panel:
    """The largest flows as bars; of one province, from where its customers come."""
    return Panel(Services.FLOWS, title, questions(view), partial(_largest, view, title), metrics=(KEY,))


def _largest(view: View, title: str, frame: pd.DataFrame, total: pd.DataFrame) -> Content:
    n = one(total, KEY).n
    found = _flows(frame)
    flows = sorted([flow for flow in found if flow.n >= LEAST], key=lambda flow: (-flow.n, flow.start, flow.end))
    shown = flows[:MOST]
    words = subtitle(view, KEY, n)
    chart = Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=words,
        unit=unit_word(view, KEY),
        series=[
            Series(
                name=text(view.locale, "services.flow_n"),
                x=_named(view, shown),
                y=[float(flow.n) for flow in shown],
                role=Role.VALUE,
                links=[_behind(view, flow.start, flow.end) for flow in shown],
            )
        ],
        x_name=text(view.locale, "services.flow"),
    )
    say, single = partial(text, view.locale), len(found) - len(flows)
    notes = [
        *([say("services.flows_left", n=len(flows) - len(shown), most=MOST)] if len(flows) > len(shown) else []),
        *([say("services.flows_single", n=single)] if single else []),
    ]
    return Content(
        subtitle=words,
        n=n if shown else 0,
        chart=chart,
        behind=opens(view, KEY, n) if shown else None,
        empty=say("services.flows_single_only", n=single) if single else say("services.no_flows"),
        note=say("table.apart").join(notes),
    )


def _flows(frame: pd.DataFrame) -> list[Flow]:
    """The flows of a frame; those of which an end is not known lead nowhere and are left out."""
    rows = zip(*(frame[name].tolist() for name in (FROM, TO, "n")), strict=True)
    return [Flow(start, end, int(n)) for start, end, n in rows if isinstance(start, str) and isinstance(end, str)]


def _named(view: View, flows: Sequence[Flow]) -> list[str]:
    name = partial(group_label, view)
    return [
        text(view.locale, "services.flow_name", start=name(FROM, flow.start), end=name(TO, flow.end)) for flow in flows
    ]


def _behind(view: View, start: str, end: str) -> str | None:
    return behind(view, KEY, [(TO, end), (FROM, start)])
