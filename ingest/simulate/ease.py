"""How easy it was: documents, signatures, the three zeros, cost and trips."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.cases import Cases
from ingest.simulate.channels import ONLINE, OSG
from ingest.simulate.drawing import Flags, Floats, Ints, chance, drift, lognormal

Column = Floats | Ints | Flags

SMALL_KVA = 160.0  # low voltage up to here takes part in 三零; domain
DOCUMENTS = (6.0, 2.0)  # mean documents asked for, 2017 and 2026; assumed
ONE_DOCUMENT_YEARS, ONE_DOCUMENT = (2018.5, 2020.0, 2022.0, 2026.0), (0.0, 0.4, 0.8, 0.92)  # share; assumed
LINKED_YEARS, LINKED = (2019.5, 2021.0, 2026.0), (0.0, 0.6, 1.8)  # mean documents fetched from government; assumed
TO_FOLLOW_SHARE = 0.03  # of cases accepted with a document to follow; assumed
SIGNING_YEARS, SIGNING = (
    (2019.8, 2021.0, 2023.0, 2026.0),
    (0.0, 0.45, 0.8, 0.93),
)  # of online cases signed online; assumed
ZERO_YEARS = (2018.0, 2020.0, 2022.0, 2026.0)
ZERO_VISIT, ZERO_APPROVAL, ZERO_INVESTMENT = (
    (0.1, 0.6, 0.85, 0.93),
    (0.1, 0.5, 0.8, 0.9),
    (0.2, 0.7, 0.9, 0.96),
)  # assumed
TRIPS = (2.0, 0.25)  # mean trips of an offline customer, 2017 and 2026; assumed
TRIPS_ONLINE = 0.35  # factor for a case that starts online; assumed
COST_KVA = (150.0, 420.0)  # yuan of works a kVA, low and high voltage; assumed
COST_SPREAD = 0.5
CROSS_YEARS, CROSS = (2020.5, 2021.5, 2026.0), (0.0, 0.006, 0.02)  # share handled from another province; assumed


@dataclass(frozen=True)
class Effort:
    """What it took the customers, one entry a case: trips as they were, and the other columns by name."""

    columns: dict[str, Column]
    trips: Ints


def draw_effort(rng: np.random.Generator, cases: Cases) -> Effort:
    """Columns of applications on ease; the three zeros and the costs mean something for connections only."""
    year, capacity, high_voltage = cases.year, cases.customers.capacity, cases.high_voltage
    size = len(year)
    online = np.isin(cases.channel, ONLINE)
    small = cases.connection & ~high_voltage & (capacity <= SMALL_KVA)
    invested = small & chance(rng, np.interp(year, ZERO_YEARS, ZERO_INVESTMENT))
    cost = lognormal(rng, capacity * np.where(high_voltage, COST_KVA[1], COST_KVA[0]), COST_SPREAD)
    columns = {
        "documents_required": rng.poisson(drift(year, *DOCUMENTS)) + 1,
        "document_to_follow": rng.random(size) < TO_FOLLOW_SHARE,
        "one_document": chance(rng, np.interp(year, ONE_DOCUMENT_YEARS, ONE_DOCUMENT)),
        "linked_documents": rng.poisson(np.interp(year, LINKED_YEARS, LINKED)),
        "e_signed": (cases.channel == OSG) & chance(rng, np.interp(year, SIGNING_YEARS, SIGNING)),
        "zero_visit": small & chance(rng, np.interp(year, ZERO_YEARS, ZERO_VISIT)),
        "zero_approval": small & chance(rng, np.interp(year, ZERO_YEARS, ZERO_APPROVAL)),
        "zero_investment": invested,
        "customer_cost": np.where(invested, 0.0, np.round(cost)),
        "utility_cost": np.where(cases.customers.grid_works | invested, np.round(cost), 0.0),
    }
    return Effort(columns, rng.poisson(drift(year, *TRIPS) * np.where(online, TRIPS_ONLINE, 1.0)))


def draw_applicant_provinces(rng: np.random.Generator, year: Floats, province: Ints, provinces: int) -> Ints:
    """Number of the province where each customer is registered: nearly always the case's own."""
    other = (province + rng.integers(1, provinces, len(province))) % provinces
    return np.where(chance(rng, np.interp(year, CROSS_YEARS, CROSS)), other, province)
