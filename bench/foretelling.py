"""How wrong outlooks are, and how often their ranges hold: of each target, for the company and its provinces."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection

from accounts import operator_scope
from callbacks.labels import is_share
from callbacks.outlook import ADDING, MONTH, YEARS, course_of, way_of
from callbacks.targets import narrowed, stored_decimals, threshold_of
from queries.catalogue import Catalogue, read_catalogue
from queries.measure import measure
from queries.metrics import METRICS, Flow
from queries.metrics.kinds import Better
from queries.selection import Selection
from queries.targets import Target
from settings import Settings
from stats.foretold import Earlier, earlier
from stats.outlook import Course
from stats.verdicts import Verdict, census
from warehouse.versions import Store

PERIODS = ("year", "quarter", "month")
LEFT = ((1, 3), (4, 6), (7, 9), (10, 12))  # months


@dataclass(frozen=True)
class Told:
    """An outlook of a target that was made again, and whether it said which way the target would go and was right."""

    outlook: Earlier
    sure: bool
    right: bool


def foretell(settings: Settings) -> None:
    """Print how often ranges of 95 % held what came, and the mean error beside that of the figure so far alone."""
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads, settings.statement_seconds)
    with store.read() as reading:
        catalogue = read_catalogue(reading.connection)
        targets = [one for one in catalogue.targets if not one.reference and _foretold(one, catalogue.as_of_date)]
        found = [(one, _courses(reading.connection, catalogue, one)) for one in targets]
    print("Outlooks made again from what was known: ranges of 95 % that held, mean error, and that of so far alone")
    print(f"  {'target':<24}{'outlooks':>9}{'ranged':>8}{'held':>8}{'error':>10}{'so far':>10}{'sure':>8}{'right':>8}")
    every: list[Told] = []
    for target, courses in found:
        told = [one for course in courses for one in _told(target, course, "year")]
        every += told
        if told:
            _line(target.target, told, 100 if is_share(target.key) else 1)
    for period in PERIODS:
        told = [one for target, courses in found for course in courses for one in _told(target, course, period)]
        _line(f"all, by {period}", told)
    for low, high in LEFT:
        _line(f"year, {low}-{high} months left", [one for one in every if low <= one.outlook.left <= high])
    company = [one for target, courses in found for one in _told(target, courses[0], "year")]
    _line("year, the company's own", company)
    print("  of 100: ranged, had a range; held, of these held what came; sure, said which way it goes; right, of these")
    print("  errors are in the figure's unit, those of shares in points")


def _foretold(target: Target, last: date) -> bool:
    asked = METRICS[target.key]
    return isinstance(asked, Flow) and asked.statistic in ADDING and target.holds_on(last)


def _courses(connection: Connection, catalogue: Catalogue, target: Target) -> list[Course]:
    """The target's figure by month for the company, then for each of its provinces."""
    whole = Selection.default(operator_scope(catalogue), catalogue)
    start, end = date(catalogue.as_of_date.year - YEARS, 1, 1), catalogue.as_of_date + timedelta(days=1)
    selection = narrowed(replace(whole, start=start, end=end), target)
    if selection is None:  # of nothing; the whole company is narrowed by nothing else
        return []
    frames = [measure(connection, catalogue, [target.key], selection, [MONTH])]
    split = measure(connection, catalogue, [target.key], selection, ["region", MONTH])
    frames += [frame for _, frame in split.groupby("region")]
    courses = [course_of(frame, target.key, catalogue.as_of_date) for frame in frames]
    return [course for course in courses if course is not None]


def _told(target: Target, course: Course, period: str) -> list[Told]:
    better = METRICS[target.key].better or Better.LOWER
    digits, threshold = stored_decimals(target), threshold_of(target)
    found = []
    for one in earlier(course, period):
        chance = one.outlook.chance(threshold, digits, better)
        sure = chance is not None and way_of(chance) != "doubt"
        met = census(one.came, 1, threshold, digits, better) is Verdict.MET
        found.append(Told(one, sure, sure and ((chance or 0.0) > 1 / 2) is met))
    return found


def _line(name: str, told: Sequence[Told], times: int = 0) -> None:
    """A line of figures; errors of several units together would mean nothing: none where times is 0."""
    ranged = [one.outlook for one in told if one.outlook.outlook.low is not None]
    held = 100 * np.mean([one.held for one in ranged]) if ranged else float("nan")
    sure = [one.right for one in told if one.sure]
    plain = [abs(one.outlook.plain - one.outlook.came) for one in told if one.outlook.plain is not None]
    errors = [np.mean([one.outlook.off for one in told]) * times, np.mean(plain) * times] if times else []
    shown = "".join(f"{one:>10.3f}" for one in errors) or f"{'':>20}"
    says, right = 100 * len(sure) / len(told), 100 * np.mean(sure) if sure else float("nan")
    print(
        f"  {name:<24}{len(told):>9,}{100 * len(ranged) / len(told):>8.0f}{held:>8.1f}{shown}{says:>8.0f}{right:>8.1f}"
    )
