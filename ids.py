"""Ids of the elements that callbacks read or write: the shell's, and one enum a page.

They stand outside pages/, so that layouts and callbacks share them without importing each other.
"""

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


class Overview(StrEnum):
    """Cards of the overview."""

    LEAD = "overview-lead"
    BOARD = "overview-board"
    FIGURES = "overview-figures"
    REFORM = "overview-reform"
    TREND = "overview-trend"
    UNITS = "overview-units"
    CHANNELS = "overview-channels"
    RISK = "overview-risk"


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
    REFORM_HV = "steps-reform-hv"
    REFORM_LV = "steps-reform-lv"
    PATH = "steps-path"
    DROPPED = "steps-dropped"
    WAITING = "steps-waiting"
    GRID_WORKS = "steps-grid-works"
    TIMES = "steps-times"
    PER_CASE = "steps-per-case"
    UTILITY = "steps-utility"
    ON_TIME = "steps-on-time"
    CLASSES = "steps-classes"
    WHOLE = "steps-whole"
    REWORK = "steps-rework"
    TAKEN = "steps-taken"
    SURVIVAL = "steps-survival"
    TREND = "steps-trend"
    DISTRIBUTION = "steps-distribution"
    UNITS = "steps-units"


class Satisfaction(StrEnum):
    """Cards of the page of satisfaction."""

    LEAD = "satisfaction-lead"
    FIGURES = "satisfaction-figures"
    TREND = "satisfaction-trend"
    REACHED = "satisfaction-reached"
    METHODS = "satisfaction-methods"
    UNITS = "satisfaction-units"
    SERVICES = "satisfaction-services"
    CLASSES = "satisfaction-classes"
    CHANNELS = "satisfaction-channels"
    TIME = "satisfaction-time"
    TRIPS = "satisfaction-trips"
    VISITS = "satisfaction-visits"
    REASONS = "satisfaction-reasons"
    EASE = "satisfaction-ease"
    COMPLAINTS = "satisfaction-complaints"
    COMPLAINT_TYPES = "satisfaction-complaint-types"
    COMPLAINT_RATES = "satisfaction-complaint-rates"
    COMPLAINT_UNITS = "satisfaction-complaint-units"


class Channels(StrEnum):
    """Cards of the page of channels."""

    LEAD = "channels-lead"
    FIGURES = "channels-figures"
    MIGRATION = "channels-migration"
    UNIFIED = "channels-unified"
    MONTHLY_USERS = "channels-monthly-users"
    CASES = "channels-cases"
    SELF_SERVICE = "channels-self-service"
    ONLINE_CLASSES = "channels-online-classes"
    ONLINE_UNITS = "channels-online-units"
    LEAKAGE = "channels-leakage"
    LEAKAGE_UNITS = "channels-leakage-units"
    NOTICE = "channels-notice"
    NOTICE_STEPS = "channels-notice-steps"
    CONTACTS = "channels-contacts"
    CONTACT_TOPICS = "channels-contact-topics"
    PAYMENTS = "channels-payments"
    PAYMENTS_TREND = "channels-payments-trend"
    FUNCTIONS = "channels-functions"
    PUSHES = "channels-pushes"


class Services(StrEnum):
    """Cards of the page of services."""

    LEAD = "services-lead"
    PROMISES = "services-promises"
    MAPPING = "services-mapping"
    MERGER = "services-merger"
    DROP_OFF = "services-drop-off"
    ZERO_TRIPS = "services-zero-trips"
    TRIPS = "services-trips"
    DOCUMENTS = "services-documents"
    DOCUMENTS_TREND = "services-documents-trend"
    ZEROS = "services-zeros"
    COST = "services-cost"
    NEW_ENERGY = "services-new-energy"
    NEW_ENERGY_TREND = "services-new-energy-trend"
    MATRIX = "services-matrix"
    FLOWS = "services-flows"
    APPOINTMENTS = "services-appointments"
    SEGMENTS = "services-segments"
    INDUSTRIES = "services-industries"


class Regions(StrEnum):
    """Cards of the page that compares units."""

    LEAD = "regions-lead"
    RANKING = "regions-ranking"
    MAP = "regions-map"
    FUNNEL = "regions-funnel"
    ADJUSTED = "regions-adjusted"
    COURSES = "regions-courses"
    SIDES = "regions-sides"


class Targets(StrEnum):
    """Cards of the page of targets: the board, then what stands behind the one that is chosen."""

    LEAD = "targets-lead"
    BOARD = "targets-board"
    CHOSEN = "targets-chosen"
    TREND = "targets-trend"
    OUTLOOK = "targets-outlook"
    UNITS = "targets-units"
    GAP_PARTS = "targets-gap-parts"
    GAP_OWNERS = "targets-gap-owners"
    GAP_UNITS = "targets-gap-units"
    GAP_CLOSED = "targets-gap-closed"
    CHANGE_MIX = "targets-change-mix"
    OUTLOOK_PAST = "targets-outlook-past"


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


class Effect(StrEnum):
    """Cards of the page that tells whether the reform worked."""

    LEAD = "effect-lead"
    TOGETHER = "effect-together"
    SHARES = "effect-shares"
    COURSE_HV_SINGLE = "effect-course-hv-single"
    COURSE_HV_DUAL = "effect-course-hv-dual"
    UNITS_HV_SINGLE = "effect-units-hv-single"
    UNITS_HV_DUAL = "effect-units-hv-dual"
    STARTS_HV = "effect-starts-hv"
    COURSE_RESIDENTIAL = "effect-course-residential"
    COURSE_LV_BUSINESS = "effect-course-lv-business"
    UNITS_RESIDENTIAL = "effect-units-residential"
    UNITS_LV_BUSINESS = "effect-units-lv-business"
    STARTS_LV = "effect-starts-lv"


class Ahead(StrEnum):
    """Cards of the page of what comes next."""

    LEAD = "ahead-lead"
    WATCH = "ahead-watch"
    UNITS = "ahead-units"
    REGIONS = "ahead-regions"
    FLOW = "ahead-flow"
    OPEN = "ahead-open"


class Case(StrEnum):
    """Cards of a single case's page."""

    HEAD = "case-head"
    NOW = "case-now"
    CLOCKS = "case-clocks"
    LINE = "case-line"
    WAITING = "case-waiting"
    BAND = "case-band"
    FACTS = "case-facts"
    EASE = "case-ease"
    FLAGS = "case-flags"
    VISITS = "case-visits"
    ANSWERS = "case-answers"
    CONTACTS = "case-contacts"
    COMPLAINTS = "case-complaints"


# Parts of a page that are no cards: they are left empty where there is nothing to say.
SENTENCES = frozenset(
    {
        Overview.LEAD,
        Overview.FIGURES,
        Applications.LEAD,
        Steps.LEAD,
        Satisfaction.LEAD,
        Satisfaction.FIGURES,
        Channels.LEAD,
        Channels.FIGURES,
        Services.LEAD,
        Regions.LEAD,
        Targets.LEAD,
        Targets.CHOSEN,
        Effect.LEAD,
        Ahead.LEAD,
        *Case,
    }
)


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
    NARROWING = "cases-narrowing"  # the controls by which the list is narrowed, where there is a list
    BY = "cases-by"  # by which columns the list is narrowed
    CONDITIONS = "cases-conditions"
    SHOWN = "cases-shown"  # store: the conditions of the URL that the controls stand for
