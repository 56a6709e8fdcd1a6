"""The paths a case may take: which steps, whose, how long, how often again.

Medians are working days of each step, by customer class (residential, LV business, HV single, HV dual), chosen so that
the whole and utility times of domain knowledge come out (before the reform about 6, 40, 25-40 and 35-55 working days,
after it 2-4, 3-10, 7-20 and 8-28); how the total divides among the steps is assumed, and so is every chance.
"""

from dataclasses import dataclass

from ingest.simulate.places import ACCOUNT, INSPECTION, METERING, WORKS

ByClass = tuple[float, float, float, float]
NONE: ByClass = (0.0, 0.0, 0.0, 0.0)
ALWAYS: ByClass = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Slot:
    """A place in a path at which a step may happen.

    gap: working days between the end of what came before and this step. chance: that it happens; a later round only
    after the earlier one. beside: runs beside the main line, from where the last main step began. needs_grid_works,
    kept: only for cases with supporting works; for customers whose inspections are kept (others by leftover chance).
    """

    step: str
    owner: str
    team: int | None
    median: ByClass
    gap: ByClass = NONE
    chance: ByClass = ALWAYS
    round: int = 1
    beside: bool = False
    needs_grid_works: bool = False
    kept: bool = False
    hold: float = 0.0  # chance that it is put on hold
    hold_reason: str = ""  # why, in holds.REASONS; any but those of steps of their own where it is empty
    stalls: bool = False  # where a case whose plan will expire stands still


def _lv(*values: float) -> ByClass:
    """Values of the two low-voltage classes."""
    return (values[0], values[1], 0.0, 0.0)


def _hv(*values: float) -> ByClass:
    """Values of the two high-voltage classes."""
    return (0.0, 0.0, values[0], values[1])


UTILITY, CUSTOMER, GOVERNMENT = "utility", "customer", "government"


def _works(
    step: str,
    single: float,
    dual: float,
    *,
    gap: float = 0.0,
    chance: float = 1.0,
    round: int = 1,
    hold: float = 0.0,
    hold_reason: str = "",
) -> Slot:
    """A phase of the supporting works, beside the main line of those cases that need them; medians by supply."""
    return Slot(
        step,
        UTILITY,
        WORKS,
        _hv(single, dual),
        gap=_hv(gap, gap),
        chance=_hv(chance, chance),
        round=round,
        beside=True,
        needs_grid_works=True,
        hold=hold,
        hold_reason=hold_reason,
    )


LV_OLD = (
    Slot("application", UTILITY, ACCOUNT, _lv(0.5, 0.6)),
    Slot("site_survey", UTILITY, ACCOUNT, _lv(1.2, 5.5), gap=_lv(0.1, 0.5)),
    Slot("supply_plan", UTILITY, ACCOUNT, _lv(1.5, 6.0), hold=0.02),
    Slot("completion_inspection", UTILITY, INSPECTION, _lv(1.0, 4.0), gap=_lv(0.2, 18.0), hold=0.02),
    Slot(
        "completion_inspection", UTILITY, INSPECTION, _lv(0.6, 2.0), gap=_lv(0.5, 3.0), chance=_lv(0.04, 0.12), round=2
    ),
    Slot("metering", UTILITY, METERING, _lv(1.4, 6.0), gap=_lv(0.1, 0.5)),
)

LV_NEW = (
    Slot("application", UTILITY, ACCOUNT, _lv(0.9, 2.8)),
    Slot("metering", UTILITY, METERING, _lv(2.6, 4.8), hold=0.02),
    Slot("metering", UTILITY, METERING, _lv(0.8, 1.5), gap=_lv(0.5, 1.0), chance=_lv(0.02, 0.04), round=2),
)

HV_OLD = (
    Slot("application", UTILITY, ACCOUNT, _hv(0.8, 1.0)),
    Slot("site_survey", UTILITY, ACCOUNT, _hv(3.5, 5.0), gap=_hv(0.5, 0.5)),
    Slot("supply_plan", UTILITY, ACCOUNT, _hv(8.5, 14.0), hold=0.03),
    Slot("supply_plan", UTILITY, ACCOUNT, _hv(4.0, 6.0), gap=_hv(2.0, 3.0), chance=_hv(0.05, 0.08), round=2),
    Slot("design_review", UTILITY, INSPECTION, _hv(5.5, 7.0), gap=_hv(9.0, 14.0), stalls=True),
    Slot("design_review", UTILITY, INSPECTION, _hv(3.5, 4.5), gap=_hv(4.0, 5.0), chance=_hv(0.10, 0.14), round=2),
    Slot("midworks_inspection", UTILITY, INSPECTION, _hv(2.5, 3.0), gap=_hv(24.0, 38.0), hold=0.06),
    Slot("midworks_inspection", UTILITY, INSPECTION, _hv(2.0, 2.5), gap=_hv(4.0, 5.0), chance=_hv(0.06, 0.08), round=2),
    Slot("completion_inspection", UTILITY, INSPECTION, _hv(3.0, 4.0), gap=_hv(20.0, 32.0), hold=0.03),
    Slot(
        "completion_inspection", UTILITY, INSPECTION, _hv(2.5, 3.0), gap=_hv(5.0, 6.0), chance=_hv(0.14, 0.18), round=2
    ),
    Slot("metering", UTILITY, METERING, _hv(3.0, 4.0), gap=_hv(1.0, 1.5)),
)

