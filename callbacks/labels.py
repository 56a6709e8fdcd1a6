"""Names of groups and units as a reader sees them."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from callbacks.view import View
from locales import day, month, text, texts
from queries.catalogue import OUTSIDE
from queries.flags import flags
from queries.groupings import PLACES, TIME
from queries.metrics import METRICS, Derived
from queries.metrics.kinds import Statistic, Unit
from warehouse.facts import WAITING_BETWEEN, WAITING_HELD

UNKNOWN = ""  # how an unknown group is written in code and in a cell of the URL
BOOLEANS = {"true": "yes", "false": "no"}
SPECIAL = {WAITING_HELD: "held", WAITING_BETWEEN: "between"}
# Groupings whose codes are the contract's own, or yes and no.
CODED = ("owner", "state", "outcome", "reconciliation", "path", "visit", "special", "online", "unified", "assisted")
TOLD = ("segment", "industry")  # groupings by a column of applications whose codes no catalogue holds whole
BANDED = ("age", "whole_band", "trips")
DECIMALS: Mapping[Unit, int] = {
    **dict.fromkeys((Unit.WORKING_DAYS, Unit.SHARE, Unit.STEPS, Unit.POINTS, Unit.EXPECTED), 1),
    **dict.fromkeys((Unit.CALENDAR_DAYS, Unit.HOURS, Unit.MINUTES, Unit.DOCUMENTS), 1),
    **dict.fromkeys((Unit.TRIPS, Unit.MARKS, Unit.PER_THOUSAND), 2),
}
# Than their units have, or fewer. Few messages are taken up: of them one decimal tells nothing.
MORE_DECIMALS = {"rounds": 2, "contacts_per_case": 2, "push_take_up_rate": 2, "linked_documents": 0}
OWN_UNITS = {"payments": "payments"}  # words for what is counted, where those of its unit say less
NAMED = (Unit.PER_THOUSAND,)  # units that the names of their metrics say


def group_label(view: View, grouping: str, code: str) -> str:
    """The name of one group: a code's from the catalogue, a day's as a day, unknown as unknown."""
    say = partial(text, view.locale)
    if code == UNKNOWN:
        return say("group.unknown")
    if grouping == "region" and code == view.selection.place.region:
        return say("group.own", name=view.selection.place.label(view.locale))
    if grouping in TIME:
        return time_label(view.locale, grouping, date.fromisoformat(code))
    if code in SPECIAL:
        return say(f"part.{SPECIAL[code]}")
    if grouping in CODED:
        return say(f"code.{grouping}.{code}") if f"code.{grouping}.{code}" in texts(view.locale) else code
    if grouping == "stock":
        return metric_name(view, code)
    if grouping == "flag":
        return flags()[code].name(view.locale) if code in flags() else code
    if grouping in BANDED:
        return say(f"group.{grouping}", band=code.replace("-", "–"))
    if grouping in PLACES:
        place, scope = view.catalogue.places.get(code, OUTSIDE), view.selection.scope
        if not scope.holds(place) and place.no <= scope.first and scope.last <= place.last:
            return say("group.above")  # the province of a county's reader is not "another unit"
        return (place if scope.holds(place) else OUTSIDE).label(view.locale)
    if code in BOOLEANS:
        return say(f"word.{BOOLEANS[code]}")
    return view.catalogue.label("step" if grouping == "part" else grouping, code, view.locale)


def time_label(locale: str, part: str, first: date) -> str:
    """A part of time by its first day."""
    written: dict[str, Callable[[], str]] = {
        "month": lambda: month(locale, first),
        "quarter": lambda: f"{first.year} Q{(first.month + 2) // 3}",
        "year": lambda: str(first.year),
    }
    return written[part]() if part in written else day(first)


def group_name(view: View, by: str) -> str:
    """What a grouping is called, for a table's first column."""
    return text(view.locale, f"grouping.{by}")


def split_by(view: View, by: str) -> str:
    """A grouping's name within a title."""
    return group_name(view, by).lower()


def unit_word(view: View, key: str) -> str:
    """The unit of a metric as it stands on an axis and beside a figure; elapsed days where there is no calendar."""
    unit = METRICS[key].unit
    name = "days" if unit is Unit.WORKING_DAYS and view.catalogue.calendar == "none" else OWN_UNITS.get(key, str(unit))
    return text(view.locale, f"unit.{name}")


def unit_beside(view: View, key: str, value: float | None = None) -> str:
    """The unit of a metric as it stands beside its name and value; empty where the name says it itself."""
    unit = METRICS[key].unit
    if unit in NAMED:
        return ""
    name = OWN_UNITS.get(key, str(unit))
    if value == 1 and not decimals(key) and f"unit_one.{name}" in texts(view.locale):
        return text(view.locale, f"unit_one.{name}")
    return unit_word(view, key)


def metric_name(view: View, key: str) -> str:
    """A metric's name in the reader's language."""
    return METRICS[key].name(view.locale)


def definition(key: str, locale: str) -> tuple[str, str, str]:
    """A metric's name, definition and formula."""
    asked = METRICS[key]
    return asked.name(locale), asked.definition(locale), asked.formula(locale)


def decimals(key: str) -> int:
    """How many decimals a metric is shown with."""
    return MORE_DECIMALS.get(key, DECIMALS.get(METRICS[key].unit, 0))


def is_share(key: str) -> bool:
    """Whether a metric is kept from 0 to 1 and shown in percent; not where the registry has none of that name."""
    return key in METRICS and METRICS[key].unit is Unit.SHARE


def shown_value(key: str, value: float | None) -> float | None:
    """A value in the unit that it is shown in: shares in percent; None where unknown."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is the only number unlike itself
        return None
    return value * 100 if is_share(key) else float(value)


def counts(key: str) -> bool:
    """Whether a group without rows has the value 0 rather than none: counts and stocks."""
    asked = METRICS[key]
    return not isinstance(asked, Derived) and getattr(asked, "statistic", Statistic.COUNT) is Statistic.COUNT


def adds_up(key: str) -> bool:
    """Whether the sum over groups is the figure of all: of counts, stocks and sums."""
    asked = METRICS[key]
    summed = getattr(asked, "statistic", Statistic.COUNT) in (Statistic.COUNT, Statistic.SUM)
    return not isinstance(asked, Derived) and summed


def done_metric(view: View) -> str:
    """What counts as done: powered on, or finished where the data has no power-on date."""
    return "powered" if "power_on" in view.catalogue.cohorts else "finished"


def main_grouping(view: View) -> str:
    """What cases are told apart by first: their class, or their channel where the data knows no classes."""
    return "class" if view.catalogue.codes["class"] else "channel"


def no_data(view: View) -> str:
    """Why nothing is known of the selected period: it lies before the data or after them; empty where it does not."""
    first, last = view.catalogue.first_date, view.catalogue.as_of_date
    if first is not None and view.selection.end <= first:
        return text(view.locale, "state.before_data", day=first)
    return text(view.locale, "state.after_data", day=last) if view.selection.start > last else ""


def not_known(view: View, by: str) -> str:
    """Why the data cannot be split by something: no such codes, or no units below; empty where it can."""
    if by == "region" and not view.catalogue.children(view.selection.place):
        return text(view.locale, "group.no_children", name=view.selection.place.label(view.locale))
    if view.catalogue.lacks(by) or (by in TOLD and ("applications", by) not in view.catalogue.held):
        return text(view.locale, "group.none", name=group_name(view, by))
    return ""
