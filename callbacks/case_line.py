"""The time line of one case: its steps, rounds and holds against their limits, as a picture and as a table."""

from datetime import datetime
from functools import partial

import pandas as pd
from dash import html

from callbacks.cards import theme
from callbacks.case_words import (
    days,
    due,
    hold_name,
    hold_reason,
    local,
    running_words,
    shown_table,
    step_name,
    team,
    verdict,
)
from callbacks.labels import group_label
from callbacks.panel import Content
from callbacks.row_words import day_unit
from callbacks.view import View
from charts.lettering import plain
from charts.plotly_timeline import shaded
from charts.timeline import Doer, Moment, Point, Span, Timeline
from ids import Case as Card
from locales import UNKNOWN, number, text
from pages.components.timeline import timeline_graph
from queries.case import Case
from queries.days import Row


def time_line(view: View, case: Case) -> Content:
    """Every execution of a step and every hold, on an axis of real time and below it as a table."""
    say = partial(text, view.locale)
    if not case.steps and not case.holds:
        return Content(empty=say("case.no_steps"))
    drawn = _Drawing(view, case)
    rows = [*(_step_row(view, case, row) for row in case.steps), *(_hold_row(view, case, row) for row in case.holds)]
    unit = day_unit(view)
    # What a narrow screen shows without scrolling stands first.
    heads = [say("column.step"), say("case.verdict"), say("column.due_at")]
    heads += [say("table.head", name=name, unit=unit) for name in (say("column.minutes"), say("case.limit"))]
    heads += [say(f"column.{name}") for name in ("entered_at", "left_at", "unit", "owner", "handler")]
    frame = pd.DataFrame(rows, columns=[*heads, say("case.told")], dtype=object)
    parts = [shown_table(view, frame, 3, 4)]
    timeline = drawn.timeline()
    if timeline is not None:
        parts.insert(0, timeline_graph(Card.LINE, timeline, view.locale, theme()))
    counted = say(
        "case.line_words", steps=number(view.locale, len(case.steps)), holds=number(view.locale, len(case.holds))
    )
    notes = [
        say("case.line_note", zone=view.catalogue.time_zone, unit=unit),
        say("case.idle_note") if timeline is not None and shaded(timeline) else "",
        say("case.odd_note") if drawn.odd else "",
    ]
    return Content(
        subtitle=counted, n=len(rows), figures=frame, shown=html.Div(parts), note=" ".join(filter(None, notes))
    )


def _step_row(view: View, case: Case, row: Row) -> tuple[object, ...]:
    """An execution of a step in words."""
    told = text(view.locale, "word.no") if row["notified"] is False else None
    return (
        step_name(view, row),
        step_verdict(view, case, row),
        due(view, row["due_at"], row["step_limit"]),
        days(view, row["minutes"]),
        UNKNOWN if row["step_limit"] is None else number(view.locale, row["step_limit"]),
        local(view, row["entered_at"]),
        local(view, row["left_at"]),
        team(view, row),
        group_label(view, "owner", row["owner"]) if row["owner"] else None,
        row["handler"],
        local(view, row["notified_at"]) if row["notified_at"] is not None else told,
    )


def step_verdict(view: View, case: Case, row: Row) -> str:
    """Whether an execution was in time; of an open one, whether it is late by now."""
    if _runs(case, row):
        return running_words(view, case, row["due_at"])
    if row["due_at"] is None and row["on_time"] is None:
        return UNKNOWN
    return verdict(view.locale, row["on_time"])[0]


def _runs(case: Case, row: Row) -> bool:
    return case.is_open and row["entered_at"] is not None and row["left_at"] is None


def _hold_row(view: View, case: Case, row: Row) -> tuple[object, ...]:
    """A hold in words, with its reason; it has no verdict."""
    name, reason = hold_name(view, row), hold_reason(view, row)
    return (
        text(view.locale, "case.hold_why", hold=name, reason=reason) if reason else name,
        None,
        None,
        days(view, case.days.between(row["from_at"], row["to_at"] or (case.now if case.is_open else None))),
        None,
        local(view, row["from_at"]),
        local(view, row["to_at"]),
        None,
        group_label(view, "owner", row["asked_by"]) if row["asked_by"] else None,
        None,
        None,
    )


