"""Every metric once more, in plain Python over lists of rows: the second way that the heart is held against."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Table

from queries.selection import Selection
from tests.queries.brute_groups import PARTS_OF_TIME, first_day, group_of
from tests.queries.brute_service import ENERGY, OF_CASE, SERVICE, VALUE_RATIOS
from tests.queries.cast import AS_OF, day_before, within
from tests.queries.figures import Flows, Row, count, mean, mean_days, median_hours, p90_hours, share, total, total_days
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact

Facts = Mapping[Table, list[Row]]
BOTH_SIDES = ("agree", "exclusion", "hold", "calendar", "edition", "unexplained")
Answer = dict[tuple[str | None, ...], tuple[int, float | None]]


def timed(row: Row) -> bool:
    return row["family"] in (None, "connection")


SUSPECTED = ("same_day", "hold_before_limit")  # of the flags that tests/queries/cast.py draws
DURATIONS: dict[str, tuple[Table, str, Callable[[Row], bool]]] = {
    "whole_time": (case_fact, "whole_minutes", timed),
    "whole_time_net": (case_fact, "whole_net_minutes", timed),
    "utility_time": (case_fact, "utility_minutes", timed),
    "steps_span": (case_fact, "span_minutes", lambda row: True),
    "submit_time": (case_fact, "submit_minutes", lambda row: True),
    "step_time": (step_fact, "minutes", lambda row: True),
    "handling_time": (case_fact, "whole_minutes", lambda row: True),
    "new_energy_time": (case_fact, "whole_minutes", lambda row: row["family"] in ENERGY),
}
FLOWS: Flows = {
    **SERVICE,
    "cases": (case_fact, None, lambda r: True, lambda r: 1, count),
    "undated": (case_fact, "undated", lambda r: True, lambda r: 1, count),
    "submitted": (case_fact, "submitted_date", lambda r: True, lambda r: 1, count),
    "accepted": (case_fact, "accepted_date", lambda r: True, lambda r: 1, count),
    "returned": (case_fact, "end_date", lambda r: r["outcome"] == "returned", lambda r: 1, count),
    "powered": (case_fact, "power_on_date", lambda r: True, lambda r: 1, count),
    "archived": (case_fact, "archived_date", lambda r: True, lambda r: 1, count),
    "ended_otherwise": (case_fact, "end_date", lambda r: r["state"] == "left", lambda r: 1, count),
    "finished": (case_fact, None, lambda r: r["state"] == "finished", lambda r: 1, count),
    "capacity": (case_fact, None, lambda r: True, lambda r: r["capacity_kva"], total),
    "meters": (case_fact, None, lambda r: True, lambda r: r["meters"], total),
    "watch": (case_fact, "now", lambda r: True, lambda r: r["chance_late"], count),
    "expected_late": (case_fact, "now", lambda r: True, lambda r: r["chance_late"], total),
    "expected_late_week": (case_fact, "now", lambda r: r["due_week"], lambda r: r["chance_late"], total),
    "executions": (step_fact, None, lambda r: True, lambda r: 1, count),
    "flags": (flag_fact, None, lambda r: True, lambda r: 1, count),
    "suspicions": (flag_fact, None, lambda r: r["flag"] in SUSPECTED, lambda r: 1, count),
    "suspicions_undated": (flag_fact, "undated", lambda r: r["flag"] in SUSPECTED, lambda r: 1, count),
    "oddities": (flag_fact, None, lambda r: r["flag"] not in SUSPECTED, lambda r: 1, count),
    "oddities_undated": (flag_fact, "undated", lambda r: r["flag"] not in SUSPECTED, lambda r: 1, count),
    "step_total": (
        step_fact, None, lambda r: r["state"] == "finished" and r["steps_known"], lambda r: r["minutes"], total_days
    ),
    "cases_steps_known": (
        case_fact, None, lambda r: r["state"] == "finished" and r["steps_known"], lambda r: 1, count
    ),
    "waiting_whole_total": (waiting_fact, None, timed, lambda r: r.get("minutes"), total_days),
    "waiting_utility_total": (waiting_fact, None, timed, lambda r: r.get("utility_minutes"), total_days),
    "hold_time_total": (
        waiting_fact, None, lambda r: r["part"] == "(held)" and timed(r),
        lambda r: r.get("minutes"), total_days,
    ),
    "steps_per_case": (
        case_fact, None, lambda r: r["state"] == "finished" and (r["steps_taken"] or 0) > 0 and timed(r),
        lambda r: r["steps_taken"], mean,
    ),
    "rework_rate": (step_fact, None, lambda r: True, lambda r: r["round"] > 1, share),
    "rounds": (step_fact, None, lambda r: True, lambda r: r["rounds"], mean),
    "case_on_time": (case_fact, None, lambda r: True, lambda r: r["case_on_time"], share),
    "whole_on_time": (case_fact, None, lambda r: True, lambda r: r["whole_on_time"], share),
    "whole_on_time_strict": (case_fact, None, lambda r: True, lambda r: r["whole_on_time_strict"], share),
    "utility_on_time": (case_fact, None, lambda r: True, lambda r: r["utility_on_time"], share),
    "step_on_time": (step_fact, None, lambda r: True, lambda r: r["on_time"], share),
    "step_on_time_strict": (step_fact, None, lambda r: True, lambda r: r["on_time_strict"], share),
    "accepted_timed": (
        case_fact, "accepted_date", lambda r: timed(r) and r["elapsed_minutes"] is not None, lambda r: 1, count
    ),
}  # fmt: skip
for _prefix, _fact in (("", case_fact), ("step_", step_fact)):
    FLOWS |= {
        f"{_prefix}due_dates": (_fact, None, lambda r: r["reconciled"] is not None, lambda r: 1, count),
        f"{_prefix}due_dates_undated": (_fact, "undated", lambda r: r["reconciled"] is not None, lambda r: 1, count),
        f"{_prefix}due_dates_agree": (
            _fact, None, lambda r: r["reconciled"] in BOTH_SIDES,
            lambda r: r["reconciled"] == "agree", share,
        ),
    }  # fmt: skip
for _key, (_fact, _column, _where) in DURATIONS.items():
    for _suffix, _summary in (("", mean_days), (".median", median_hours), (".p90", p90_hours)):
        FLOWS[_key + _suffix] = (_fact, None, _where, lambda r, c=_column: r[c], _summary)
STOCKS = {"open": None, "overdue": "overdue", "due_soon": "due_soon", "held": "held"}
# key: (the part that is summed, the part whose rows are opened and counted)
RATIOS = {
    "step_time_per_case": ("step_total", "cases_steps_known", ("step", "owner", "unit")),
    "waiting_on": ("waiting_whole_total", "whole_time", ("part", "owner", "unit")),
    "waiting_on_utility": ("waiting_utility_total", "utility_time", ("part", "owner", "unit")),
    "hold_share": ("hold_time_total", "whole_time", ()),
    "suspicion_rate": ("suspicions", "cases", ("flag", "step", "round")),
    "complaint_rate": ("complaints", "accepted", ("complaint_source", "complaint_type")),
    "contacts_per_case": ("contacts", "accepted", ("contact_topic",)),
    **VALUE_RATIOS,
}
PER = {"suspicion_rate": 1000, "complaint_rate": 1000}


def selected(row: Row, selection: Selection) -> bool:
    return within(selection.place.region, row["place_no"]) and all(
        not codes or row.get(column) in codes
        for codes, column in (
            (selection.classes, "customer_class"),
            (selection.services, "service"),
            (selection.channels, "channel"),
            (selection.steps, "step"),
        )
    )


def known(row: Row, fact: Table, selection: Selection) -> Row:
    """A row as the reader may know it: nothing of a case outside their unit."""
    region, place = selection.scope.region, row.get("case_place_no")
    if region == "CO" or (place is not None and within(region, place)):
        return row
    return row | dict.fromkeys(OF_CASE.get(fact, ()))


def flow(key: str, facts: Facts, selection: Selection, by: tuple[str, ...]) -> Answer:
    fact, column, counts, value, summary = FLOWS[key]
    groups: dict[tuple[str | None, ...], list[Any]] = defaultdict(list)
    if not by:
        groups[()] = []
    for given in facts[fact]:
        row = known(given, fact, selection)
        day = row[f"{selection.cohort}_date" if column in (None, "undated", "now") else column]
        in_period = day is not None and selection.start <= day < selection.end
        if column in ("undated", "now"):
            in_period = column == "now" or day is None
        if in_period and selected(row, selection) and counts(row) and value(row) is not None:
            groups[group_of(row, by, selection, day, value(row))].append(value(row))
    return {group: (len(values), summary(values)) for group, values in groups.items()}


def stock(key: str, facts: Facts, selection: Selection, by: tuple[str, ...]) -> Answer:
    """Counted as it stands on each day: no difference of running sums."""
    kind = STOCKS[key]
    last = min(day_before(selection.end), AS_OF)
    days: dict[str | None, date] = {None: last}
    part = next((name for name in by if name in PARTS_OF_TIME), None)
    if part is not None:
        days, day = {}, selection.start
        while day <= last:
            days[first_day(part, day).isoformat()] = day  # the last day of each part wins
            day = date.fromordinal(day.toordinal() + 1)
    found: Answer = {} if by else {(): (0, 0.0)}
    for day in days.values():
        for row in facts[case_fact if kind is None else standing_fact]:
            begin, until = (
                (row["accepted_date"], row["end_date"]) if kind is None else (row["from_date"], row["to_date"])
            )
            stands = begin is not None and begin <= day and (until is None or until > day)
            if kind is None and until is None and row["state"] != "open":
                continue  # ended on a day nobody told
            if stands and selected(row, selection) and row.get("kind") == kind:
                group = group_of(row, by, selection, day)
                n = found.get(group, (0, 0.0))[0] + 1
                found[group] = (n, float(n))
    return found


def ratio(key: str, facts: Facts, selection: Selection, by: tuple[str, ...]) -> Answer:
    over, under, apart = RATIOS[key]
    shared = tuple(name for name in by if name not in apart)
    summed = flow(over, facts, selection, by)
    opened = flow(under, facts, replace(selection, steps=()) if "step" in apart else selection, shared)
    answer: Answer = {}
    for group in summed if len(shared) < len(by) else opened:
        n, value = opened.get(tuple(g for g, name in zip(group, by, strict=True) if name in shared), (0, None))
        amount = summed.get(group, (0, None))[1] or 0.0
        if key == "hold_share":
            assert value is None or n
            figure = amount / (value * n) if value else None
        elif key in VALUE_RATIOS:
            figure = amount / value if value else None
        else:
            figure = amount * PER.get(key, 1) / n if n else None
        if n or not by:
            answer[group] = (n, figure)
    return answer


def survival(facts: Facts, selection: Selection, by: tuple[str, ...]) -> Answer:
    """The first hour at which the product of survivals is at most one half, over the cases one by one."""
    groups: dict[tuple[str | None, ...], list[tuple[int, bool]]] = defaultdict(list)
    if not by:
        groups[()] = []
    for row in facts[case_fact]:
        day = row["accepted_date"]
        known = day is not None and selection.start <= day < selection.end and row["elapsed_minutes"] is not None
        if known and timed(row) and selected(row, selection):
            spell = (row["elapsed_minutes"] // 60, row["state"] == "finished")
            groups[group_of(row, by, selection, day)].append(spell)
    answer: Answer = {}
    for group, spells in groups.items():
        alive, median = 1.0, None
        for hour in sorted({hour for hour, _ in spells}):
            at_risk = sum(h >= hour for h, _ in spells)
            alive *= 1 - sum(h == hour and event for h, event in spells) / at_risk
            if alive <= 0.5 + 1e-12 and median is None:
                median = hour / 24
        answer[group] = (len(spells), median)
    return answer


def adjusted(facts: Facts, selection: Selection, by: tuple[str, ...]) -> Answer:
    """The online share with the classes of all groups together: each class's rate weighed by how many there are."""
    split = tuple(dict.fromkeys((*by, "class")))
    at = split.index("class")
    cells = flow("online_share", facts, selection, split)
    size: dict[str | None, int] = defaultdict(int)
    for group, (n, _) in cells.items():
        size[group[at]] += n
    answer: Answer = {} if by else {(): (0, None)}
    for wanted in {group[: len(by)] for group in cells}:
        mine = {group[at]: figure for group, figure in cells.items() if group[: len(by)] == wanted}
        weighed = sum(size[code] * (value or 0.0) for code, (_, value) in mine.items())
        answer[wanted] = (sum(n for n, _ in mine.values()), weighed / sum(size[code] for code in mine))
    return answer


def evaluate(key: str, facts: Facts, selection: Selection, by: tuple[str, ...]) -> Answer:
    """The metric's n and value by group; groups of which no row counts are left out."""
    if key in FLOWS:
        return flow(key, facts, selection, by)
    if key in STOCKS:
        return stock(key, facts, selection, by)
    if key == "online_share_adjusted":
        return adjusted(facts, selection, by)
    return survival(facts, selection, by) if key == "whole_time.km" else ratio(key, facts, selection, by)


def same(a: float | None, b: float | None) -> bool:
    """Equal figures, unknown equal to unknown."""
    missing = [v is None or math.isnan(v) for v in (a, b)]
    return all(missing) if any(missing) else math.isclose(a or 0.0, b or 0.0, rel_tol=1e-9, abs_tol=1e-9)
