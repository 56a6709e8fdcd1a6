"""How far what customers begin online comes: started, submitted, accepted, powered on."""

from functools import partial

from callbacks.drawing import behind, one, opens, subtitle
from callbacks.labels import metric_name, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Series
from ids import Services
from locales import number, text
from queries.asker import Answer, Failure
from queries.measure import Question

STARTED = "drafts_started"
ONLINE = ("online_submitted", "online_accepted", "online_powered")


def drop_off(view: View, title: str) -> Panel:
    """The steps as bars, each with its share of the one before."""
    keys = (STARTED, *ONLINE)
    asked = [Question((key,), view.selection) for key in keys]
    return Panel(Services.DROP_OFF, title, asked, partial(_draw, view, title), metrics=keys, tolerant=True)


def _draw(view: View, title: str, *answers: Answer) -> Content | Failure:
    found = {
        key: one(answer, key)
        for key, answer in zip((STARTED, *ONLINE), answers, strict=True)
        if not isinstance(answer, Failure)
    }
    failures = [answer for answer in answers if isinstance(answer, Failure)]
    if ONLINE[0] not in found:
        return failures[0]
    names, values = [], []
    before: float | None = None
    for key, figure in found.items():
        share = figure.value / before if before and figure.value is not None else None
        step = metric_name(view, key)
        names.append(
            text(view.locale, "services.drop_off_step", step=step, share=number(view.locale, share * 100, 1))
            if share is not None
            else step
        )
        values.append(figure.value)
        before = figure.value
    n = found[ONLINE[0]].n
    words = subtitle(view, ONLINE[0], n)
    chart = Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=words,
        unit=unit_word(view, ONLINE[0]),
        series=[
            Series(
                name=text(view.locale, "services.drop_off_n"),
                x=names,
                y=values,
                links=[behind(view, key) if key in ONLINE and figure.n else None for key, figure in found.items()],
            )
        ],
        x_name=text(view.locale, "services.drop_off_x"),
    )
    reasons = [failure.words(view.locale) for failure in failures]
    said = dict.fromkeys([text(view.locale, "services.drop_off_note"), *reasons])
    return Content(
        subtitle=words,
        n=n,
        chart=chart,
        behind=opens(view, ONLINE[0], n),
        note=text(view.locale, "table.apart").join(said),
    )
