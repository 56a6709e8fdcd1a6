"""What the simulated utility works to: the baseline limits, the same that its cases are judged by."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

import warehouse
from ingest.simulate.drawing import Floats
from ingest.simulate.services import CLASSES

BASELINE_LIMITS = Path(warehouse.__file__).with_name("catalogues") / "limits.csv"
EDITION_DAY = "2022-01-01"  # it works to the limits in force on this day, earlier and later too; assumed


@cache
def class_limits(clock: str, step: str = "") -> Floats:
    """Working days that the company's limit of a clock (and step) allows each class; infinite where there is none."""
    days = np.full(len(CLASSES), np.inf)
    with BASELINE_LIMITS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            in_force = row["valid_from"] <= EDITION_DAY < (row["valid_to"] or "9999")
            if in_force and row["clock"] == clock and row["step"] == step and not row["region"]:
                days[CLASSES.index(row["customer_class"])] = float(row["working_days"])
    days.flags.writeable = False
    return days
