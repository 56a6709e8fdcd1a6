"""The source's own due dates beside ours, against a walk day by day."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.derive.brute import DAY, BruteCase, OnHold, Row, never
from tests.derive.test_against_brute_force import DAYS, NOW, SORTS, executions, hold_rows, stamps
from tests.derive.world import World
from warehouse.delivered import applications, holds, steps
from warehouse.facts import case_fact, step_fact

WHOLE, WHOLE_OPTIONS = 3, {2, 3, 5}
STEP, STEP_OPTIONS = 2, {1, 2, 4}


@st.composite
def dues(draw: st.DrawFn, begin: datetime) -> datetime | None:
    """None, any stamp, or one at or about the end of a day that some way of counting may come to."""
    ends = DAYS.start(DAYS.of(begin)) + draw(st.integers(2, 14)) * DAY
    near = ends + timedelta(seconds=draw(st.sampled_from([-1, -1, 0, 1])))
    return draw(st.sampled_from([near, near, near, near, None, draw(stamps)]))


@st.composite
def held_soon(draw: st.DrawFn, begin: datetime) -> list[Row]:
    """Up to two holds of the case that begin within four days of its start and last up to three; often whole days."""
    first = DAYS.start(DAYS.of(begin))
    rows = []
    for _ in range(draw(st.integers(0, 2))):
        low = first + draw(st.integers(0, 4)) * DAY + timedelta(hours=draw(st.sampled_from([0, 0, 9])))
        high = low + timedelta(hours=draw(st.sampled_from([3, 24, 24, 39, 48, 72])))
        rows.append({"from_at": low, "to_at": high, "step": None})
    return rows


@st.composite
def brute_cases(draw: st.DrawFn) -> BruteCase:
    accepted, finish = draw(stamps), draw(st.none() | stamps)
    if finish and finish < accepted:
        accepted, finish = finish, accepted
    given_case = {
        "accepted_at": accepted if draw(st.integers(0, 9)) else None,
        "power_on_at": finish,
        "customer_class": draw(st.sampled_from(["lv_business"] * 4 + ["hv_single", "residential"])),
        "due_at": draw(dues(accepted)),
        "as_of": draw(st.sampled_from([NOW, NOW, NOW + DAY, draw(stamps)])),
        "overdue": draw(st.none() | st.booleans()),
        "exempt_reason": draw(st.sampled_from([None, None, None, "permit_pending"])),
    }
    rows = [row | {"due_at": draw(dues(row["entered_at"]))} for row in draw(executions())]
    undated = draw(st.lists(st.sampled_from(["metering", "application"]), unique=True))
    rows += [{"step": step, "round": 9, "entered_at": None, "due_at": draw(dues(accepted))} for step in undated]
    held = draw(hold_rows() | held_soon(accepted))
    return BruteCase(DAYS, given_case, rows, held, NOW, SORTS)


def judged_at(case: Row) -> datetime:
    """The moment at which a case is late or not: its end; while it is open, when the source spoke."""
    if case["power_on_at"] or (case["exempt_reason"] and not case["overdue"]):
        return case["power_on_at"] or NOW
    return min(NOW, case["as_of"])


def without_ours(limited: bool | None, elsewhere: bool) -> str:
    """How a due date of the source's stands to none of ours; limited: a limit applies without a start, None: may be."""
    if limited is not False:
        return "start_unknown"
    return "other_clock" if elsewhere else "only_theirs"


def by_hand(each: BruteCase, begin: datetime, limit: int, options: set[int], on_hold: OnHold, row: Row) -> str | None:
    """How the due date, verdict and exemption of a row stand to the limit."""
    ours, due, overdue = each.nth_day(begin, limit, on_hold), row["due_at"], row.get("overdue")
    if due is None and overdue is None:
        return "only_ours"
    same_verdict = overdue is None or overdue == (judged_at(row) >= each.late_at(ours))
    last = due and DAYS.of(due - timedelta.resolution)
    if last in (None, ours):
        return "agree" if same_verdict else "exclusion" if row["exempt_reason"] else "unexplained"
    if row.get("exempt_reason"):
        return "exclusion"
    return each.explained(begin, limit, last, options, on_hold)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(brute_cases(), min_size=20, max_size=30))
def test_reconciliation_equals_a_walk_day_by_day(cases: list[BruteCase]) -> None:
    world = World(now="2026-03-01 09:00")
    for days in sorted(WHOLE_OPTIONS):
        world.limit("whole", days, valid_to=None if days == WHOLE else date(2020, 1, 1), customer_class="lv_business")
    world.limit("utility", 4, customer_class="hv_single")
    for days in sorted(STEP_OPTIONS):
        world.limit("step", days, step="metering", valid_to=None if days == STEP else date(2020, 1, 1))
    # One more of each, so that something is delivered whatever was drawn.
    world.case("given", "2026-02-13 09:00", due_at="2026-02-14 09:00")
    world.step("given", "metering", "2026-02-13 09:00", None, due_at="2026-02-14 09:00")
    for number, each in enumerate(cases):
        world.add(applications, application=str(number), service="new_connection", **each.case)
        for row in each.steps:
            world.add(steps, application=str(number), **row)
        for hold in each.holds:
            world.add(holds, application=str(number), **hold)
    case_rows, step_rows = world.facts(case_fact, step_fact)
    found_cases = {row["application"]: row["reconciled"] for row in case_rows}
    found_steps = {(row["application"], row["step"], row["round"]): row["reconciled"] for row in step_rows}
    for number, each in enumerate(cases):
        begin, kind = each.case["accepted_at"], each.case["customer_class"]
        if begin and kind == "lv_business":
            on_hold = each.case_on_hold if each.holds else never
            expected = by_hand(each, begin, WHOLE, WHOLE_OPTIONS, on_hold, each.case)
        else:
            expected = each.case["due_at"] and without_ours(None if begin is None else False, kind == "hv_single")
        assert found_cases[str(number)] == expected
        for row in each.steps:
            found = found_steps[str(number), row["step"], row["round"]]
            limited = row["step"] == "metering"
            if limited and row["entered_at"]:
                on_hold = each.step_on_hold(row) if each.holds else never
                assert found == by_hand(each, row["entered_at"], STEP, STEP_OPTIONS, on_hold, row)
            elif row["entered_at"]:
                assert found == (row["due_at"] and "only_theirs")
            else:
                assert found == (row["due_at"] and without_ours(limited or (None if begin is None else False), False))
