"""Ids of the elements that callbacks read or write: the shell's, and one enum a page.

They stand outside pages/, so that layouts and callbacks share them without importing each other.
"""

from enum import StrEnum


class Shell(StrEnum):
    """What stands around every page."""

    URL = "url"
    FRAME = "frame"  # everything that is seen: rail, filter bar and page
    PAGE = "page-shown"  # store: which page and locale the frame holds
    THEME = "theme"  # store: light or dark
    THEME_SWITCH = "theme-switch"
    LANGUAGE = "language"
    TAGS = "tags"
    FRESHNESS = "freshness"
    TITLE = "title"  # store: what the browser's tab says
    POLL = "poll"
    VERSION = "version-shown"  # store: the version that the figures on the page are of
    NOTICE = "notice"


class Filter(StrEnum):
    """The filter bar."""

    SHOWN = "filters-shown"  # store: the values that the URL stands for; only another value is written to the URL
    SENTENCE = "filters-sentence"
    SUMMARY = "filters-summary"  # the same on the button that opens the bar on a small screen
    PROBLEM = "filters-problem"
    PATH = "filters-path"  # the unit's parents
    CLEAR = "filters-clear"
    DATES = "filters-dates"


class Page(StrEnum):
    """The pages; the value is the path without its slash, and the key of the page's words."""

    OVERVIEW = "overview"
    APPLICATIONS = "applications"
    STEPS = "steps"
    DATA = "data"
    CASES = "cases"
    MISSING = "missing"


def path(page: Page) -> str:
    """The URL's path of a page."""
    return "/" if page is Page.OVERVIEW else f"/{page}"


def filter_id(name: str) -> dict[str, str]:
    """The control that stands for one parameter of the URL."""
    return {"type": "filter", "name": name}


def rail_id(page: Page | str) -> dict[str, str]:
    """A page's link in the rail."""
    return {"type": "rail", "name": str(page)}


def toggle_id(card: str) -> dict[str, str]:
    """The button that opens a card's table."""
    return {"type": "table-toggle", "card": str(card)}


def graph_id(card: str) -> dict[str, str]:
    """The picture in a card."""
    return {"type": "graph", "card": str(card)}


class Overview(StrEnum):
    """Cards of the overview."""

    LEAD = "overview-lead"
    FIGURES = "overview-figures"
    TREND = "overview-trend"
    CLASSES = "overview-classes"
    UNITS = "overview-units"
    STANDING = "overview-standing"


class Applications(StrEnum):
    """Cards of the page of applications."""

    LEAD = "applications-lead"
    FLOW = "applications-flow"
    ENDS = "applications-ends"
    CLASSES = "applications-classes"
    CHANNELS = "applications-channels"
    AGE = "applications-age"
    STANDING = "applications-standing"
    SERVICES = "applications-services"
    SUBMIT = "applications-submit"
    UNITS = "applications-units"


class Steps(StrEnum):
    """Cards of the page of step times."""

    LEAD = "steps-lead"
    WAITING = "steps-waiting"
    TIMES = "steps-times"
    PER_CASE = "steps-per-case"
    UTILITY = "steps-utility"
    ON_TIME = "steps-on-time"
    CLASSES = "steps-classes"
    REWORK = "steps-rework"
    TAKEN = "steps-taken"
    SURVIVAL = "steps-survival"
    TREND = "steps-trend"
    DISTRIBUTION = "steps-distribution"
    UNITS = "steps-units"


# Parts of a page that are no cards: they are left empty where there is nothing to say.
SENTENCES = frozenset({Overview.LEAD, Overview.FIGURES, Applications.LEAD, Steps.LEAD})


class Data(StrEnum):
    """Parts of the page of data and definitions."""

    VERSION = "data-version"
    FRESHNESS = "data-freshness"
    SUSPICIONS = "data-suspicions"
    SUSPICION_UNITS = "data-suspicion-units"
    RECONCILIATION = "data-reconciliation"
    ODDITIES = "data-oddities"
    LOADS = "data-loads"
    QUARANTINE = "data-quarantine"
    QUARANTINED = "data-quarantined"
    DEFINITIONS = "data-definitions"


class Cases(StrEnum):
    """The list of cases behind a figure."""

    HEAD = "cases-head"
    LIST = "cases-list"
    GRID = "cases-grid"
