"""A single case: only within the reader's unit and with the right to cases; its parts are those of the facts."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from accounts import operator_scope
from ingest.derive.cases import POWER_ON_FAMILIES
from queries.case import Case, find_case
from queries.catalogue import Catalogue
from queries.errors import NotAllowed
from queries.scope import CASE_RIGHT, Scope
from queries.similar import ALIKE, similar_cases
from queries.waiting import split
from warehouse.delivered import appointments, holds
from warehouse.facts import case_fact, flag_fact, standing_fact, step_fact, waiting_fact
from warehouse.service_facts import answer_fact, complaint_fact, contact_fact
from warehouse.versions import Store
from warehouse.working_time import make_clock

Row = dict[str, Any]
ENOUGH = 30  # similar cases: with fewer, the units above are taken in
# What customers met and what held a case up, as Case names it.
MET = {
    "holds": holds,
    "appointments": appointments,
    "answers": answer_fact,
    "contacts": contact_fact,
    "complaints": complaint_fact,
}


@pytest.fixture(scope="module")
def connection(simulated_store: Store) -> Iterator[Connection]:
    with simulated_store.read() as reading:
        yield reading.connection


@pytest.fixture(scope="module")
def cases(connection: Connection) -> list[Row]:
    return [dict(row) for row in connection.execute(select(case_fact).order_by(case_fact.c.application)).mappings()]


def read(connection: Connection, catalogue: Catalogue, row: Row) -> Case:
    case = find_case(connection, catalogue, operator_scope(catalogue), row["application"])
    assert case is not None
    return case


def test_the_parts_of_finished_cases_sum_to_their_whole_time_minute_for_minute(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    finished = [row for row in cases if row["whole_minutes"] is not None]
    for row in finished[::40]:
        case = read(connection, catalogue, row)
        assert sum(part["minutes"] or 0 for part in case.parts) == row["whole_minutes"]
        if row["utility_minutes"] is not None:
            assert sum(part["utility_minutes"] or 0 for part in case.parts) == row["utility_minutes"]
    assert len(finished) > 1000


def by_part(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int | None, int | None]]:
    """Minutes and utility minutes of each part; None where it has none of a clock."""
    found: dict[str, tuple[int | None, int | None]] = {}
    for row in rows:
        pairs = zip(found.get(row["part"], (None, None)), (row["minutes"], row["utility_minutes"]), strict=True)
        one, two = (None if (a, b) == (None, None) else (a or 0) + (b or 0) for a, b in pairs)
        found[row["part"]] = one, two
    return found


def test_a_walk_over_the_moments_of_finished_cases_gives_the_parts_that_loads_found(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    """By the same walk, open cases are told where their time has gone so far."""
    held = set(connection.execute(select(holds.c.application)).scalars())
    again = set(connection.execute(select(step_fact.c.application).where(step_fact.c.round > 1)).scalars())
    finished = [row for row in cases if row["whole_minutes"] is not None]
    wanted = [row for row in finished if row["application"] in held | again][:60] + finished[::60]
    for row in wanted:
        case = read(connection, catalogue, row)
        end = case.row["power_on_at"] if row["family"] in POWER_ON_FAMILIES else case.row["ended_at"]
        order = list(catalogue.codes["step"])
        found = split((case.row["accepted_at"], end), case.now, case.days, case.steps, case.holds, order)
        assert found is not None
        assert by_part(found.parts) == by_part(case.parts), row["application"]
        assert found.utility == row["utility_minutes"]
    assert held & {row["application"] for row in wanted}


def test_the_parts_of_open_cases_sum_to_their_time_so_far(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    running = [row for row in cases if row["state"] == "open"]
    assert len(running) > 10
    for row in running:
        case = read(connection, catalogue, row)
        assert sum(part["minutes"] or 0 for part in case.parts) == row["elapsed_minutes"]
        assert case.utility_minutes == sum(part["utility_minutes"] or 0 for part in case.parts)


def test_a_case_has_the_steps_standings_and_flags_of_the_facts(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    def of(fact: Any, application: str) -> list[Row]:
        columns = [column.label(column.key) for column in fact.c]
        found = connection.execute(select(*columns).where(fact.c.application == application))
        return [dict(row) for row in found.mappings()]

    told = {
        one
        for table in (holds, complaint_fact)
        for one in connection.execute(select(table.c.application).limit(5)).scalars()
    }
    interesting = [row for row in cases if row["state"] != "finished"][:15] + cases[::300]
    interesting += [row for row in cases if row["application"] in told]
    met = dict.fromkeys(MET, 0)
    for row in interesting:
        case = read(connection, catalogue, row)
        steps = of(step_fact, row["application"])
        assert sorted((one["step"], one["round"]) for one in case.steps) == sorted(
            (s["step"], s["round"]) for s in steps
        )
        assert all(one["handler"] for one in case.steps if one["owner"] == "utility")
        standing = {one["kind"] for one in of(standing_fact, row["application"]) if one["to_date"] is None}
        assert case.standing == standing
        assert len(case.flags) == len(of(flag_fact, row["application"]))
        if row["state"] != "open":
            assert len(case.parts) == len(of(waiting_fact, row["application"]))
        for name, table in MET.items():
            rows = getattr(case, name)
            assert sorted(map(str, rows)) == sorted(
                str({key: one[key] for key in rows[0]}) for one in of(table, row["application"])
            )
            begins = [next(iter(one.values())) for one in rows if next(iter(one.values())) is not None]
            assert begins == sorted(begins)
            met[name] += len(rows)
        open_now = {one["step"] for one in steps if one["entered_at"] and not one["left_at"]}
        assert {one["step"] for one in case.open_steps} == (open_now if row["state"] == "open" else set())
    assert all(met.values())


def test_a_page_of_a_case_asks_few_statements(connection: Connection, catalogue: Catalogue, cases: list[Row]) -> None:
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    try:
        case = read(connection, catalogue, cases[0])
        for name in (*MET, "steps", "days", "parts", "standing", "flags", "open_steps"):
            assert getattr(case, name) is not None
        similar_cases(case, ENOUGH)
    finally:
        event.remove(connection, "before_cursor_execute", count)
    assert len([one for one in asked if one.startswith("SELECT")]) <= 6


def test_the_days_of_a_case_tell_the_same_working_time_as_the_calendar(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    clock = make_clock(catalogue.calendar, catalogue.time_zone, catalogue.as_of.year)
    for row in cases[::150]:
        case = read(connection, catalogue, row)
        stamps = [one for step in case.steps for one in (step["entered_at"], step["left_at"]) if one is not None]
        assert [case.days.work(one) for one in stamps] == [clock.work(one) for one in stamps]
        for step in case.steps:
            if step["minutes"] is not None:
                assert case.days.between(step["entered_at"], step["left_at"]) == step["minutes"]
        for begin, end in case.days.idle():
            assert case.days.between(begin, end) == 0


def test_a_case_of_another_unit_and_one_that_is_not_there_are_alike(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    here, elsewhere = catalogue.children(catalogue.root)[:2]
    rights = operator_scope(catalogue).rights
    mine = next(row for row in cases if row["province_no"] == here.no)
    assert find_case(connection, catalogue, Scope.at(catalogue, here.region, rights), mine["application"]) is not None
    assert find_case(connection, catalogue, Scope.at(catalogue, elsewhere.region, rights), mine["application"]) is None
    for number in ("nothing", "' or 1=1 --", "%", mine["application"] + " "):
        assert find_case(connection, catalogue, operator_scope(catalogue), number) is None


def test_a_case_across_provinces_is_that_of_the_supplying_unit_alone(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    row = next(row for row in cases if row["cross_province"])
    rights = operator_scope(catalogue).rights
    supplying, home = (catalogue.by_no[row[name]] for name in ("province_no", "applicant_province_no"))
    assert (
        find_case(connection, catalogue, Scope.at(catalogue, supplying.region, rights), row["application"]) is not None
    )
    assert find_case(connection, catalogue, Scope.at(catalogue, home.region, rights), row["application"]) is None


def test_a_reader_without_the_right_to_cases_reads_none(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    rights = operator_scope(catalogue).rights - {CASE_RIGHT}
    scope = Scope.at(catalogue, catalogue.root.region, rights)
    for number in (cases[0]["application"], "nothing"):
        with pytest.raises(NotAllowed):
            find_case(connection, catalogue, scope, number)


def middle(hours: list[int]) -> tuple[float, float]:
    """Median and P90 of whole hours, by hand."""
    ordered = sorted(hours)
    half = len(ordered) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return median, ordered[math.ceil(len(ordered) * 0.9) - 1]


def test_the_band_of_similar_cases_is_what_a_walk_over_all_cases_finds(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    steps: dict[str, list[Row]] = defaultdict(list)
    for step in connection.execute(select(step_fact.c.application, step_fact.c.step, step_fact.c.minutes)).mappings():
        steps[step["application"]].append(dict(step))
    checked = 0
    for row in [*(row for row in cases if row["state"] == "open"), *cases[::90]]:
        case = read(connection, catalogue, row)
        band = similar_cases(case, ENOUGH)
        after = row["end_date"] or date.fromordinal(catalogue.as_of_date.toordinal() + 1)
        alike = [
            one
            for one in cases
            if one["application"] != row["application"]
            and one["state"] == "finished"
            and one["whole_minutes"] is not None
            and after.replace(year=after.year - 1) <= one["end_date"] < after
            and all(one[name] == row[name] for name in ALIKE)
        ]
        place, mine = case.place, [one for one in alike if case.place.no <= one["place_no"] <= case.place.last]
        while len(mine) < ENOUGH and place.parent_no is not None:
            place = catalogue.by_no[place.parent_no]
            mine = [one for one in alike if place.no <= one["place_no"] <= place.last]
        if not mine:
            assert band is None
            continue
        assert band is not None
        assert (band.place, band.whole.n) == (place, len(mine))
        median, p90 = middle([one["whole_minutes"] // 60 for one in mine])
        assert (band.whole.median, band.whole.p90) == (median * 60, p90 * 60)
        sums: dict[str, list[int]] = defaultdict(list)
        for one in mine:
            by_step: dict[str, list[int | None]] = defaultdict(list)
            for step in steps[one["application"]]:
                by_step[step["step"]].append(step["minutes"])
            for name, minutes in by_step.items():
                if None not in minutes:
                    sums[name].append(sum(minute or 0 for minute in minutes) // 60)
        assert {name: (one.n, one.median, one.p90) for name, one in band.steps.items()} == {
            name: (len(hours), middle(hours)[0] * 60, middle(hours)[1] * 60) for name, hours in sums.items()
        }
        checked += 1
    assert checked > 10


def test_the_band_never_reaches_beyond_the_readers_unit(
    connection: Connection, catalogue: Catalogue, cases: list[Row]
) -> None:
    rights = operator_scope(catalogue).rights
    for row in cases[::400]:
        province = catalogue.by_no[row["province_no"]]
        case = find_case(connection, catalogue, Scope.at(catalogue, province.region, rights), row["application"])
        assert case is not None
        band = similar_cases(case, ENOUGH)
        assert band is None or province.no <= band.place.no <= province.last
