"""Open cases by who has them now: how many, how many overdue already, how many more expected within a week."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import pandas as pd

from callbacks.ahead_days import with_last_day
from callbacks.drawing import behind, column, drill, groups_in, one, opens
from callbacks.labels import UNKNOWN, group_label, group_name, not_known
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import number, text
from pages.components.table import figures_table
from queries.measure import Question
from queries.selection import DAY
from stats.poisson_binomial import likely

STANDING = ("open", "overdue")
WEEK = "expected_late_week"
BY = "unit_now"
MOST = 10  # teams that a card shows; its files hold them all


@dataclass(frozen=True)
class Risk:
    """A unit's open cases: those overdue, and those expected to become so within a week.

    bands: how many of the latter there are by twentieths of their chance, and the sum of their chances.
    """

    code: str
    open: int
    overdue: int
    expected: float
    bands: Sequence[tuple[int, float]]

    @cached_property
    def likely(self) -> tuple[int, int]:
        """The 95 % range of how many more become overdue: worked out for the units that are shown alone."""
        return likely([n for n, _ in self.bands], [value for _, value in self.bands]) if self.bands else (0, 0)


def at_the_end(view: View) -> View:
    """The view with a period that ends with the data, compared with nothing: what stands now stands at that day."""
    end = view.catalogue.as_of_date + DAY
    start = min(view.selection.start, view.catalogue.as_of_date)
    return replace(view, selection=replace(view.selection, start=start, end=end, comparison="none"))


def risk_questions(view: View, by: str = BY) -> list[Question]:
    """What risks() takes: what stands by unit, the chances by unit and twentieths, and what stands in all."""
    selection = at_the_end(view).selection
    return [
        Question(STANDING, selection, (by,)),
        Question((WEEK,), selection, (by, "chance")),
        Question(STANDING, selection),
    ]


def risks(view: View, standing: pd.DataFrame, chances: pd.DataFrame, by: str = BY) -> list[Risk]:
    """The units that have open cases: first those of which most are overdue or expected to be within a week."""
    codes = groups_in(view, by, standing)
    (_, opened), (_, overdue) = (column(standing, key, by, codes) for key in STANDING)
    bands: dict[str, list[tuple[int, float]]] = {}
    rows = zip(*(chances[name].tolist() for name in (by, "n", "value")), strict=True)
    for code, n, value in rows:
        bands.setdefault(code if isinstance(code, str) else UNKNOWN, []).append((int(n), float(value)))
    found = [
        Risk(code, n, late, sum(value for _, value in bands.get(code, ())), bands.get(code, ()))
        for code, n, late in zip(codes, opened, overdue, strict=True)
    ]
    return sorted(found, key=lambda unit: (-unit.overdue - unit.expected, -unit.open))


def expected(bands: pd.DataFrame) -> tuple[float, int, int]:
    """How many of the cases are expected to exceed their due date, and the 95 % range; bands: by twentieths."""
    if bands.empty:
        return 0.0, 0, 0
    return float(bands["value"].sum()), *likely(bands["n"].tolist(), bands["value"].tolist())


def unit_name(view: View, by: str, code: str) -> str:
    """The unit's name, with the last day of its data where these are behind."""
    if by == BY and code == UNKNOWN:
        return text(view.locale, "ahead.nobody")
    region = view.catalogue.team_region.get(code, "") if by == BY else code
    place, name = view.catalogue.places.get(region), group_label(view, by, code)
    return name if place is None else with_last_day(view.locale, name, place.behind)


def risk_by_unit(view: View, card: str, title: str, by: str = BY, most: int = MOST) -> Panel:
    """Open cases and their risk by unit responsible now, the first `most` of them, or by unit below (region)."""

    def draw(standing: pd.DataFrame, chances: pd.DataFrame, total: pd.DataFrame) -> Content:
        if why := not_known(view, by):
            return Content(empty=why)
        now, say = at_the_end(view), partial(text, view.locale)
        units = risks(view, standing, chances, by)
        n = one(total, "open").n
        shown = units[:most] if by == BY else units
        remarks = [say("ahead.order"), say("ahead.range")]
        if len(units) > len(shown):
            remarks.insert(0, say("ahead.first_units", most=len(shown), n=number(view.locale, len(units))))
        return Content(
            subtitle=say("ahead.units_words", day=view.catalogue.as_of_date, n=number(view.locale, n)),
            n=n,
            figures=partial(_figures, view, by, units),
            shown=_shown(now, by, shown),
            behind=opens(now, "open", n),
            note=say("table.apart").join(remarks),
        )

    return Panel(card, title, risk_questions(view, by), draw, metrics=(*STANDING, WEEK))


def ranged(locale: str, unit: Risk) -> str:
    """How many more are expected to become overdue within a week, with the range."""
    low, high = (number(locale, end) for end in unit.likely)
    return text(locale, "ahead.ranged", value=number(locale, unit.expected, 1), low=low, high=high)


def _heads(view: View, by: str) -> list[str]:
    say = partial(text, view.locale)
    return [group_name(view, by), say("ahead.open"), say("ahead.overdue"), say("ahead.week")]


def _shown(now: View, by: str, units: list[Risk]) -> object:
    write = partial(number, now.locale)
    rows = [
        (
            unit_name(now, by, unit.code),
            write(unit.open),
            write(unit.overdue),
            ranged(now.locale, unit),
        )
        for unit in units
    ]
    counts = ("open", [unit.open for unit in units]), ("overdue", [unit.overdue for unit in units])
    cells = {
        at: [behind(now, key, [(by, unit.code)]) if n else None for unit, n in zip(units, found, strict=True)]
        for at, (key, found) in enumerate(counts, start=1)
    }
    cells[3] = [behind(now, WEEK, [(by, unit.code)]) if unit.bands else None for unit in units]
    links = [drill(now, unit.code) for unit in units] if by == "region" else ()
    return figures_table(_heads(now, by), rows, now.locale, links=links, cells=cells, numbers=(1, 2, 3))


def _figures(view: View, by: str, units: list[Risk]) -> pd.DataFrame:
    """The files' table: every unit."""
    unit, opened, overdue, week = _heads(view, by)
    return pd.DataFrame(
        {
            unit: [unit_name(view, by, one.code) for one in units],
            opened: [one.open for one in units],
            overdue: [one.overdue for one in units],
            week: [round(one.expected, 2) for one in units],
            text(view.locale, "dotted.low"): [one.likely[0] for one in units],
            text(view.locale, "dotted.high"): [one.likely[1] for one in units],
        }
    )
