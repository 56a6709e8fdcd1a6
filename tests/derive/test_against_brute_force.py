"""Random small cases around Spring Festival: waiting parts, due dates, verdicts and standings against the brute force.

Three classes stand for the three ways to be judged: residential by a delivered due date, lv_business by a limit on the
whole time, hv_single by its assessed steps and a limit on utility time.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.derive.brute import DAY, BruteCase, Days, Row, never
from tests.derive.world import World, catalogue
from warehouse.delivered import applications, holds, step_names, steps
from warehouse.facts import case_fact, standing_fact, step_fact, waiting_fact

BEGIN = datetime(2026, 2, 11, 16)  # the 12th begins in Shanghai; the festival is 15–23, the 14th and 28th are worked
NOW = BEGIN + timedelta(days=17, hours=9)
WHOLE_LIMIT, UTILITY_LIMIT = 3, 2
STEP_LIMITS = {"supply_plan": 2, "metering": 1}
SORTS = {row["step"]: row["sort"] for row in catalogue(step_names)}
DAYS = Days("Asia/Shanghai", "CN")

stamps = st.integers(0, 17 * 24 * 4).map(lambda quarters: BEGIN + timedelta(minutes=15 * quarters)) | st.integers(
    0, 17 * 24 * 3600
).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
ends = st.none() | stamps


@st.composite
def executions(draw: st.DrawFn) -> list[Row]:
    """Up to five executions; a step that comes twice is a further round of it. Some leave before they are entered."""
    names = draw(st.lists(st.sampled_from(["application", "supply_plan", "customer_works", "metering"]), max_size=5))
    rows = []
    for place, step in enumerate(names):
        entered, left = draw(stamps), draw(ends)
        if left and left < entered and draw(st.integers(0, 9)):
            entered, left = left, entered
        owner = draw(st.sampled_from(["utility", "utility", "customer"]))
        number = names[:place].count(step) + 1
        rows.append({"step": step, "round": number, "entered_at": entered, "left_at": left, "owner": owner})
    return rows


@st.composite
def hold_rows(draw: st.DrawFn) -> list[Row]:
    """Up to three holds of the case or of a step, overlapping or open."""
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        begin, end = draw(stamps), draw(ends)
        if end and end < begin:
            begin, end = end, begin
        step = draw(st.sampled_from([None, None, "supply_plan", "metering"]))
        rows.append({"from_at": begin, "to_at": end, "step": step})
    return rows


@st.composite
def brute_cases(draw: st.DrawFn) -> BruteCase:
    accepted, finish = draw(stamps), draw(ends)
    if finish and finish < accepted:
        accepted, finish = finish, accepted
    customer_class = draw(st.sampled_from(["residential", "lv_business", "hv_single"]))
    due = draw(stamps) if customer_class == "residential" else None
    case = {"accepted_at": accepted, "power_on_at": finish, "customer_class": customer_class, "due_at": due}
    return BruteCase(DAYS, case, draw(executions()), draw(hold_rows()), NOW, SORTS)


def derived(cases: list[BruteCase]) -> list[dict[str, list[Row]]]:
    """The facts of each case, by table."""
    world = World(now="2026-03-01 09:00")
    assert world.utc(world.now) == NOW
    world.limit("whole", WHOLE_LIMIT, customer_class="lv_business")
    world.limit("utility", UTILITY_LIMIT, customer_class="hv_single")
    for step, days in STEP_LIMITS.items():
        world.limit("step", days, step=step, customer_class="hv_single")
    for number, each in enumerate(cases):
        key = {"application": str(number)}
        world.add(applications, **key, service="new_connection", **each.case)
        for execution in each.steps:
            world.add(steps, **key, **execution)
        for hold in each.holds:
            world.add(holds, **key, **hold)
    tables = (case_fact, step_fact, waiting_fact, standing_fact)
    rows = world.facts(*tables)
    return [
        {
            table.name: [row for row in facts if row["application"] == str(number)]
            for table, facts in zip(tables, rows, strict=True)
        }
        for number in range(len(cases))
    ]


def check_waiting(each: BruteCase, facts: dict[str, list[Row]]) -> None:
    (case,) = facts["case_fact"]
    got: Counter[tuple[str, str]] = Counter()
    for row in facts["waiting_fact"]:
        got["whole", row["part"]] += row["minutes"] or 0
        got["utility", row["part"]] += row["utility_minutes"] or 0
    if each.finish is None:
        assert case["whole_minutes"] is None
        assert not got
        return
    parts = each.parts()
    assert case["whole_minutes"] == DAYS.working_minutes(each.case["accepted_at"], each.finish)
    utility_known = each.steps and not any(
        step["owner"] == "utility" and step["left_at"] and step["left_at"] < step["entered_at"] for step in each.steps
    )
    if not utility_known:
        parts = Counter({key: value for key, value in parts.items() if key[0] == "whole"})
    assert +got == parts
    assert sum(minutes for (clock, _), minutes in got.items() if clock == "whole") == case["whole_minutes"]
    assert case["whole_net_minutes"] == case["whole_minutes"] - parts["whole", "(held)"]
    utility = sum(minutes for (clock, _), minutes in got.items() if clock == "utility")
    assert case["utility_minutes"] == (utility if utility_known else None)


def soon_after(limit: int) -> int:
    return max(0, min(limit - 1, ceil(limit * 4 / 5)))


def delivered_limit(each: BruteCase) -> int:
    """The working days between the start day and a delivered due date."""
    day, due = DAYS.of(each.case["accepted_at"]), DAYS.of(each.case["due_at"])
    count = 0
    while day < due:
        day += DAY
        count += DAYS.works(day)
    return count


def whole_deadline(each: BruteCase) -> tuple[datetime | None, datetime | None, date | None]:
    """Due, due without the allowance, and the day from which it is due soon."""
    accepted = each.case["accepted_at"]
    if each.case["customer_class"] == "lv_business":
        held = each.case_on_hold
        return (
            each.late_at(each.nth_day(accepted, WHOLE_LIMIT, held)),
            each.late_at(each.nth_day(accepted, WHOLE_LIMIT, never)),
            each.nth_day(accepted, soon_after(WHOLE_LIMIT), held),
        )
    due = each.case["due_at"]
    return due, due, each.nth_day(accepted, soon_after(delivered_limit(each)), never) if due else None


def step_deadline(each: BruteCase, step: Row) -> tuple[datetime | None, datetime | None, date | None]:
    limit = STEP_LIMITS.get(step["step"]) if each.case["customer_class"] == "hv_single" else None
    if limit is None:
        return None, None, None
    held = each.step_on_hold(step)
    return (
        each.late_at(each.nth_day(step["entered_at"], limit, held)),
        each.late_at(each.nth_day(step["entered_at"], limit, never)),
        each.nth_day(step["entered_at"], soon_after(limit), held),
    )


def check_verdicts(each: BruteCase, facts: dict[str, list[Row]]) -> None:
    (case,) = facts["case_fact"]
    due, strict, _ = whole_deadline(each)
    assert case["whole_due_at"] == due
    limited, finish = each.case["customer_class"] == "lv_business", each.finish

    def in_time(stamp: datetime | None, late: datetime | None, by_limit: bool) -> bool | None:
        if stamp is None or late is None:
            return None
        return stamp < late if by_limit else stamp <= late

    assert case["whole_on_time"] == in_time(finish, due, limited)
    assert case["whole_on_time_strict"] == in_time(finish, strict, limited)
    verdicts = []
    for row in facts["step_fact"]:
        (step,) = (s for s in each.steps if (s["step"], s["round"]) == (row["step"], row["round"]))
        late, strictly, _ = step_deadline(each, step)
        abandoned = bool(finish) and step["left_at"] is None and row["assessed"]
        assert row["due_at"] == late
        assert row["on_time"] == (False if abandoned else in_time(step["left_at"], late, True))
        assert row["on_time_strict"] == (False if abandoned else in_time(step["left_at"], strictly, True))
        if row["assessed"]:
            verdicts.append(row["on_time"])
    if each.case["customer_class"] != "hv_single":
        assert case["case_on_time"] == case["whole_on_time"]
    elif finish and verdicts:
        assert case["case_on_time"] == all(verdicts)
    else:
        assert case["case_on_time"] is None
    check_utility_limit(each, case)


def check_utility_limit(each: BruteCase, case: Row) -> None:
    known = each.steps and all(
        step["owner"] != "utility" or step["left_at"] is None or step["entered_at"] <= step["left_at"]
        for step in each.steps
    )
    if each.case["customer_class"] != "hv_single" or not known:
        assert case["utility_due_at"] is None
        assert case["utility_on_time"] is None
        return
    reached = each.utility_day(UTILITY_LIMIT)
    due = each.late_at(reached) if reached else None
    assert case["utility_due_at"] == due
    assert case["utility_on_time"] == (None if each.finish is None else due is None or each.finish < due)


def kinds_on(each: BruteCase, day: date, deadlines: list[tuple[Any, ...]]) -> set[str]:
    """What stands at the end of a day."""

    def before(stamp: datetime | None) -> bool:
        return stamp is not None and DAYS.of(stamp) <= day

    if not before(each.case["accepted_at"]) or before(each.finish):
        return set()
    kinds = {"held"} if any(before(hold["from_at"]) and not before(hold["to_at"]) for hold in each.holds) else set()
    running = [(due, soon) for entered, left, due, soon in deadlines if before(entered) and not before(left)]
    if any(due and due < DAYS.start(day + DAY) for due, _ in running):
        return kinds | {"overdue"}
    if any(soon and soon <= day for _, soon in running):
        return kinds | {"due_soon"}
    return kinds


def check_standing(each: BruteCase, facts: dict[str, list[Row]]) -> None:
    if each.case["customer_class"] == "hv_single":
        assessed = [step for step in each.steps if step["step"] in STEP_LIMITS]
        deadlines = [(step["entered_at"], step["left_at"], *step_deadline(each, step)[::2]) for step in assessed]
    else:
        deadlines = [(each.case["accepted_at"], each.finish, *whole_deadline(each)[::2])]
    day = DAYS.of(BEGIN) - DAY
    while day <= DAYS.of(NOW):
        rows = [
            row["kind"]
            for row in facts["standing_fact"]
            if row["from_date"] <= day and (row["to_date"] is None or row["to_date"] > day)
        ]
        due_now = [(e, a, due if due is None or due <= NOW else None, soon) for e, a, due, soon in deadlines]
        assert sorted(rows) == sorted(kinds_on(each, day, due_now)), day
        day += DAY


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(brute_cases(), min_size=6, max_size=10))
def test_facts_equal_a_sweep_minute_by_minute_and_day_by_day(cases: list[BruteCase]) -> None:
    for each, facts in zip(cases, derived(cases), strict=True):
        check_waiting(each, facts)
        check_verdicts(each, facts)
        check_standing(each, facts)
