"""The card of who has a case now: its open steps, or who is responsible while no step is open."""

from datetime import datetime
from functools import partial

import pandas as pd

from callbacks.case_words import days, due, hold_reason, items, local, shown_table, step_name, team, unit_line
from callbacks.labels import group_label
from callbacks.panel import Content
from callbacks.row_words import day_unit, heading
from callbacks.view import View
from locales import text
from queries.case import Case
from queries.days import Row
from queries.waiting import UTILITY


def who_has_it(view: View, case: Case) -> Content:
    """The steps that are open: whose, since when, due when, and how long they have waited."""
    say = partial(text, view.locale)
    if case.row["state"] == "submitted":
        return Content(empty=say("case.not_accepted"))
    if not case.is_open:
        return Content(empty=say("case.ended", stamp=local(view, case.row["ended_at"] or case.row["power_on_at"])))
    if not case.open_steps:
        return _nobody(view, case)
    rows = [
        (
            step_name(view, row),
            team(view, row),
            due(view, row["due_at"], row["step_limit"]),
            days(view, case.days.between(case.now, row["due_at"])),  # behind a minus, those that it is late
            local(view, row["entered_at"]),
            days(view, case.days.between(row["entered_at"], case.now)),
            group_label(view, "owner", row["owner"]) if row["owner"] else None,
            row["handler"],
        )
        for row in case.open_steps
    ]
    waited, left = _in_days(view, say("case.waited")), _in_days(view, say("case.left"))
    heads = [say("column.step"), say("column.unit"), say("column.due_at"), left, say("case.since"), waited]
    frame = pd.DataFrame(rows, columns=[*heads, say("column.owner"), say("column.handler")])
    if any(row["owner"] != UTILITY for row in case.open_steps):
        whose = _responsible(view, case)
        frame[say("case.responsible")] = [None if row["owner"] == UTILITY else whose for row in case.open_steps]
    return Content(
        subtitle=say("case.now_words", stamp=local(view, case.now)),
        n=len(rows),
        figures=frame,
        shown=shown_table(view, frame, 3, 5),
        note=" ".join(filter(None, (*_due_words(view, case), _held_now(view, case)))),
    )


def _due_words(view: View, case: Case) -> list[str]:
    """When the clocks of an open case are due, as sentences: a step may be in time while the whole is late."""
    return [text(view.locale, "case.due_sentence", name=name, said=said) for name, said in _clock_dues(view, case)]


def _nobody(view: View, case: Case) -> Content:
    """Who is responsible for an open case without an open step, since when nothing moves, and when it is due."""
    say = partial(text, view.locale)
    left = [row for row in case.steps if row["left_at"] is not None]
    pairs: list[tuple[str, str | None]] = [(say("case.responsible"), unit_line(view, case))]
    if left:
        last = max(left, key=lambda row: row["left_at"])
        since = last["left_at"]
        pairs.append((say("case.last_step"), _whose(view, last)))
        if last["owner"] != UTILITY:
            pairs.append((say("case.last_utility"), _last_of_utility(view, case)))
        pairs += [
            (say("case.idle_since"), local(view, since)),
            (_in_days(view, say("case.waited")), days(view, case.days.between(since, case.now))),
        ]
        said = say("case.nobody", stamp=local(view, since))
    else:
        said = say("case.no_steps")
    frame = items(view, [*pairs, *_dues(view, case)])
    return Content(
        subtitle=say("case.now_words", stamp=local(view, case.now)),
        n=len(frame),
        figures=frame,
        note=" ".join(filter(None, (said, _held_now(view, case)))),
    )


def _dues(view: View, case: Case) -> list[tuple[str, str]]:
    """What an open case without an open step says of its due dates."""
    return _clock_dues(view, case) or [(text(view.locale, "column.due_at"), text(view.locale, "case.no_due"))]


def _clock_dues(view: View, case: Case) -> list[tuple[str, str]]:
    """When each clock of an open case is due, and the working days left until then or gone since."""
    pairs = []
    for clock in ("whole", "utility"):
        due_at = case.row[f"{clock}_due_at"]
        if due_at is not None:
            last = due(view, due_at, case.row[f"{clock}_limit"])
            pairs.append((heading(view, f"{clock}_due_at"), _left_words(view, case, due_at, last)))
    return pairs


def _left_words(view: View, case: Case, due_at: datetime, last: str) -> str:
    """The last day in time, and the working days until then or since; that they are unknown beyond the calendar."""
    over, minutes = case.now > due_at, case.days.between(due_at, case.now)
    if minutes is None:
        return text(view.locale, "case.due_over_unknown" if over else "case.due_left_unknown", due=last)
    told = {"due": last, "days": days(view, abs(minutes)), "unit": day_unit(view)}
    return text(view.locale, "case.due_over" if over else "case.due_left", **told)


def _responsible(view: View, case: Case) -> str:
    """The unit that a case lies in, and whose the utility's newest step was."""
    return " · ".join(filter(None, (case.place.label(view.locale), _last_of_utility(view, case))))


def _last_of_utility(view: View, case: Case) -> str | None:
    """The utility's newest step, with team and handler; None where none is told of."""
    entered = [row for row in case.steps if row["owner"] == UTILITY and row["entered_at"] is not None]
    return _whose(view, entered[-1]) if entered else None


def _whose(view: View, row: Row) -> str:
    """A step with its owner where that is not the utility, team and handler."""
    owner = row["owner"] and row["owner"] != UTILITY
    parts = (
        step_name(view, row),
        group_label(view, "owner", row["owner"]) if owner else None,
        team(view, row),
        row["handler"],
    )
    return " · ".join(filter(None, parts))


def _in_days(view: View, name: str) -> str:
    """A heading with the unit of working time."""
    return text(view.locale, "table.head", name=name, unit=day_unit(view))


def _held_now(view: View, case: Case) -> str:
    """The holds that have not ended."""
    return " ".join(
        text(
            view.locale,
            "case.held_since",
            what=group_label(view, "step", row["step"]) if row["step"] else text(view.locale, "case.whole_case"),
            stamp=local(view, row["from_at"]),
            reason=hold_reason(view, row) or text(view.locale, "group.unknown"),
        )
        for row in case.holds
        if row["to_at"] is None
    )