class _Drawing:
    """The time line while it is put together, row by row."""

    def __init__(self, view: View, case: Case) -> None:
        self._view, self._case = view, case
        self._say = partial(text, view.locale)
        self._rows: list[str] = []
        self._spans: list[Span] = []
        self._points: list[Point] = []
        steps = [(self._step(row), row) for row in case.steps]
        for hold in case.holds:
            rounds = [at for at, step in steps if step["step"] == hold["step"] and _begins_before(step, hold)]
            self._hold(hold, rounds[-1] if rounds else self._row_of_hold(hold))

    @property
    def odd(self) -> bool:
        """Whether some stamps cannot be drawn as a bar."""
        return any(point.odd for point in self._points)

    def timeline(self) -> Timeline | None:
        """The description; None where no stamp is known."""
        if not self._spans and not self._points:
            return None
        say, case, row = self._say, self._case, self._case.row
        named = (
            (say("case.accepted"), row["accepted_at"]),
            (say("case.power_on"), row["power_on_at"]),
            (say("case.end"), None if row["power_on_at"] else row["ended_at"]),
            (say("case.whole_due"), row["whole_due_at"]),
            (say("case.now_mark"), case.now if case.is_open else None),
        )
        doers = {doer: say(f"code.owner.{doer}") for doer in (Doer.UTILITY, Doer.CUSTOMER, Doer.GOVERNMENT)}
        return Timeline(
            title=say("case.line"),
            subtitle=say("case.line_words", steps=len(case.steps), holds=len(case.holds)),
            rows=self._rows,
            spans=self._spans,
            points=self._points,
            moments=[Moment(self._iso(stamp), name) for name, stamp in named if stamp is not None],
            idle=[(self._iso(begin), self._iso(end)) for begin, end in case.days.idle()],
            doers=doers | {Doer.UNKNOWN: say("group.unknown"), Doer.HELD: say("part.held")},
            limit=say("case.limit"),
            odd=say("case.odd"),
        )

    def _step(self, row: Row) -> int:
        """Add the row of an execution; its place."""
        at, name = len(self._rows), step_name(self._view, row)
        self._rows.append(name)
        begin, end = row["entered_at"], row["left_at"]
        goes_on = _runs(self._case, row)
        owner = Doer(row["owner"]) if row["owner"] in set(Doer) else Doer.UNKNOWN
        if begin is not None and (end is not None or goes_on) and begin <= (end or self._case.now):
            minutes = row["minutes"] if not goes_on else self._case.days.between(begin, self._case.now)
            words = [name, team(self._view, row), self._stretch(begin, end), self._days(minutes)]
            said = "<br>".join(plain(one) for one in words if one)
            label = days(self._view, minutes, 1) if minutes is not None else ""
            until = end or self._case.now
            self._spans.append(Span(at, self._iso(begin), self._iso(until), owner, said, label, goes_on))
        else:
            said = f"{plain(name)}<br>{plain(self._stretch(begin, end))}"
            stamps = [stamp for stamp in (begin, end) if stamp is not None]
            self._points += [Point(at, self._iso(stamp), said, odd=True) for stamp in stamps]
        if row["due_at"] is not None:
            last = due(self._view, row["due_at"], row["step_limit"])
            self._points.append(
                Point(at, self._iso(row["due_at"]), plain(self._say("case.due_words", name=name, due=last)))
            )
        return at

    def _row_of_hold(self, hold: Row) -> int:
        """The place of the row for holds that lie on no execution: of the whole case, or of a step without one."""
        name = hold_name(self._view, hold)
        if name not in self._rows:
            self._rows.append(name)
        return self._rows.index(name)

    def _hold(self, row: Row, at: int) -> None:
        """Add a hold to a row; one that has not ended lasts until now, or until its case ended."""
        last = self._case.now if self._case.is_open else self._case.row["power_on_at"] or self._case.row["ended_at"]
        begin, end = row["from_at"], row["to_at"] or last
        words = [hold_name(self._view, row), hold_reason(self._view, row), self._stretch(begin, row["to_at"])]
        said = "<br>".join(plain(one) for one in words if one)
        if end is None or end < begin:
            self._points.append(Point(at, self._iso(begin), said, odd=True))
        else:
            self._spans.append(Span(at, self._iso(begin), self._iso(end), Doer.HELD, said))

    def _iso(self, stamp: datetime) -> str:
        shown = self._view.catalogue.local(stamp)
        return shown.isoformat(" ", "seconds") if shown else ""

    def _stretch(self, begin: datetime | None, end: datetime | None) -> str:
        return f"{local(self._view, begin)} – {local(self._view, end)}"

    def _days(self, minutes: int | None) -> str:
        return "" if minutes is None else f"{days(self._view, minutes)} {day_unit(self._view)}"


def _begins_before(step: Row, hold: Row) -> bool:
    """Whether an execution was entered before a hold began: the last such one is held."""
    return step["entered_at"] is not None and bool(step["entered_at"] <= hold["from_at"])
