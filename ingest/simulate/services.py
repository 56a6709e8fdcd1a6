"""What is applied for: service and customer class, as the mix drifts over the years."""

import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, choose, drifts

CLASSES = ("residential", "lv_business", "hv_single", "hv_dual")
RESIDENTIAL, LV_BUSINESS, HV_SINGLE, HV_DUAL = range(4)

# Service: weight among households in 2017 and 2026, the same among businesses, classes of a business (LV, HV single, HV
# dual). All assumed: PV and charging grow from next to nothing, storage and integrated energy are rare.
SERVICES: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float, float]]] = {
    "new_connection": ((60, 46), (50, 42), (0.62, 0.33, 0.05)),
    "capacity_increase": ((6, 5), (14, 13), (0.55, 0.39, 0.06)),
    "pv": ((3, 11), (3, 8), (0.60, 0.38, 0.02)),
    "charging": ((1, 14), (1, 5), (0.85, 0.15, 0.00)),
    "storage": ((0, 0), (0.1, 1.5), (0.00, 0.80, 0.20)),
    "integrated_energy": ((0, 0), (0.5, 2), (0.40, 0.50, 0.10)),
    "capacity_decrease": ((0, 0), (5, 5), (0.05, 0.82, 0.13)),
    "suspension": ((0, 0), (6, 6), (0.05, 0.82, 0.13)),
    "name_change": ((13, 11), (7, 7), (0.85, 0.14, 0.01)),
    "tariff_change": ((6, 5), (4, 4), (0.80, 0.18, 0.02)),
    "relocation": ((3, 3), (2, 2), (0.85, 0.14, 0.01)),
    "meter_check": ((4, 3), (3, 2), (0.85, 0.14, 0.01)),
    "account_closing": ((5, 4), (4, 4), (0.85, 0.14, 0.01)),
}
CODES = tuple(SERVICES)
CONNECTIONS = ("new_connection", "capacity_increase")
ENERGISED = (*CONNECTIONS, "charging", "pv")  # services that end with power on


def is_one_of(service: Ints, codes: tuple[str, ...]) -> Flags:
    """Whether each case's service is one of the codes."""
    return np.isin(service, [CODES.index(code) for code in codes])


def draw_services(rng: np.random.Generator, group: Ints, year: Floats) -> Ints:
    """Number in CODES of each case's service; group 0 is households, 1 business."""
    households = drifts(year, [mix[0] for mix in SERVICES.values()])
    businesses = drifts(year, [mix[1] for mix in SERVICES.values()])
    return choose(rng, np.where((group == 0)[:, None], households, businesses))


def draw_classes(rng: np.random.Generator, group: Ints, service: Ints) -> Ints:
    """Number in CLASSES of each case's customer class."""
    business = np.array([mix[2] for mix in SERVICES.values()])
    return np.where(group == 0, RESIDENTIAL, LV_BUSINESS + choose(rng, business[service]))
