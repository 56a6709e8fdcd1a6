"""Rows of facts as a reader sees them: names for codes, local time, working days, yes and no."""

from datetime import time
from typing import Any

import pandas as pd

from callbacks.labels import group_label
from callbacks.view import View
from locales import UNKNOWN, day, number, stamp, text
from queries.aggregates import MINUTES_IN_WORKING_DAY
from queries.days import INSTANT
from warehouse.facts import ELAPSED

# Columns of codes and the grouping whose names they carry.
CODES = {
    "customer_class": "class",
    "kind": "stock",
    "reconciled": "reconciliation",
    "exempt_reason": "exempt_reason",
    **{name: name for name in ("region", "service", "legacy_service", "channel", "state", "outcome")},
    **{name: name for name in ("step", "part", "owner", "flag", "path", "visit", "applicant_province", "scale")},
    **{
        name: name for name in ("answer_method", "answer_reason", "contact_topic", "complaint_source", "complaint_type")
    },
}
DUES = ("whole_due_at", "utility_due_at", "due_at")  # a limit in working days ends with its last day
MIDNIGHT = time()
DECIMALS = {**dict.fromkeys(ELAPSED, 1), "score": 1, "rating": 1, "chance_late": 1}  # of what is no working time
CHANCES = ("chance_late",)  # 0..1, shown as %


def heading(view: View, name: str) -> str:
    """A column's name; durations say their unit."""
    words = text(view.locale, f"column.{name}")
    if not name.endswith("minutes") or name in ELAPSED:
        return words
    return text(view.locale, "table.head", name=words, unit=day_unit(view))


def day_unit(view: View) -> str:
    """The unit of working time: working days, or days where the data count by no calendar."""
    return text(view.locale, f"unit.{'days' if view.catalogue.calendar == 'none' else 'working_days'}")


def readable(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Rows as a reader sees them; missing where unknown."""
    told = {name: _Told(view, str(name)) for name in found.columns}
    return pd.DataFrame({name: [told[name][value] for value in found[name]] for name in found.columns}, dtype=object)


class _Told(dict[Any, Any]):
    """The values of a column as a reader sees them, each found once: most stand in many rows."""

    def __init__(self, view: View, name: str) -> None:
        super().__init__()
        self._view, self._name = view, name

    def __missing__(self, value: Any) -> Any:
        self[value] = readable_cell(self._view, self._name, value)
        return self[value]


def readable_cell(view: View, name: str, value: Any) -> Any:
    """A value of a column as a reader sees it: a text, or a number in the unit of its heading; None where unknown."""
    if pd.isna(value):
        return None
    if name in CODES:
        return group_label(view, CODES[name], str(value))
    if name.endswith("_at"):
        at = view.catalogue.local(value)
        if name in DUES and at is not None and at.time() == MIDNIGHT:
            return day((at - INSTANT).date())
        return stamp(at)
    if name.endswith("_date"):
        return day(value)
    if name in CHANCES:
        return round(100 * float(value), DECIMALS[name])
    if name in DECIMALS:
        return round(float(value) / ELAPSED.get(name, 1), DECIMALS[name])
    if name.endswith("minutes"):
        return round(value / MINUTES_IN_WORKING_DAY, 2)
    if isinstance(value, bool):
        return text(view.locale, "word.yes" if value else "word.no")
    return value


def written_rows(view: View, cells: pd.DataFrame) -> list[dict[str, str]]:
    """Readable rows with every cell as a text; a dash where it is unknown."""
    return [
        {str(name): written_cell(view.locale, str(name), value) for name, value in row.items()}
        for row in cells.to_dict("records")
    ]


def written_cell(locale: str, name: str, value: Any) -> str:
    """A readable value of a column as a text."""
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    return number(locale, value, DECIMALS.get(name, 2 if name.endswith("minutes") else 0))
