"""业扩受理: how many, of what, from where; what is open and for how long."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from callbacks.courses import over_time
from callbacks.drawing import behind, chart_of, column, one, opens, subtitle
from callbacks.grouped import by_group
from callbacks.labels import done_metric, main_grouping, metric_name, split_by
from callbacks.panel import Content, Panel
from callbacks.tabled import STANDING, table_by
from callbacks.view import View
from charts.chart import Kind
from ids import Applications
from locales import number, text
from queries.asker import Answer, Failure, Warehouse
from queries.groupings import AGE_BANDS
from queries.measure import Question
from settings import Settings

VOLUME = ("cases", "meters", "capacity")
BANDS = [band for band, _ in AGE_BANDS]
OLDEST = BANDS[-1]
ENDS = ("returned", "ended_otherwise")
OUTCOME = ("applications", "outcome")  # what tells these: where nothing of it was delivered, none is known of


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    say, few, done = partial(text, view.locale), settings.few, done_metric(view)
    flow = [key for key in ("submitted", "accepted", done, "archived") if key == done or key in view.catalogue.cohorts]
    names = say("word.listed").join(metric_name(view, key) for key in flow)
    main = main_grouping(view)
    mean = [say("stat.mean"), say("stat.median"), "P90"]
    submit = ("submit_time", "submit_time.median", "submit_time.p90")
    return (
        Panel(
            Applications.LEAD,
            "",
            [
                Question((*flow, *ENDS, "open", "undated"), view.selection),
                Question(("open",), view.selection, ("age",)),
            ],
            partial(_lead, view, flow),
            tolerant=True,
        ),
        over_time(view, few, Applications.FLOW, say("applications.flow", names=names), flow),
        over_time(view, few, Applications.ENDS, say("applications.ends"), ENDS),
        by_group(view, few, Applications.CLASSES, say("applications.classes"), ("cases",), "class"),
        by_group(view, few, Applications.CHANNELS, say("applications.channels"), ("cases",), "channel", rank=True),
        table_by(view, Applications.SERVICES, say("applications.services"), VOLUME, "service"),
        table_by(view, Applications.UNITS, say("applications.units"), VOLUME, "region", rank=("cases",)),
        Panel(
            Applications.AGE,
            say("applications.age"),
            [Question(("open",), view.selection, ("age",)), Question(("open",), view.selection)],
            partial(_age, view, few, say("applications.age")),
            metrics=("open",),
        ),
        table_by(view, Applications.STANDING, say("applications.standing", by=split_by(view, main)), STANDING, main),
        by_group(
            view,
            few,
            Applications.SUBMIT,
            say("applications.submit", by=split_by(view, main)),
            submit,
            main,
            names=mean,
        ),
    )


def _age(view: View, few: int, title: str, frame: pd.DataFrame, total: pd.DataFrame) -> Content:
    n = one(total, "open").n
    words = subtitle(view, "open", n)
    groups = [*BANDS, *([""] if frame["age"].isna().any() else [])]
    chart = chart_of(
        view, frame, ("open",), "age", kind=Kind.COLUMNS, few=few, title=title, subtitle=words, groups=groups
    )
    return Content(
        subtitle=words, n=n, chart=chart, behind=opens(view, "open", n), note=text(view.locale, "applications.age_note")
    )


def _lead(view: View, flow: Sequence[str], totals: Answer, ages: Answer) -> Content:
    """What came in, what left on other ways, and what has been open longest."""
    if isinstance(totals, Failure) or isinstance(ages, Failure):
        return Content(n=1, body="")
    say, write = partial(text, view.locale), partial(number, view.locale)
    counted = say("word.listed").join(
        say("applications.lead_part", name=text(view.locale, f"applications.did_{key}"), n=write(one(totals, key).n))
        for key in (*flow, *(ENDS if OUTCOME in view.catalogue.held else ()))
    )
    _, old = column(ages, "open", "age", [OLDEST])
    words: list[Component | str] = [
        say("applications.lead", counted=counted),
        say("applications.lead_open", n=write(one(totals, "open").n)),
    ]
    oldest = html.Strong(say("applications.lead_old", n=write(old[0])), className="missed" if old[0] else "")
    words.append(dcc.Link(oldest, href=behind(view, "open", [("age", OLDEST)])) if old[0] else oldest)
    undated = one(totals, "undated").n
    if undated:
        link = dcc.Link(say("applications.lead_undated", n=write(undated)), href=behind(view, "undated"))
        words += [say("word.stop"), link]
    return Content(n=1, body=[*words, say("word.stop")])
