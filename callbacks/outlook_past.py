"""指标管控: how wrong earlier outlooks on the chosen target would have been."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash import html

from callbacks.board import target_name
from callbacks.labels import is_share, metric_name, shown_value, time_label, unit_word
from callbacks.outlook import (
    MONTH,
    Ahead,
    chance_of,
    looked_back,
    meets,
    outlook,
    outlook_questions,
    period_of,
    way_of,
    written,
)
from callbacks.outlook_ahead import Values, line_of, shown, told
from callbacks.panel import Content, Panel
from callbacks.region_rank import fractions, whole_numbers
from callbacks.tables import written as as_text
from callbacks.targets import Aim, shown_decimals, threshold_of
from callbacks.view import View
from charts.chart import Chart, Kind, Role, Series
from locales import UNKNOWN, number, text
from pages.components.table import figures_table
from queries.asker import Answer
from queries.periods import STARTS
from stats.foretold import PERIODS, Earlier, Errors, earlier, errors

EACH = 3  # months between the outlooks that are drawn; the table holds all
MOST = 12  # that are drawn
BANDS = ((1, 3), (4, 6), (7, 9), (10, 12))  # months left, told together


def past_panel(view: View, card: str, aim: Aim) -> Panel:
    """Outlooks on a target as they would have been made on days long past, beside what came."""
    title = text(view.locale, "outlook.past_title", name=metric_name(view, aim.key), of=target_name(view, aim))

    def draw(*answers: Answer) -> Content:
        ahead = outlook(view, aim, *answers)
        return Content(empty=ahead.why) if ahead.why else _past(own, title, ahead)

    own = replace(view, selection=looked_back(view, aim))
    return Panel(card, title, outlook_questions(view, aim), draw, metrics=(aim.key,), tolerant=True)


def _past(view: View, title: str, ahead: Ahead) -> Content:
    """The outlooks a quarter of a year apart as dots, their errors by how long before the end, and all in the table."""
    say, aim, course = partial(text, view.locale), ahead.aim, ahead.course
    if course is None:
        return Content(empty=ahead.why)
    period = period_of(aim)
    every = earlier(course, period)
    wrong = errors(every)
    if wrong is None:
        return Content(empty=say("outlook.no_past"))
    some = [one for one in every if one.left % min(EACH, PERIODS[period]) == 0][-MOST:]
    seen = [_seen(view, aim, one) for one in some]
    said = told(view, aim, course, None, say("outlook.outlooks", n=number(view.locale, wrong.n)))
    chart = Chart(
        kind=Kind.DOTS,
        title=title,
        subtitle=said,
        unit=unit_word(view, aim.key),
        series=[
            Series(
                name=say("outlook.then"),
                x=seen,
                y=shown(aim, [one.outlook.value for one in some]),
                low=shown(aim, [one.outlook.low for one in some]),
                high=shown(aim, [one.outlook.high for one in some]),
            ),
            Series(name=say("outlook.came"), x=seen, y=shown(aim, [one.came for one in some]), role=Role.COMPARISON),
        ],
        x_name=say("outlook.seen_on"),
        decimals=shown_decimals(aim.target),
        references=[line_of(view, aim)],
        interval_names=(say("outlook.low"), say("outlook.high")),
    )
    by_left = as_text(view.locale, _by_left(view, aim, every), decimals=dict.fromkeys((2, 3), _more(aim)))
    return Content(
        subtitle=said,
        n=wrong.n,
        chart=chart,
        figures=partial(_table, view, aim, every),
        row_names=[f"{one.seen}" for one in every],
        decimals=dict.fromkeys(range(3, 10), shown_decimals(aim.target)),
        below=html.Div(
            [
                html.P(_said(view, aim, every, wrong), className="outlook-said"),
                figures_table(by_left.head, by_left.rows, view.locale, numbers=by_left.numbers),
            ]
        ),
        note=say("table.apart").join([say("outlook.past_note"), say("outlook.late")]),
    )


def _seen(view: View, aim: Aim, one: Earlier) -> str:
    """An earlier outlook's name: which period it was of, as seen at the end of which month."""
    period = time_label(view.locale, period_of(aim), one.outlook.start)
    return text(
        view.locale, "outlook.as_seen", period=period, month=time_label(view.locale, MONTH, STARTS[MONTH](one.seen))
    )


