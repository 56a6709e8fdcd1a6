"""Ids of the cards: one enum a page."""

from enum import StrEnum


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


class Effect(StrEnum):
    """Cards of the page that tells whether the reform worked."""

    LEAD = "effect-lead"
    TOGETHER = "effect-together"
    SHARES = "effect-shares"
    HEAD_HV = "effect-head-hv"
    COURSE_HV_SINGLE = "effect-course-hv-single"
    COURSE_HV_DUAL = "effect-course-hv-dual"
    UNITS_HV_SINGLE = "effect-units-hv-single"
    UNITS_HV_DUAL = "effect-units-hv-dual"
    STARTS_HV = "effect-starts-hv"
    HEAD_LV = "effect-head-lv"
    COURSE_RESIDENTIAL = "effect-course-residential"
    COURSE_LV_BUSINESS = "effect-course-lv-business"
    UNITS_RESIDENTIAL = "effect-units-residential"
    UNITS_LV_BUSINESS = "effect-units-lv-business"
    STARTS_LV = "effect-starts-lv"
    METHOD = "effect-method"


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
        Effect.HEAD_HV,
        Effect.HEAD_LV,
        Effect.METHOD,
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
