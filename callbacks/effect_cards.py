"""精简成效: the cards of a class (its course by quarters since the start, its units) and of the estimates together."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd

from callbacks.effect_found import PATH, Found, comparable
from callbacks.labels import decimals, group_label, group_name, metric_name, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from charts.chart import Chart, Kind, Reference, Role, Series
from locales import month, number, percent, text
from stats.effect import AFTER, LEAST_CASES, LEAST_CONTROLS, LEAST_TREATED, RAMP_OVER, Effect


def quarter(first: date) -> str:
    """A quarter by its first day."""
    return f"{first.year} Q{(first.month + 2) // 3}"


def missing(view: View, found: Found, code: str = "") -> str:
    """Why there is no estimate."""
    say = partial(text, view.locale)
    if not comparable(view):
        return say("effect.no_others")
    if not found.classes or (code and code not in found.classes):
        names = [group_label(view, "class", one) for one in ([code] if code else found.reform.classes)]
        return say("reform.no_classes", names=say("word.listed").join(names))
    return say("effect.too_few", treated=LEAST_TREATED, controls=LEAST_CONTROLS, cases=LEAST_CASES)


def nothing(view: View, found: Found, code: str = "") -> Content:
    """A card without an estimate has no use and leaves no room, as the lead says why for all; its file says so too."""
    why = missing(view, found, code)
    return Content(n=1, body="", figures=pd.DataFrame({text(view.locale, "effect.estimate"): [why]}))


def subtitle(view: View, found: Found, of: Effect | None) -> str:
    """The clock, by which date, over which quarters, and how many cases of how many units."""
    if not found.classes:
        return ""
    span = f"{quarter(found.quarters[0])} – {quarter(found.quarters[-1])}" if found.quarters else ""
    words = [metric_name(view, found.reform.key), text(view.locale, "effect.by_acceptance", span=span)]
    if of is not None:
        write = partial(number, view.locale)
        carried = text(view.locale, "effect.carried", treated=of.overall.treated, all=len(found.units))
        words += [carried, text(view.locale, "effect.n", n=write(of.overall.n))]
    return " · ".join(filter(None, words))


def accepted(view: View, every: Sequence[Found]) -> str:
    """Over which quarters of acceptance several reforms' cases are counted."""
    quarters = [one for found in every if found.classes for one in found.quarters]
    span = f"{quarter(min(quarters))} – {quarter(max(quarters))}" if quarters else ""
    return text(view.locale, "effect.by_acceptance", span=span)


def course(view: View, few: int, card: str, code: str, found: Found) -> Panel:
    """The effect on a class by quarter since a unit's start, quarters before it included."""
    say = partial(text, view.locale)
    title = say("effect.course", name=group_label(view, "class", code))

    def draw(*answers: pd.DataFrame) -> Content:
        known = found.told(answers)
        of = known.of(code)
        if of is None:
            return nothing(view, known, code)
        said = subtitle(view, known, of)
        quarters, estimates = list(of.course), list(of.course.values())
        chart = Chart(
            kind=Kind.EVENT,
            title=title,
            subtitle=said,
            unit=unit_word(view, known.reform.key),
            series=[
                Series(
                    name=say("effect.effect"),
                    x=[float(one) for one in quarters],
                    y=[one.value for one in estimates],
                    n=[one.n for one in estimates],
                    low=[one.low for one in estimates],
                    high=[one.high for one in estimates],
                )
            ],
            x_name=say("effect.since"),
            decimals=decimals(known.reform.key),
            references=[Reference(say("effect.ramp_over"), of.overall.value, decimals=1)],
            few=[at for at, one in enumerate(estimates) if one.n < few],
            interval_names=(say("effect.low"), say("effect.high")),
        )
        shares = known.share_by_quarter()
        unit = unit_word(view, known.reform.key)
        figures = {
            say("effect.since"): pd.array(quarters, dtype="Int64"),
            say("table.head", name=say("effect.effect"), unit=unit): [one.value for one in estimates],
            say("effect.low"): [one.low for one in estimates],
            say("effect.high"): [one.high for one in estimates],
            say("table.head", name=say("effect.change"), unit="%"): [one.share * 100 for one in estimates],
            say("effect.units"): pd.array([one.treated for one in estimates], dtype="Int64"),
            "n": pd.array([one.n for one in estimates], dtype="Int64"),
            say("effect.path"): [shares[one][0] * 100 if one in shares else None for one in quarters],
        }
        trend = "" if of.pre_trend is None else _chance(view, of.pre_trend)
        note = say("effect.course_note", first=RAMP_OVER, last=AFTER)
        words = [note, say("effect.pre_trend", p=trend) if trend else say("effect.no_pre_trend")]
        words += [say("effect.pre_trend_seen")] if of.pre_trend is not None and of.pre_trend < 0.05 else []
        return Content(
            subtitle=said,
            n=of.overall.n,
            chart=chart,
            figures=pd.DataFrame(figures),
            row_names=[_signed(view, one) for one in quarters],
            note=say("table.apart").join(words),
        )

    return Panel(card, title, found.questions, draw, metrics=(found.reform.key, PATH))


