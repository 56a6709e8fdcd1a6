"""满意度: who was asked and who answered; the page in a sentence; the methods side by side, each by itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from callbacks.courses import over_time, part_of
from callbacks.dotted import ends
from callbacks.drawing import Figure, behind, few_at, one, opens, subtitle
from callbacks.labels import decimals, group_name, metric_name, no_data, shown_value, unit_word
from callbacks.methods import answering, asked_by, methods, stages
from callbacks.panel import Content, Panel
from callbacks.targets import target_lines
from callbacks.view import View
from charts.chart import Chart, Kind, Series
from locales import UNKNOWN, number, text
from queries.asker import Answer, Failure
from queries.measure import Question
from queries.metrics.satisfaction import METHODS

# The columns of the table of methods; each is asked by itself, so that what one lacks leaves the others standing.
COMPARED = ("asked", "reached_rate", "answered", "csat", "points", "dissatisfied")


def lead(view: View, card: str, method: str) -> Panel:
    """The page in a sentence: the level with its interval, who was asked, and how many are dissatisfied."""
    keys = [asked_by(method, key) for key in ("csat", "dissatisfied", *stages(method))]
    asked = [Question((key,), view.selection) for key in keys]
    return Panel(card, "", asked, partial(_lead, view, method, keys), tolerant=True)


def _lead(view: View, method: str, keys: Sequence[str], *answers: Answer) -> Content:
    unknown = no_data(view)
    if unknown:
        return Content(n=1, body=unknown)
    frames = {key: answer for key, answer in zip(keys, answers, strict=True) if not isinstance(answer, Failure)}
    csat, dissatisfied, *counts = keys
    if csat not in frames:
        return Content(n=1, body="")
    say, write = partial(text, view.locale), partial(number, view.locale)
    level = one(frames[csat], csat)
    name = methods(view)[method]
    words: list[Component | str] = [say("satisfaction.lead_none", method=name)]
    if level.n:
        low, high = (write(end, decimals(csat)) for end in interval(frames[csat], csat))
        value = write(level.value, decimals(csat))
        words = [
            say("satisfaction.lead", method=name),
            html.Strong(f"{value} %"),
            say("satisfaction.lead_interval", low=low, high=high, n=write(level.n)),
        ]
    told = [
        say(f"satisfaction.count_{word}", n=write(one(frames[key], key).n))
        for word, key in zip(stages(method).values(), counts, strict=True)
        if key in frames
    ]
    words += [say("satisfaction.lead_asked", asked=say("word.listed").join(told))] if told else []
    if level.n and dissatisfied in frames:
        unhappy = one(frames[dissatisfied], dissatisfied).n
        strong = html.Strong(
            say("satisfaction.lead_dissatisfied", n=write(unhappy)), className="missed" if unhappy else ""
        )
        href = behind(view, dissatisfied) if unhappy else None
        words += [dcc.Link(strong, href=href) if href else strong]
        words += [say("word.stop")]
    return Content(n=1, body=words)


def interval(frame: pd.DataFrame, key: str) -> tuple[float | None, float | None]:
    """The ends of a metric's interval where there is no grouping, in the unit that it is shown in."""
    at = frame["metric"].tolist().index(key)
    return shown_value(key, frame["low"].iloc[at]), shown_value(key, frame["high"].iloc[at])


def course(view: View, few: int, card: str, title: str, key: str) -> Panel:
    """The level over time with its intervals, against its targets."""
    panel = over_time(view, few, card, title, (key,))

    def draw(frame: pd.DataFrame, *others: pd.DataFrame) -> Content | Failure:
        drawn = panel.draw(frame, *others)
        if isinstance(drawn, Failure) or drawn.chart is None:
            return drawn
        line, *compared = drawn.chart.series
        low, high = ends(frame, key, part_of(view.selection), [str(day) for day in line.x])
        chart = replace(
            drawn.chart,
            series=[replace(line, low=low, high=high), *compared],
            references=target_lines(view, key, dated=True),
            interval_names=(text(view.locale, "dotted.low"), text(view.locale, "dotted.high")),
        )
        return replace(drawn, chart=chart, note=text(view.locale, "satisfaction.band", few=few))

    return replace(panel, draw=draw)


