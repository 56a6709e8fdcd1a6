"""总览: what happened, how long it takes, what stands open."""

from collections.abc import Sequence
from functools import partial

from dash import dcc, html

from callbacks import figures
from callbacks.courses import over_time
from callbacks.drawing import behind, by_code, drill, groups_in, one, ranked
from callbacks.grouped import by_group
from callbacks.labels import done_metric, group_label, main_grouping, no_data, split_by
from callbacks.panel import Content, Panel
from callbacks.tabled import STANDING, table_by
from callbacks.view import View
from ids import Overview, Page
from locales import number, percent, text
from queries.asker import Answer, Failure, Warehouse
from queries.measure import Question
from settings import Settings

EASE = ("csat", "zero_trip_rate", "complaint_rate", "online_share")  # how it goes for the customer


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The overview's cards."""
    say, few, done = partial(text, view.locale), settings.few, done_metric(view)
    keys = (
        *("accepted", done, "open", "overdue", "whole_time", "whole_time.median", "case_on_time", "step_on_time"),
        *("csat", "zero_trip_rate", "complaint_rate", "online_share", "unified_share"),
        *("steps_per_case", "streamlined_share", "one_document_rate"),
    )
    main = main_grouping(view)
    below = "region" if view.catalogue.children(view.selection.place) else main
    times = ("whole_time", "whole_time.median", "whole_time.p90")
    return (
        Panel(
            Overview.LEAD,
            "",
            [
                Question(("accepted", done, "open", "overdue"), view.selection),
                Question(("overdue",), view.selection, ("region",)),
                Question(("csat",), view.selection),
            ],
            partial(_lead, view, few, done),
            tolerant=True,
        ),
        Panel(
            Overview.FIGURES,
            "",
            figures.questions(view, keys),
            lambda *answers: figures.draw(view, few, keys, answers),
            tolerant=True,
        ),
        over_time(view, few, Overview.TREND, say(f"overview.trend_{done}"), ("accepted", done)),
        by_group(
            view,
            few,
            Overview.CLASSES,
            say("overview.classes", by=split_by(view, main)),
            times,
            main,
            names=[say("stat.mean"), say("stat.median"), "P90"],
            clock="whole",
        ),
        by_group(view, few, Overview.UNITS, say("overview.units"), ("whole_time",), "region", rank=True),
        table_by(view, Overview.STANDING, say("overview.standing"), STANDING, "region", rank=("overdue", "open")),
        table_by(
            view,
            Overview.EASE,
            say("overview.ease", by=split_by(view, below)),
            EASE,
            below,
            few=few,
            more=(say("overview.ease_chance"), view.href(Page.SATISFACTION)),
        ),
    )


def _lead(view: View, few: int, done: str, totals: Answer, units: Answer, answers: Answer) -> Content:
    """The page in a few words: what came in, what was done, what is late and where, how satisfied customers are."""
    if isinstance(totals, Failure) or isinstance(units, Failure):
        return Content(n=1, body="")
    say, write = partial(text, view.locale), partial(number, view.locale)
    found = {key: one(totals, key) for key in ("accepted", done, "open", "overdue")}
    if not found["accepted"].n and no_data(view):
        return Content(n=1, body=no_data(view))
    words = say(f"overview.lead_{done}", accepted=write(found["accepted"].n), done=write(found[done].n))
    late = found["overdue"].n
    opened = say("overview.lead_open", open=write(found["open"].n))
    overdue = html.Strong(say("overview.lead_overdue", overdue=write(late)), className="missed" if late else "")
    parts = [words, opened, dcc.Link(overdue, href=behind(view, "overdue")) if late else overdue]
    groups = ranked(units, "overdue", "region", groups_in(view, "region", units))
    if late and len(groups) > 1:
        most, place = by_code(units, "overdue", "region")[groups[0]], group_label(view, "region", groups[0])
        link = drill(view, groups[0])
        parts += [
            say("overview.lead_most"),
            dcc.Link(place, href=link) if link else place,
            say("overview.lead_most_share", n=write(most.n), share=write(most.n / late * 100))
            if late >= few
            else say("overview.lead_most_n", n=write(most.n)),
        ]
    else:
        parts.append(say("word.stop"))
    return Content(n=1, body=[*parts, *_satisfied(view, answers)])


def _satisfied(view: View, answers: Answer) -> list[str]:
    """The satisfaction of the call-backs in a few words; none where nobody answered or nobody was asked."""
    if isinstance(answers, Failure):
        return []
    found = one(answers, "csat")
    if not found.n or found.value is None:
        return []
    rate = percent(view.locale, found.value / 100)
    return [text(view.locale, "overview.lead_csat", rate=rate, n=number(view.locale, found.n))]
