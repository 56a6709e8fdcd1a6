"""The selection: which cases a question is about.

The URL, the WHERE clause, the cache key and the sentence in a report's header are all made from it, so that they cannot
disagree; and it cannot be made outside the reader's Scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from queries.catalogue import Catalogue, Place
from queries.errors import SelectionError
from queries.periods import period_before, year_before
from queries.scope import Scope
from queries.words import Words

DAY = timedelta(days=1)
YEARS = range(1900, 2200)  # the days before and after a period, and its comparison, are days too
COHORT_WORDS = {
    "submitted": Words("按申请日期", "by submission date"),
    "accepted": Words("按受理日期", "by acceptance date"),
    "power_on": Words("按送电日期", "by power-on date"),
    "archived": Words("按归档日期", "by archiving date"),
}
COMPARISONS = {
    "yoy": Words("上年同期", "same period last year"),
    "previous": Words("上一周期", "previous period"),
    "none": Words("不对比", "no comparison"),
}
# Filters over codes: field of Selection -> (parameter in the URL, dimension of the catalogue, words).
FILTERS: Mapping[str, tuple[str, str, Words]] = {
    "classes": ("class", "class", Words("客户类别", "class")),
    "services": ("service", "service", Words("业务", "service")),
    "channels": ("channel", "channel", Words("渠道", "channel")),
    "steps": ("step", "step", Words("环节", "step")),
}
PARAMETERS = ("region", "from", "to", "cohort", *[parameter for parameter, _, _ in FILTERS.values()], "compare")
COHORT_ORDER = ("archived", "power_on", "accepted", "submitted")


@dataclass(frozen=True)
class Selection:
    """Cases of one place's subtree whose cohort date lies in [start, end), narrowed by codes; () means all."""

    scope: Scope
    place: Place
    start: date
    end: date
    cohort: str
    classes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    comparison: str = "yoy"

    def __hash__(self) -> int:
        """Worked out once: a page looks its selection up some thousand times."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, one.name) for one in fields(self)))

    def __post_init__(self) -> None:
        """Refuse what lies outside the scope, and what is no period."""
        if not self.scope.holds(self.place):
            raise _no_region(self.place.region)
        if self.start >= self.end:
            raise SelectionError(
                f"期间的开始 {self.start} 晚于结束 {self.end - DAY}，请改正其中之一。",
                f"The period starts on {self.start} and ends before that, on {self.end - DAY}; correct one of them.",
            )

    @classmethod
    def default(cls, scope: Scope, catalogue: Catalogue) -> "Selection":
        """The reader's whole subtree, the last twelve months, by the latest cohort date that the version holds."""
        start, end = catalogue.default_period
        return cls(scope, catalogue.places[scope.region], start, end, default_cohort(catalogue))

    @classmethod
    def from_query(cls, query: str, scope: Scope, catalogue: Catalogue) -> "Selection":
        """The selection a URL's query names; what it does not name has its default. Other parameters are not its own.

        `from` and `to` are both days of the period, as people read them. Raises SelectionError for anything unknown.
        """
        given: dict[str, list[str]] = {}
        for name, value in parse_qsl(query.lstrip("?"), keep_blank_values=False):
            given.setdefault(name, []).append(value)
        base = cls.default(scope, catalogue)
        region = given.get("region", [scope.region])[-1]
        if region not in catalogue.places:
            raise _no_region(region)
        cohort = given.get("cohort", [base.cohort])[-1]
        if cohort not in catalogue.cohorts:
            raise SelectionError(
                f"没有“{cohort}”这一统计口径；本数据可用：{'、'.join(catalogue.cohorts)}。",
                f"There is no cohort date {cohort!r}; this data holds {', '.join(catalogue.cohorts) or 'none'}.",
            )
        comparison = given.get("compare", [base.comparison])[-1]
        if comparison not in COMPARISONS:
            raise SelectionError(
                f"没有“{comparison}”这一对比方式；可用：{'、'.join(COMPARISONS)}。",
                f"There is no comparison {comparison!r}; use one of {', '.join(COMPARISONS)}.",
            )
        start = _day("from", given["from"][-1]) if "from" in given else base.start
        end = _day("to", given["to"][-1]) + DAY if "to" in given else base.end
        codes = {
            field: _codes(given.get(parameter, []), dimension, words, catalogue)
            for field, (parameter, dimension, words) in FILTERS.items()
        }
        return cls(scope, catalogue.places[region], start, end, cohort, comparison=comparison, **codes)

    def to_query(self) -> str:
        """The URL's query that names this selection; from_query reads it back."""
        pairs = [
            ("region", self.place.region),
            ("from", self.start.isoformat()),
            ("to", (self.end - DAY).isoformat()),
            ("cohort", self.cohort),
        ]
        pairs += [(parameter, code) for field, (parameter, _, _) in FILTERS.items() for code in getattr(self, field)]
        return urlencode([*pairs, ("compare", self.comparison)])

    def describe(self, catalogue: Catalogue, locale: str) -> str:
        """The selection as a person reads it, for the head of a page, an export or a report."""
        parts = [self.place.label(locale), f"{self.start} – {self.end - DAY}", COHORT_WORDS[self.cohort](locale)]
        for field, (_, dimension, words) in FILTERS.items():
            codes = getattr(self, field)
            if codes:
                names = ("、" if locale != "en" else ", ").join(catalogue.label(dimension, c, locale) for c in codes)
                parts.append(f"{words(locale)}{'：' if locale != 'en' else ': '}{names}")
        return " · ".join(parts)

    def compared(self, catalogue: Catalogue) -> "Selection | None":
        """The same selection over the period it is compared with.

        None where nothing is compared, and where that period begins before the data do: part of a period is no match.
        """
        if self.comparison == "none":
            return None
        start, end = (year_before if self.comparison == "yoy" else period_before)(self.start, self.end)
        if catalogue.first_date is None or start < catalogue.first_date:
            return None
        return replace(self, start=start, end=end, comparison="none")

    def at(self, place: Place) -> "Selection":
        """The same selection at another place of the reader's subtree."""
        return replace(self, place=place)


def default_cohort(catalogue: Catalogue) -> str:
    """Archived, else the latest of the cohort dates that the version holds."""
    return next((cohort for cohort in COHORT_ORDER if cohort in catalogue.cohorts), "accepted")


def _no_region(region: str) -> SelectionError:
    """One answer for regions that are not there and regions that are not the reader's."""
    return SelectionError(
        f"没有可供您查看的单位“{region}”。",
        f"There is no unit {region!r} that you may see.",
    )


def _day(parameter: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if day.year not in YEARS:
            raise ValueError("no year of a case")
        return day
    except ValueError as error:
        raise SelectionError(
            f"参数 {parameter} 的值“{text}”不是日期，请写成 2026-11-22。",
            f"The parameter {parameter} is {text!r}, which is no date; write it as 2026-11-22.",
        ) from error


def _codes(values: list[str], dimension: str, words: Words, catalogue: Catalogue) -> tuple[str, ...]:
    """Codes in catalogue order, each once."""
    known = catalogue.codes[dimension]
    for value in values:
        if value not in known:
            raise SelectionError(
                f"{words.zh}中没有“{value}”。",
                f"There is no {words.en} {value!r} in the data.",
            )
    return tuple(code for code in known if code in values)