def _error_unit(view: View, aim: Aim) -> str:
    """The unit of an error: of shares, points."""
    return text(view.locale, "outlook.points") if is_share(aim.key) else unit_word(view, aim.key)


def _more(aim: Aim) -> int:
    """Decimals of errors: one more than of the figures, which are off by less than these show."""
    return shown_decimals(aim.target) + 1


def _said(view: View, aim: Aim, every: Sequence[Earlier], wrong: Errors) -> str:
    """How often the ranges held, how far outlooks were off, and how often they were right about the target."""
    say, digits, unit = partial(text, view.locale), _more(aim), _error_unit(view, aim)

    def write(error: float | None) -> str:
        return number(view.locale, shown_value(aim.key, error), digits)

    words = [
        say("outlook.held", n=wrong.ranged, held=wrong.held) if wrong.ranged else say("outlook.none_ranged"),
        say("outlook.erred", n=wrong.n, off=write(wrong.off), unit=unit),
        *([say("outlook.plain", off=write(wrong.plain), unit=unit)] if wrong.plain is not None else []),
        *_calls(view, aim, every),
    ]
    return say("table.apart").join(words)


def _calls(view: View, aim: Aim, every: Sequence[Earlier]) -> list[str]:
    """How often those that said that the target would be met, or missed, were right; nothing where none said so."""
    chances = [(one, chance) for one in every if (chance := chance_of(aim, one.outlook)) is not None]
    sure = [(way_of(chance) == "course", meets(aim, one.came)) for one, chance in chances if way_of(chance) != "doubt"]
    if not sure:
        return []
    target = f"{written(view, aim, threshold_of(aim.target))} {unit_word(view, aim.key)}"
    right, doubt = sum(said is came for said, came in sure), len(chances) - len(sure)
    return [
        text(view.locale, "outlook.right", n=len(sure), right=right, target=target),
        *([text(view.locale, "outlook.doubtful", n=doubt)] if doubt else []),
    ]


def _by_left(view: View, aim: Aim, every: Sequence[Earlier]) -> pd.DataFrame:
    """How far outlooks were off by how many months were left, beside the plain guess."""
    say, unit = partial(text, view.locale), _error_unit(view, aim)
    parts = [[one for one in every if low <= one.left <= high] for low, high in BANDS]
    found = [(part, wrong) for part in parts if (wrong := errors(part)) is not None]
    lefts = [(min(one.left for one in part), max(one.left for one in part)) for part, _ in found]
    return pd.DataFrame(
        {
            say("outlook.left"): [f"{low}–{high}" if low < high else str(low) for low, high in lefts],
            say("outlook.n"): whole_numbers([wrong.n for _, wrong in found]),
            say("table.head", name=say("outlook.off"), unit=unit): fractions(shown(aim, [one.off for _, one in found])),
            say("table.head", name=say("outlook.plain_off"), unit=unit): fractions(
                shown(aim, [one.plain for _, one in found])
            ),
            say("outlook.held_head"): [
                say("outlook.held_of", held=wrong.held, n=wrong.ranged) if wrong.ranged else UNKNOWN
                for _, wrong in found
            ],
        }
    )


def _table(view: View, aim: Aim, every: Sequence[Earlier]) -> pd.DataFrame:
    """Every earlier outlook beside what came and the plain guess."""
    say, own = partial(text, view.locale), unit_word(view, aim.key)

    def column(name: str, values: Values, unit: str = own) -> tuple[str, object]:
        return say("table.head", name=name, unit=unit), fractions(shown(aim, values))

    return pd.DataFrame(
        {
            say("outlook.seen_on"): [one.seen.isoformat() for one in every],
            say("outlook.of"): [time_label(view.locale, period_of(aim), one.outlook.start) for one in every],
            say("outlook.left"): whole_numbers([one.left for one in every]),
            **dict(
                [
                    column(say("outlook.then"), [one.outlook.value for one in every]),
                    column(say("outlook.low"), [one.outlook.low for one in every]),
                    column(say("outlook.high"), [one.outlook.high for one in every]),
                    column(say("outlook.came"), [one.came for one in every]),
                    column(say("outlook.off_one"), [one.off for one in every], _error_unit(view, aim)),
                    column(say("outlook.plain_guess"), [one.plain for one in every]),
                ]
            ),
        }
    )
