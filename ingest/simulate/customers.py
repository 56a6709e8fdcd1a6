"""Who applies and for how much: voltage, capacity, meters, segment, industry, importance, special load, grid works."""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, chance, choose, lognormal
from ingest.simulate.services import CLASSES, HV_SINGLE, LV_BUSINESS, RESIDENTIAL

VOLTAGES = ("220V", "380V", "10kV", "35kV", "110kV", "220kV")
# Rows as CLASSES; all assumed.
VOLTAGE_WEIGHTS = (
    (0.85, 0.15, 0, 0, 0, 0),
    (0.10, 0.90, 0, 0, 0, 0),
    (0, 0, 0.93, 0.05, 0.02, 0),
    (0, 0, 0.80, 0.10, 0.08, 0.02),
)
CAPACITY_MEDIAN = (8.0, 30.0, 400.0, 2500.0)  # kVA at the class's lowest voltage
CAPACITY_SPREAD = (0.35, 0.70, 0.90, 0.90)  # standard deviation of the logarithm
CAPACITY_LEAST, CAPACITY_MOST = (4.0, 5.0, 50.0, 315.0), (16.0, 160.0, 20000.0, 100000.0)  # kVA
CAPACITY_BY_VOLTAGE = (1.0, 1.0, 1.0, 6.0, 20.0, 40.0)  # factor on the capacity

BATCH_SHARE = 0.012  # of residential new connections that are whole estates; assumed
BATCH_METERS = 180.0  # median meters of an estate; assumed
BATCH_SPREAD = 0.6  # standard deviation of the logarithm of these; assumed
BATCH_HV_KVA = 1000.0  # an estate of more is supplied at 10 kV, any other at 380 V; assumed

SEGMENTS = ("household", "estate", "small_business", "large_business", "park", "public_body")  # codes of code_names
HOUSEHOLD, ESTATE, SMALL, LARGE, PARK, PUBLIC = range(len(SEGMENTS))
# Weights of the segments within each class (rows as CLASSES); whole estates are of their own. Assumed.
SEGMENT_WEIGHTS = (
    (1, 0, 0, 0, 0, 0),
    (0, 0, 0.88, 0.02, 0.04, 0.06),
    (0, 0, 0.25, 0.45, 0.18, 0.12),
    (0, 0, 0, 0.60, 0.15, 0.25),
)
INDUSTRIES = (
    "manufacturing",
    "trade",
    "hospitality",
    "farming",
    "real_estate",
    "information",
    "public_administration",
    "transport",
)
INDUSTRY_WEIGHTS = (
    (0.10, 0.38, 0.20, 0.16, 0.04, 0.04, 0.05, 0.03),
    (0.42, 0.10, 0.05, 0.08, 0.13, 0.06, 0.09, 0.07),
)  # low, high voltage; assumed

IMPORTANCE = ("none", "level2", "level1", "special")
# Weights of the levels of importance within each class (rows as CLASSES); assumed.
IMPORTANCE_WEIGHTS = ((1, 0, 0, 0), (1, 0, 0, 0), (0.97, 0.03, 0, 0), (0.62, 0.24, 0.12, 0.02))
SPECIAL_LOAD_SHARE = (0.0, 0.0, 0.06, 0.08)  # furnaces, rolling mills, electrified railways; assumed
GRID_WORKS_SHARE = (0.02, 0.18, 0.55, 0.75)  # of cases that need supporting works; assumed


@dataclass(frozen=True)
class Customers:
    """One entry a case; numbers index the tuples above."""

    voltage: Ints
    capacity: Floats  # kVA
    meters: Ints
    batch: Flags
    segment: Ints
    industry: Ints  # -1 for households
    importance: Ints
    special_load: Flags
    grid_works: Flags

    @property
    def kept_in_full(self) -> Flags:
        """Important customers and special loads keep the design review and the mid-works inspection."""
        return (self.importance > 0) | self.special_load


def draw_customers(rng: np.random.Generator, customer_class: Ints, new_connection: Flags) -> Customers:
    """Draw the customers of a run of cases, by their class and whether it is a new connection."""
    voltage = choose(rng, np.array(VOLTAGE_WEIGHTS, dtype=float)[customer_class])
    capacity = np.empty(len(customer_class))
    for number in range(len(CLASSES)):
        rows = np.flatnonzero(customer_class == number)
        median = CAPACITY_MEDIAN[number] * np.array(CAPACITY_BY_VOLTAGE)[voltage[rows]]
        drawn = lognormal(rng, median, CAPACITY_SPREAD[number])
        capacity[rows] = np.clip(np.round(drawn), CAPACITY_LEAST[number], CAPACITY_MOST[number])
    batch = (customer_class == RESIDENTIAL) & new_connection & (rng.random(len(customer_class)) < BATCH_SHARE)
    estate = np.ceil(lognormal(rng, np.full(len(customer_class), BATCH_METERS), BATCH_SPREAD)).astype(np.int64) + 1
    meters = np.where(batch, estate, 1)
    segment = choose(rng, np.array(SEGMENT_WEIGHTS, dtype=float)[customer_class])
    high_voltage = customer_class >= HV_SINGLE
    industry = choose(rng, np.array(INDUSTRY_WEIGHTS)[high_voltage.astype(np.int64)])
    capacity = capacity * meters
    of_estate = np.where(capacity > BATCH_HV_KVA, VOLTAGES.index("10kV"), VOLTAGES.index("380V"))
    return Customers(
        voltage=np.where(batch, of_estate, voltage),
        capacity=capacity,
        meters=meters,
        batch=batch,
        segment=np.where(batch, ESTATE, segment),
        industry=np.where(customer_class >= LV_BUSINESS, industry, -1),
        importance=choose(rng, np.array(IMPORTANCE_WEIGHTS, dtype=float)[customer_class]),
        special_load=chance(rng, np.array(SPECIAL_LOAD_SHARE)[customer_class]),
        grid_works=chance(rng, np.array(GRID_WORKS_SHARE)[customer_class]),
    )
