"""Ids around every page, of what stands in cards, and of the forms and lists that pages have."""

from enum import StrEnum


class Shell(StrEnum):
    """What stands around every page."""

    URL = "url"
    FRAME = "frame"  # everything that is seen: rail, filter bar and page
    CONTENT = "page-content"  # what stands under the filter bar
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
    SEARCH = "case-search"  # the box for the number of a case
    FOUND = "case-found"  # store: where that number leads


class Filter(StrEnum):
    """The filter bar."""

    SHOWN = "filters-shown"  # store: the values that the URL stands for; only another value is written to the URL
    SENTENCE = "filters-sentence"
    SUMMARY = "filters-summary"  # the same on the button that opens the bar on a small screen
    PROBLEM = "filters-problem"
    PATH = "filters-path"  # the unit's parents
    CLEAR = "filters-clear"
    DATES = "filters-dates"


class Views(StrEnum):
    """The menu of saved views."""

    LIST = "views-list"
    NAME = "views-name"
    SHARE = "views-share"
    SAVE = "views-save"
    SAID = "views-said"


class Page(StrEnum):
    """The pages; the value is the path without its slash, and the key of the page's words."""

    OVERVIEW = "overview"
    APPLICATIONS = "applications"
    STEPS = "steps"
    SATISFACTION = "satisfaction"
    CHANNELS = "channels"
    SERVICES = "services"
    TARGETS = "targets"
    EFFECT = "effect"
    AHEAD = "ahead"
    REGIONS = "regions"
    DATA = "data"
    CASES = "cases"
    CASE = "case"
    MISSING = "missing"


def path(page: Page) -> str:
    """The URL's path of a page."""
    return "/" if page is Page.OVERVIEW else f"/{page}"


def filter_id(name: str) -> dict[str, str]:
    """The control that stands for one parameter of the URL."""
    return {"type": "filter", "name": name}


def condition_id(column: str, part: str) -> dict[str, str]:
    """A control by which a list is narrowed: of a column, its codes ("in") or an end of a range ("from", "to")."""
    return {"type": "condition", "column": column, "part": part}


def drop_id(number: int) -> dict[str, str | int]:
    """The button that deletes a saved view."""
    return {"type": "drop-view", "number": number}


def withdraw_id(number: int) -> dict[str, str | int]:
    """The button that takes an event off the axes of time."""
    return {"type": "withdraw-mark", "number": number}


def rail_id(page: Page | str) -> dict[str, str]:
    """A page's link in the rail."""
    return {"type": "rail", "name": str(page)}


def toggle_id(card: str) -> dict[str, str]:
    """The button that opens a card's table."""
    return {"type": "table-toggle", "card": str(card)}


def graph_id(card: str) -> dict[str, str]:
    """The picture in a card."""
    return {"type": "graph", "card": str(card)}


class TargetForm(StrEnum):
    """Below the board: the targets that there are, the form by which one is written, and its history."""

    SAYS = "target-form-says"
    LIST = "target-form-list"
    FORM = "target-form"  # what only those see who may edit targets
    HOW = "target-form-how"
    METRIC = "target-form-metric"
    CLASS = "target-form-class"
    SERVICE = "target-form-service"
    CHANNEL = "target-form-channel"
    THRESHOLD = "target-form-threshold"
    DECIMALS = "target-form-decimals"
    PERIOD = "target-form-period"
    FIRST = "target-form-first"
    LAST = "target-form-last"
    SOURCE = "target-form-source"
    TRAITS = "target-form-traits"
    WHY = "target-form-why"
    SEEN = "target-form-seen"  # store: the target that the form shows, and its last edit
    SAVE = "target-form-save"
    SAID = "target-form-said"
    HISTORY = "target-form-history"


class MarkForm(StrEnum):
    """The events on the axes of time, and the form by which one is added."""

    LIST = "mark-form-list"
    FORM = "mark-form"  # what only those see who may edit targets
    UNIT = "mark-form-unit"
    DAY = "mark-form-day"
    TITLE = "mark-form-title"
    TITLE_EN = "mark-form-title-en"
    SAVE = "mark-form-save"
    SAID = "mark-form-said"


class Cases(StrEnum):
    """The list of cases behind a figure."""

    HEAD = "cases-head"
    LIST = "cases-list"
    GRID = "cases-grid"
    NARROWING = "cases-narrowing"  # the controls by which the list is narrowed, where there is a list
    BY = "cases-by"  # by which columns the list is narrowed
    CONDITIONS = "cases-conditions"
    SHOWN = "cases-shown"  # store: the conditions of the URL that the controls stand for