# The supporting works follow one another while the customer's works go on. The approval is short, since the reform
# standardised it; what takes longest is the materials. Before the reform no step of a case told of them.
SUPPORTING_WORKS = (
    _works("grid_approval", 1.0, 1.4, gap=0.5, hold=0.005, hold_reason="permits_outstanding"),
    _works("grid_approval", 0.6, 0.8, gap=0.3, chance=0.04, round=2),
    _works("grid_materials", 3.6, 5.0, hold=0.03, hold_reason="materials_missing"),
    _works("grid_construction", 2.6, 3.5, hold=0.01, hold_reason="works_obstructed"),
    _works("grid_commissioning", 0.8, 1.1),
    _works("grid_commissioning", 0.4, 0.5, gap=0.5, chance=0.04, round=2),
)

HV_NEW = (
    Slot("application", UTILITY, ACCOUNT, _hv(0.5, 0.6)),
    Slot("supply_plan", UTILITY, ACCOUNT, _hv(6.0, 9.0), gap=_hv(0.2, 0.3), hold=0.02),
    Slot("supply_plan", UTILITY, ACCOUNT, _hv(3.0, 4.0), gap=_hv(1.0, 1.5), chance=_hv(0.04, 0.06), round=2),
    Slot("design_review", UTILITY, INSPECTION, _hv(5.0, 6.0), gap=_hv(5.0, 8.0), kept=True),
    Slot("design_review", UTILITY, INSPECTION, _hv(3.0, 4.0), gap=_hv(3.0, 4.0), chance=_hv(0.08, 0.10), round=2),
    Slot("customer_works", CUSTOMER, None, _hv(30.0, 45.0), gap=_hv(0.5, 0.5), hold=0.07, stalls=True),
    Slot("permit", GOVERNMENT, None, _hv(6.0, 8.0), chance=_hv(0.3, 0.4), beside=True, needs_grid_works=True),
    *SUPPORTING_WORKS,
    Slot("midworks_inspection", UTILITY, INSPECTION, _hv(2.0, 2.5), gap=_hv(1.0, 1.0), kept=True),
    Slot("metering", UTILITY, METERING, _hv(3.5, 5.0), gap=_hv(0.5, 0.5)),
    Slot("metering", UTILITY, METERING, _hv(1.5, 2.0), gap=_hv(1.5, 2.0), chance=_hv(0.04, 0.06), round=2),
)

PV = (
    Slot("application", UTILITY, ACCOUNT, (0.4, 0.5, 0.6, 0.8)),
    Slot("access_plan", UTILITY, ACCOUNT, (6.0, 8.0, 14.0, 18.0), gap=(0.2, 0.3, 0.5, 0.5)),
    Slot("customer_works", CUSTOMER, None, (9.0, 12.0, 30.0, 40.0), gap=(0.5, 0.5, 1.0, 1.0), hold=0.03),
    Slot("grid_acceptance", UTILITY, INSPECTION, (4.0, 5.0, 7.0, 9.0), gap=(0.5, 0.5, 1.0, 1.0)),
    Slot(
        "grid_acceptance",
        UTILITY,
        INSPECTION,
        (2.0, 2.5, 3.5, 4.0),
        gap=(1.5, 1.5, 2.0, 2.0),
        chance=(0.05, 0.06, 0.1, 0.12),
        round=2,
    ),
)

# One working day at the desk, scaled by the service (HANDLING_DAYS).
HANDLING = (
    Slot("application", UTILITY, ACCOUNT, (0.15, 0.15, 0.3, 0.3)),
    Slot("handling", UTILITY, ACCOUNT, ALWAYS, hold=0.005),
)
# Median working days of handling, by service; assumed.
HANDLING_DAYS = {
    "storage": 20.0,
    "integrated_energy": 25.0,
    "capacity_decrease": 3.0,
    "suspension": 2.0,
    "name_change": 0.8,
    "tariff_change": 1.5,
    "relocation": 6.0,
    "meter_check": 4.0,
    "account_closing": 2.0,
}

PATHS = (LV_OLD, LV_NEW, HV_OLD, HV_NEW, PV, HANDLING)
IS_LV_OLD, IS_LV_NEW, IS_HV_OLD, IS_HV_NEW, IS_PV, IS_HANDLING = range(len(PATHS))
STEPS = tuple(dict.fromkeys(slot.step for path in PATHS for slot in path))
OWNERS = (UTILITY, CUSTOMER, GOVERNMENT)