def units(view: View, few: int, card: str, code: str, found: Found) -> Panel:
    """Each unit's own effect on a class, in the order in which units started."""
    say = partial(text, view.locale)
    title = say("effect.by_unit", name=group_label(view, "class", code))

    def draw(*answers: pd.DataFrame) -> Content:
        known = found.told(answers)
        of = known.of(code)
        if of is None:
            return nothing(view, known, code)
        own = sorted(of.units, key=lambda one: int(known.months[one.unit]))
        names = [group_label(view, "province", known.units[one.unit]) for one in own]
        starts = [known.month_of(one.unit) for one in own]
        said = subtitle(view, known, of)
        chart = Chart(
            kind=Kind.DOTS,
            title=title,
            subtitle=said,
            unit=unit_word(view, known.reform.key),
            series=[
                Series(
                    name=say("effect.effect"),
                    x=[f"{name} {one:%Y-%m}" if one else name for name, one in zip(names, starts, strict=True)],
                    y=[one.value for one in own],
                    n=[one.n for one in own],
                )
            ],
            x_name=group_name(view, "province"),
            decimals=decimals(known.reform.key),
            references=[Reference(say("effect.together"), of.overall.value, decimals=1)],
            few=[at for at, one in enumerate(own) if one.n < few],
        )
        unit = unit_word(view, known.reform.key)
        figures = {
            group_name(view, "province"): names,
            say("effect.start"): [month(view.locale, one) if one else None for one in starts],
            say("table.head", name=say("effect.effect"), unit=unit): [one.value for one in own],
            "n": pd.array([one.n for one in own], dtype="Int64"),
        }
        return Content(
            subtitle=said,
            n=of.overall.n,
            chart=chart,
            figures=pd.DataFrame(figures),
            note=say("effect.by_unit_note", few=few),
        )

    return Panel(card, title, found.questions, draw, metrics=(found.reform.key,))


def together(view: View, card: str, every: Sequence[Found]) -> Panel:
    """The estimates with their intervals, and the plain before and after beside them."""
    say = partial(text, view.locale)
    title = say("effect.together_title")

    def draw(*answers: pd.DataFrame) -> Content:
        rows = _rows(view, every, answers)
        if not rows:
            return nothing(view, next((one for one in every if one.classes), every[0]))
        names = [name for name, _ in rows]
        chart = Chart(
            kind=Kind.DOTS,
            title=title,
            subtitle=f"{accepted(view, every)} · {say('effect.together_of', first=RAMP_OVER, last=AFTER)}",
            unit=unit_word(view, every[0].reform.key),
            series=[
                Series(
                    name=say("effect.estimate"),
                    x=names,
                    y=[of.overall.value for _, of in rows],
                    n=[of.overall.n for _, of in rows],
                    low=[of.overall.low for _, of in rows],
                    high=[of.overall.high for _, of in rows],
                ),
                Series(say("effect.naive"), names, [of.naive.change for _, of in rows], role=Role.COMPARISON),
            ],
            x_name=say("effect.of"),
            decimals=1,
        )
        return Content(
            subtitle=chart.subtitle,
            n=sum(of.overall.n for _, of in rows),
            chart=chart,
            figures=_figures(view, rows),
            decimals={10: 2},
            note=_why(view, rows),
        )

    asked = [question for found in every for question in found.questions]
    return Panel(card, title, asked, draw, metrics=tuple(found.reform.key for found in every))


