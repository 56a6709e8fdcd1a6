"""环节时限: how long each step takes, what cases wait on, what is on time."""

from collections.abc import Sequence
from functools import partial

from dash import Dash, dcc

from callbacks import dropped, reform, spread
from callbacks.choices import register_choice
from callbacks.clocks import PARAMETER, chosen, chosen_code, names
from callbacks.courses import over_time
from callbacks.drawing import groups_in, one, ranked
from callbacks.grouped import by_group
from callbacks.labels import SPECIAL, UNKNOWN, done_metric, group_label, main_grouping, split_by, unit_word
from callbacks.panel import Content, Panel
from callbacks.product import Product
from callbacks.view import View
from ids import Page, Steps
from locales import number, percent, text
from queries.asker import Answer, Failure, Warehouse
from queries.measure import Question
from settings import Settings


def register(app: Dash, product: Product) -> None:
    """Register the choice of a clock or step."""
    register_choice(app, product, Page.STEPS, PARAMETER, names, chosen_code)


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    say, few, clock = partial(text, view.locale), settings.few, chosen(view)
    statistics = [say("stat.mean"), say("stat.median"), "P90"]
    times = ("step_time", "step_time.median", "step_time.p90")
    main = main_grouping(view)
    rates = ("case_on_time", "whole_on_time", "utility_on_time")
    return (
        Panel(
            Steps.LEAD,
            "",
            [
                Question(("whole_time", "whole_time.median", "case_on_time"), view.selection),
                Question(("waiting_on",), view.selection, ("part",)),
                Question(("suspicions",), view.selection),
            ],
            partial(_lead, view),
            tolerant=True,
        ),
        reform.reform(view, few, Steps.REFORM_HV, say("reform.title_hv"), reform.HIGH_VOLTAGE),
        reform.reform(view, few, Steps.REFORM_LV, say("reform.title_lv"), reform.LOW_VOLTAGE),
        over_time(view, few, Steps.PATH, say("reform.path"), ("streamlined_share",)),
        dropped.dropped(view, few, Steps.DROPPED, say("reform.dropped_title")),
        dropped.grid_works(view, few, Steps.GRID_WORKS, say("reform.grid_works")),
        by_group(view, few, Steps.TIMES, say("steps.times"), times, "step", names=statistics),
        by_group(view, few, Steps.PER_CASE, say("steps.per_case"), ("step_time_per_case",), "step"),
        spread.waiting(view, Steps.WAITING, say("steps.waiting")),
        by_group(
            view,
            few,
            Steps.UTILITY,
            say("steps.utility", by=split_by(view, main)),
            ("utility_time", "utility_time.median", "utility_time.p90"),
            main,
            names=statistics,
            clock="utility",
        ),
        by_group(view, few, Steps.ON_TIME, say("steps.on_time"), ("step_on_time",), "step"),
        by_group(
            view,
            few,
            Steps.CLASSES,
            say("steps.classes", by=split_by(view, main)),
            rates,
            main,
            names=[say(f"steps.rate_{key}") for key in rates],
        ),
        by_group(
            view,
            few,
            Steps.WHOLE,
            say("steps.whole", by=split_by(view, main)),
            ("whole_time", "whole_time.median", "whole_time.p90"),
            main,
            names=statistics,
            clock="whole",
        ),
        by_group(view, few, Steps.REWORK, say("steps.rework"), ("rework_rate",), "step"),
        by_group(view, few, Steps.TAKEN, say("steps.taken", by=split_by(view, main)), ("steps_per_case",), main),
        spread.survival(view, Steps.SURVIVAL, say(f"steps.survival_{done_metric(view)}")),
        over_time(
            view,
            few,
            Steps.TREND,
            say("steps.trend", name=clock.name),
            clock.statistics,
            names=statistics,
            selection=clock.selection,
        ),
        spread.distribution(view, Steps.DISTRIBUTION, say("steps.distribution", name=clock.name), clock),
        by_group(
            view,
            few,
            Steps.UNITS,
            say("steps.units", name=clock.name),
            (clock.key,),
            "region",
            rank=True,
            selection=clock.selection,
        ),
    )


def _lead(view: View, totals: Answer, parts: Answer, doubts: Answer) -> Content:
    """How long it takes, how much of it on time, the step that takes most, and how many records are suspected."""
    if isinstance(totals, Failure):
        return Content(n=1, body="")
    say, write = partial(text, view.locale), partial(number, view.locale)
    mean, median, rate = (one(totals, key) for key in ("whole_time", "whole_time.median", "case_on_time"))
    if not mean.n:
        return Content(n=1, body="")
    words = say(
        "steps.lead",
        mean=write(mean.value, 1),
        median=write(median.value, 1),
        unit=unit_word(view, "whole_time"),
        n=write(mean.n),
    )
    if rate.n and rate.value is not None:
        words += say("steps.lead_rate", rate=percent(view.locale, rate.value / 100), n=write(rate.n))
    # Of the same cases as the whole time; what is held or between steps is no step.
    groups = [] if isinstance(parts, Failure) else ranked(parts, "waiting_on", "part", groups_in(view, "part", parts))
    known = [code for code in groups if code not in (*SPECIAL, UNKNOWN)]
    if known:
        words += say("steps.lead_longest", step=group_label(view, "part", known[0]))
    words += say("word.stop")
    n = 0 if isinstance(doubts, Failure) else one(doubts, "suspicions").n
    if not n:
        return Content(n=1, body=words)
    link = dcc.Link(say("steps.lead_suspicions", n=write(n)), href=view.href(Page.DATA))
    return Content(n=1, body=[words, link, say("word.stop")])
