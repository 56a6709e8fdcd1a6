"""Tables a version keeps about itself: what it is, its calendar and tree, its loads and what they could not read."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, String, Table

from warehouse.delivered import metadata

# One row. Stamps are naive UTC.
SCHEMA_NO = 5  # of all tables as declared; a version of another number is neither read nor built upon

version_info = Table(
    "version_info",
    metadata,
    Column("version", String, nullable=False),
    Column("parent", String),
    Column("schema_no", Integer, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("source", String, nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("simulation", String),  # which one, as its deliveries name it; null for real data
    Column("as_of", DateTime, nullable=False),
    Column("as_of_date", Date, nullable=False),  # the last local day that had begun before as_of
    Column("time_zone", String, nullable=False),
    Column("calendar", String, nullable=False),  # CN, another ISO country code, or none
    Column("tick_minutes", Integer, nullable=False),
    Column("confirmed_until", Date),  # the calendar's last day by announcement; null: needs none
    Column("cohorts", String, nullable=False),  # comma-separated cohort dates that the version holds, in COHORTS order
    Column("fairly_satisfied", Boolean),  # 基本满意 counts as satisfied
)

# Local days. working_no counts the working days up to and including the day.
calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, nullable=False),
    Column("working", Boolean, nullable=False),
    Column("working_no", Integer, nullable=False),
    Column("start_minute", BigInteger, nullable=False),  # UTC minute in which the day starts
    Column("work_before", BigInteger, nullable=False),  # W at that minute
    Column("confirmed", Boolean, nullable=False),
)

# W(minute) = work + rate * (minute - tick * tick_minutes), with tick = minute // tick_minutes; the day is the local
# one.
clock_tick = Table(
    "clock_tick",
    metadata,
    Column("tick", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("work", BigInteger, nullable=False),
    Column("rate", Integer, nullable=False),
)

# The tree of regions at as_of, numbered in pre-order: a subtree is place_no between its own and last_no.
places = Table(
    "places",
    metadata,
    Column("place_no", Integer, nullable=False),
    Column("last_no", Integer, nullable=False),
    Column("region", String, nullable=False),
    Column("parent_no", Integer),
    Column("depth", Integer, nullable=False),  # 0 is the root
    Column("level", String),
    Column("name", String, nullable=False),
    Column("name_en", String),
    Column("now_at", DateTime, nullable=False),  # as_of, or the region's covered-until where that is earlier
    *[Column(f"a{depth}", Integer) for depth in range(1, 7)],  # place_no of the ancestor (or itself) at that depth
)
MAX_DEPTH = 6

loads = Table(
    "loads",
    metadata,
    Column("load_no", Integer, nullable=False),
    Column("loaded_at", DateTime, nullable=False),
    Column("source", String, nullable=False),
    Column("kind", String, nullable=False),  # snapshot or increment
    Column("as_of", DateTime, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("digest", String, nullable=False),  # of the delivery's content
    Column("expired", BigInteger),  # old cases that the load took out; null where all are kept
    Column("expired_before", Date),  # they had ended before this day
)

# rows_read = accepted + superseded + quarantined, for each file of each load.
load_files = Table(
    "load_files",
    metadata,
    Column("load_no", Integer, nullable=False),
    Column("file", String, nullable=False),
    Column("contract_file", String, nullable=False),
    Column("rows_read", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
    Column("superseded", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
    Column("left_out", String),  # columns of the file that were not taken, comma-separated
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("load_no", Integer, nullable=False),
    Column("file", String, nullable=False),
    Column("contract_file", String, nullable=False),
    Column("line", BigInteger),  # null where a row had been taken and has lost its case since
    Column("reason", String, nullable=False),  # a code of ingest's reasons, with names in both languages
    Column("detail", String),
    Column("raw", String),  # redacted; null once expired
    Column("fields", String),  # the row as JSON while it waits for its parent, to be tried again
    Column("as_of", DateTime, nullable=False),
    Column("resolved_load", Integer),  # the load in which a waiting row was taken
)

# The newest snapshot that covered a file and region (null: every region): older deliveries change nothing there.
snapshots = Table(
    "snapshots",
    metadata,
    Column("contract_file", String, nullable=False),
    Column("region", String),
    Column("as_of", DateTime, nullable=False),
)

# Until when a region's data reaches, as deliveries say.
covered = Table(
    "covered",
    metadata,
    Column("region", String, nullable=False),
    Column("until", DateTime, nullable=False),
)

# Which columns of the delivered tables hold anything at all, by the names of the contract: what is in none of their
# rows is not known, rather than nought.
held_columns = Table(
    "held_columns",
    metadata,
    Column("file", String, nullable=False),
    Column("column", String, nullable=False),
)
