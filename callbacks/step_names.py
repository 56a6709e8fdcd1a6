"""Names of steps, those included that no case has gone through: what today's steps are called."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import warehouse
from callbacks.view import View
from queries.words import Words

# The phases of the supporting works: one part in pictures and lists, under the name of the whole.
WORKS = "grid_works"
PHASES = {f"grid_{phase}": WORKS for phase in ("approval", "materials", "construction", "commissioning")}


def step_name(view: View, code: str) -> str:
    """A step's name by the version's catalogue; by the product's own for a step that no case has gone through."""
    if code in view.catalogue.codes["step"] or code not in _own():
        return view.catalogue.label("step", code, view.locale)
    return _own()[code](view.locale)


def tells_old_and_new(view: View) -> bool:
    """Whether the catalogue says of any step which one it is today: of others, none is said to be dropped."""
    return any(view.catalogue.step_today.values())


@cache
def _own() -> Mapping[str, Words]:
    file = Path(warehouse.__file__).parent / "catalogues" / "step_names.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["step"]: Words(row["name"], row["name_en"]) for row in csv.DictReader(lines)}
