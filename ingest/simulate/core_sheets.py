"""From lives to the rows of applications, steps and holds, with from when each value is known."""

import numpy as np

from ingest.simulate import customers as who
from ingest.simulate.answers import Confirmed
from ingest.simulate.cases import Cases, World
from ingest.simulate.channels import CHANNELS
from ingest.simulate.corrections import draw_corrections
from ingest.simulate.due import EXEMPT_REASONS, case_due_dates, draw_overdue, step_due_dates
from ingest.simulate.ease import Effort, draw_applicant_provinces
from ingest.simulate.handlers import HANDLERS, draw_handlers
from ingest.simulate.holds import ASKED_BY, REASONS
from ingest.simulate.lives import Lives
from ingest.simulate.names import Texts, project_codes, site_codes
from ingest.simulate.notices import draw_notices
from ingest.simulate.outcomes import OUTCOMES
from ingest.simulate.paths import OWNERS, STEPS
from ingest.simulate.projects import MOST_PHASES
from ingest.simulate.rework import shown_executions
from ingest.simulate.services import CLASSES, DELIVERED_CODES, ENERGISED, is_one_of
from ingest.simulate.sheet import NEVER, Column, Correction, Sheet, known_where, labels
from ingest.simulate.trips import enter_trips

# Services that ask for capacity; a change of name or a meter check has none.
WITH_CAPACITY = (*ENERGISED, "storage", "capacity_decrease", "suspension")
ONLY_CONNECTIONS = ("zero_visit", "zero_approval", "zero_investment", "customer_cost", "utility_cost")
PHASES = tuple(str(phase + 1) for phase in range(MOST_PHASES))


def applications_sheet(
    rng: np.random.Generator,
    world: World,
    cases: Cases,
    lives: Lives,
    numbers: Texts,
    effort: Effort,
    confirmed: Confirmed,
) -> Sheet:
    """One row a case, known from its submission."""
    due = case_due_dates(world, cases, lives)
    overdue = draw_overdue(rng, lives, due)
    columns = {
        **_asked(world, cases, numbers),
        "submitted_at": cases.submitted,
        "accepted_at": lives.accepted,
        "power_on_at": np.where(lives.powered, lives.ended, NEVER),
        "ended_at": lives.ended,
        "archived_at": lives.archived,
        "outcome": labels(lives.outcome, OUTCOMES),
        **{
            name: known_where(column, cases.connection) if name in ONLY_CONNECTIONS else column
            for name, column in effort.columns.items()
        },
        "trips": enter_trips(rng, world.characters, cases.province, effort.trips),
        "trips_confirmed": known_where(confirmed.trips, ~np.isnat(confirmed.at)),
        "applicant_region": labels(
            draw_applicant_provinces(rng, cases.year, cases.province, len(world.places.provinces)),
            [world.places.region[place] for place in world.places.provinces],
        ),
        "due_at": due.at,
        "overdue": known_where(overdue.late, ~np.isnat(due.at)),
        "exempt_reason": labels(overdue.exempt, EXEMPT_REASONS),
    }
    not_yet = known_where(np.zeros(len(due.at), dtype=bool), ~np.isnat(due.at))
    # What is told days late cannot say of an open case whether it is overdue today.
    told_late = cases.lag > world.characters.lag[cases.province]
    return Sheet(
        columns=columns,
        born=cases.submitted,
        lag=cases.lag,
        known={
            "accepted_at": lives.accepted,
            "power_on_at": lives.ended,
            "ended_at": lives.ended,
            "archived_at": lives.archived,
            "outcome": lives.ended,
            "trips": lives.ended,
            "trips_confirmed": confirmed.at,
            "due_at": lives.accepted,
            "overdue": np.where(told_late, lives.ended, lives.accepted),
            "exempt_reason": overdue.since,
        },
        case=np.arange(len(numbers)),
        corrected={
            **draw_corrections(rng, cases, lives, columns),
            "due_at": Correction(due.before, due.moved),
            "overdue": Correction(not_yet, overdue.since),
        },
    )


def steps_sheet(rng: np.random.Generator, world: World, cases: Cases, lives: Lives, numbers: Texts) -> Sheet:
    """One row an execution that the source shows, known from when it is entered."""
    shown = shown_executions(lives, cases.province == world.characters.hides_rework)
    due = step_due_dates(world, cases, lives, shown)
    notified = draw_notices(rng, cases.year[shown.case], shown.entered)
    return Sheet(
        columns={
            "application": numbers[shown.case],
            "step": labels(shown.step, STEPS),
            "round": shown.round,
            "entered_at": shown.entered,
            "left_at": shown.left,
            "owner": labels(shown.owner, OWNERS),
            "unit": labels(shown.unit, world.places.unit_codes),
            "handler": labels(draw_handlers(rng, shown.unit), HANDLERS),
            "due_at": due.at,
            "notified_at": notified,
        },
        born=shown.entered,
        lag=cases.lag[shown.case],
        known={"left_at": shown.left, "notified_at": notified},
        case=shown.case,
        corrected={"due_at": Correction(due.before, due.moved)},
    )


def holds_sheet(cases: Cases, lives: Lives, numbers: Texts) -> Sheet:
    """One row a hold, known from when it begins."""
    holds = lives.holds
    rows = np.lexsort((lives.holds_start, holds.case))
    case, reason = holds.case[rows], holds.reason[rows]
    asked_by = tuple(dict.fromkeys(ASKED_BY))
    return Sheet(
        columns={
            "application": numbers[case],
            "step": labels(holds.step[rows], STEPS),
            "from": lives.holds_start[rows],
            "to": lives.holds_end[rows],
            "reason": labels(reason, REASONS),
            "asked_by": labels(np.array([asked_by.index(asker) for asker in ASKED_BY])[reason], asked_by),
        },
        born=lives.holds_start[rows],
        lag=cases.lag[case],
        known={"to": lives.holds_end[rows]},
        case=case,
    )


def _asked(world: World, cases: Cases, numbers: Texts) -> dict[str, Column]:
    """The columns of an application that its submission settles."""
    customers = cases.customers
    with_works = is_one_of(cases.service, ENERGISED)
    with_capacity = is_one_of(cases.service, WITH_CAPACITY)
    return {
        "application": numbers,
        "region": labels(cases.place, world.places.region),
        "service": labels(cases.delivered_service, DELIVERED_CODES),
        "channel": labels(cases.channel, CHANNELS),
        "assisted": cases.assisted,
        "customer_class": labels(cases.customer_class, CLASSES),
        "voltage": labels(np.where(with_capacity, customers.voltage, -1), who.VOLTAGES),
        "capacity_kva": known_where(customers.capacity, with_capacity),
        "segment": labels(customers.segment, who.SEGMENTS),
        "industry": labels(customers.industry, who.INDUSTRIES),
        "importance": labels(customers.importance, who.IMPORTANCE),
        "special_load": customers.special_load,
        "grid_works": known_where(customers.grid_works, with_works),
        "site": site_codes(cases.number),
        "project": project_codes(cases.project),
        "phase": labels(cases.phase - 1, PHASES),
        "meters": customers.meters,
        "batch": customers.batch,
    }
