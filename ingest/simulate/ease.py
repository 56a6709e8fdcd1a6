"""How easy it was: documents, signatures, the three zeros, cost and trips."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.cases import Cases
from ingest.simulate.channels import HALL, ONLINE, OSG
from ingest.simulate.drawing import Flags, Floats, Ints, chance, drift, lognormal

Column = Floats | Ints | Flags

SMALL_KVA = 160.0  # low voltage up to here takes part in 三零; domain
# Mean documents asked for, 2017 and 2026, where one does not suffice; assumed.
DOCUMENTS = (6.0, 2.0)
ONE_DOCUMENT_YEARS, ONE_DOCUMENT = (2018.5, 2020.0, 2022.0, 2026.0), (0.0, 0.4, 0.8, 0.92)  # share; assumed
LINKED_YEARS, LINKED = (2019.5, 2021.0, 2026.0), (0.0, 0.6, 1.8)  # mean documents fetched from government; assumed
TO_FOLLOW_SHARE = 0.03  # of cases accepted with a document to follow; assumed
# Share of the cases submitted in 网上国网 that are signed there; other channels sign on paper; assumed.
SIGNING_YEARS, SIGNING = (2019.8, 2021.0, 2023.0, 2026.0), (0.0, 0.45, 0.8, 0.93)
# Shares of the small low-voltage connections with each of the three zeros; 零上门 of those that do not begin at a hall,
# for which alone it can be kept; assumed.
ZERO_YEARS = (2018.0, 2020.0, 2022.0, 2026.0)
ZERO_VISIT = (0.2, 0.7, 0.88, 0.95)
ZERO_APPROVAL, ZERO_INVESTMENT = (0.1, 0.5, 0.8, 0.9), (0.2, 0.7, 0.9, 0.96)
TRIPS = (2.0, 0.25)  # mean trips of a customer who applies by telephone, 2017 and 2026; assumed
TRIPS_ONLINE = 0.35  # factor for a case that starts online; assumed
FURTHER_TRIPS = (1.0, 0.2)  # mean trips beyond the first of one who applies at a hall, 2017 and 2026; assumed
COST_KVA = (150.0, 420.0)  # median yuan of works a kVA, low and high voltage; assumed
COST_SPREAD = 0.5  # standard deviation of the logarithm of these; assumed
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
    small = cases.connection & ~high_voltage & (capacity <= SMALL_KVA)
    invested = small & chance(rng, np.interp(year, ZERO_YEARS, ZERO_INVESTMENT))
    cost = lognormal(rng, capacity * np.where(high_voltage, COST_KVA[1], COST_KVA[0]), COST_SPREAD)
    one_document = chance(rng, np.interp(year, ONE_DOCUMENT_YEARS, ONE_DOCUMENT))
    asked = 1 + rng.poisson(drift(year, *DOCUMENTS) - 1)
    zero_visit, trips = _draw_visits(rng, cases, small)
    columns = {
        "documents_required": np.where(one_document, 1, asked),
        "document_to_follow": rng.random(size) < TO_FOLLOW_SHARE,
        "one_document": one_document,
        "linked_documents": rng.poisson(np.interp(year, LINKED_YEARS, LINKED)),
        "e_signed": (cases.channel == OSG) & chance(rng, np.interp(year, SIGNING_YEARS, SIGNING)),
        "zero_visit": zero_visit,
        "zero_approval": small & chance(rng, np.interp(year, ZERO_YEARS, ZERO_APPROVAL)),
        "zero_investment": invested,
        "customer_cost": np.where(invested, 0.0, np.round(cost)),
        "utility_cost": np.where(cases.customers.grid_works | invested, np.round(cost), 0.0),
    }
    return Effort(columns, trips)


def _draw_visits(rng: np.random.Generator, cases: Cases, small: Flags) -> tuple[Flags, Ints]:
    """Whether each case is one of 零上门, and the customer's trips: none there, one or more from a hall."""
    year, hall = cases.year, cases.channel == HALL
    kept = np.where(small & ~hall, np.interp(year, ZERO_YEARS, ZERO_VISIT), 0.0)
    zero_visit = chance(rng, kept)
    mean = drift(year, *TRIPS) * np.where(np.isin(cases.channel, ONLINE), TRIPS_ONLINE, 1.0)
    # The share without a trip is that of the mean, whether many or few of these cases are of 零上门.
    others = np.clip((np.exp(-mean) - kept) / (1 - kept), 0.0, 1.0)
    none = zero_visit | (chance(rng, others) & ~hall)
    # The trips beyond the first of a Poisson number that is not 0 are about half its mean.
    further = rng.poisson(np.where(hall, drift(year, *FURTHER_TRIPS), mean / 2))
    return zero_visit, np.where(none, 0, 1 + further)


def draw_applicant_provinces(rng: np.random.Generator, year: Floats, province: Ints, provinces: int) -> Ints:
    """Number of the province where each customer is registered: nearly always the case's own."""
    other = (province + rng.integers(1, provinces, len(province))) % provinces
    return np.where(chance(rng, np.interp(year, CROSS_YEARS, CROSS)), other, province)