def named(view: View, found: Found, code: str) -> str:
    """A reform, or one of its classes."""
    return group_label(view, "class", code) if code else text(view.locale, f"effect.{found.reform.code}")


def told(every: Sequence[Found], answers: Sequence[pd.DataFrame]) -> None:
    """Hand the answers of several reforms' questions to each."""
    at = 0
    for found in every:
        own = len(found.questions)
        if own:
            found.told(answers[at : at + own])
        at += own


def _rows(view: View, every: Sequence[Found], answers: Sequence[pd.DataFrame]) -> list[tuple[str, Effect]]:
    """Each reform and each of its classes of which there is an estimate; a class that is alone is its reform."""
    told(every, answers)
    codes = [
        (found, code) for found in every for code in (("", *found.classes) if len(found.classes) > 1 else found.classes)
    ]
    return [(named(view, found, code), of) for found, code in codes if (of := found.of(code)) is not None]


def _figures(view: View, rows: Sequence[tuple[str, Effect]]) -> pd.DataFrame:
    """The estimates, and what makes the plain comparison another: it adds up."""
    say = partial(text, view.locale)
    effects = [of for _, of in rows]
    return pd.DataFrame(
        {
            say("effect.of"): [name for name, _ in rows],
            say("effect.estimate"): [of.overall.value for of in effects],
            say("effect.low"): [of.overall.low for of in effects],
            say("effect.high"): [of.overall.high for of in effects],
            say("table.head", name=say("effect.change"), unit="%"): [of.overall.share * 100 for of in effects],
            say("effect.before"): [of.naive.before for of in effects],
            say("effect.after"): [of.naive.after for of in effects],
            say("effect.naive"): [of.naive.change for of in effects],
            say("effect.others"): [of.naive.others for of in effects],
            say("effect.mix"): [of.naive.mix for of in effects],
            say("effect.pre_trend_p"): [of.pre_trend for of in effects],
            say("effect.units"): pd.array([of.overall.treated for of in effects], dtype="Int64"),
            say("effect.clusters"): pd.array([of.overall.clusters for of in effects], dtype="Int64"),
            "n": pd.array([of.overall.n for of in effects], dtype="Int64"),
        }
    )


def _why(view: View, rows: Sequence[tuple[str, Effect]]) -> str:
    """Why the plain comparison differs, of the row where it differs most."""
    name, of = max(rows, key=lambda row: abs(row[1].naive.change - row[1].overall.value))
    write = partial(number, view.locale, decimals=1, signed=True)
    return text(
        view.locale,
        "effect.why",
        name=name,
        naive=write(of.naive.change),
        estimate=write(of.overall.value),
        others=write(of.naive.others),
        mix=write(of.naive.mix),
    )


def _signed(view: View, quarters: int) -> str:
    return number(view.locale, quarters, signed=True)


def _chance(view: View, p: float) -> str:
    return f"p < {number(view.locale, 0.01, 2)}" if p < 0.01 else f"p = {number(view.locale, p, 2)}"


def interval(view: View, low: float, high: float) -> str:
    """An interval of a change, by its size where both ends have one sign."""
    ends = sorted((abs(low), abs(high))) if low * high > 0 else [low, high]
    return " – ".join(number(view.locale, end, 1) for end in ends)


def change(view: View, share: float) -> str:
    """A change in proportion."""
    return percent(view.locale, abs(share), 0)