def reached(view: View, card: str, title: str, method: str) -> Panel:
    """Who of those asked was reached, refused and answered: what the interval of the level does not cover."""
    words_of = stages(method)
    keys = [asked_by(method, key) for key in words_of]

    def draw(frame: pd.DataFrame) -> Content:
        found = [one(frame, key) for key in keys]
        asked = found[0].n
        words = subtitle(view, keys[0], asked)
        names = [
            _stage(view, word, figure, asked if at else 0)
            for at, (word, figure) in enumerate(zip(words_of.values(), found, strict=True))
        ]
        bars = Series(
            metric_name(view, keys[0]),
            names,
            [float(figure.n) for figure in found],
            links=[behind(view, figure.key) if figure.n else None for figure in found],
        )
        chart = Chart(
            kind=Kind.BARS,
            title=title,
            subtitle=words,
            unit=unit_word(view, keys[0]),
            series=[bars],
            x_name=text(view.locale, "satisfaction.stage"),
        )
        return Content(
            subtitle=words,
            n=asked,
            chart=chart,
            behind=opens(view, keys[0], asked),
            note=text(view.locale, "satisfaction.reached_note"),
        )

    return Panel(card, title, [Question(tuple(keys), view.selection)], draw, metrics=keys)


def _stage(view: View, word: str, figure: Figure, asked: int) -> str:
    """What a bar stands for, with its share of those asked where their number is given."""
    name = text(view.locale, f"satisfaction.stage_{word}")
    if not asked:
        return name
    return text(
        view.locale, "satisfaction.stage_share", name=name, share=number(view.locale, figure.n / asked * 100, 1)
    )


def compared(view: View, few: int, card: str, title: str) -> Panel:
    """A row a method, with the figures of its own answers."""
    asked = [Question(tuple(asked_by(method, key) for method in METHODS), view.selection) for key in COMPARED]
    shown = ("csat", "points", "reached_rate")
    return Panel(card, title, asked, partial(_compared, view, few), metrics=shown, tolerant=True)


def _compared(view: View, few: int, *answers: Answer) -> Content | Failure:
    """The methods' table; a column whose figures the data does not hold is left out.

    Of methods that call nobody none is said to be reached.
    """
    frames: Mapping[str, pd.DataFrame] = {
        key: answer for key, answer in zip(COMPARED, answers, strict=True) if not isinstance(answer, Failure)
    }
    if "asked" not in frames:
        return next(answer for answer in answers if isinstance(answer, Failure))
    names = methods(view)
    columns: dict[str, object] = {group_name(view, "answer_method"): [names[method] for method in METHODS]}
    cells: dict[int, Sequence[str | None]] = {}
    scarce: dict[int, Collection[int]] = {}
    for key, frame in frames.items():
        own = [
            Figure(key, 0, None)
            if key == "reached_rate" and answering(method) != key
            else one(frame, asked_by(method, key))
            for method in METHODS
        ]
        values = [None if figure.value is None else round(figure.value, decimals(key)) for figure in own]
        kind = pd.Float64Dtype() if decimals(key) else pd.Int64Dtype()
        columns[text(view.locale, f"satisfaction.head_{key}")] = pd.Series(values, dtype=kind)
        cells[len(columns) - 1] = [behind(view, figure.key) if figure.n else None for figure in own]
        scarce[len(columns) - 1] = few_at([figure.n for figure in own], few, key)
        if key == "csat":
            columns[text(view.locale, "satisfaction.head_interval")] = [
                _between(view, frame, asked_by(method, key)) for method in METHODS
            ]
    n = sum(one(frames["asked"], asked_by(method, "asked")).n for method in METHODS)
    return Content(
        subtitle=subtitle(view, "asked", n),
        n=n,
        figures=pd.DataFrame(columns),
        cells=cells,
        few=scarce,
        note=text(view.locale, "satisfaction.methods_note"),
    )


def _between(view: View, frame: pd.DataFrame, key: str) -> str:
    low, high = interval(frame, key)
    if low is None or high is None:
        return UNKNOWN
    return f"{number(view.locale, low, decimals(key))} – {number(view.locale, high, decimals(key))}"
