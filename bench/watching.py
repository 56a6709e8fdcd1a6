"""Whether chances to exceed a due date come true: at past days, told by what was known then, and as it turned out."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from ingest.derive.cases import BY_STEPS
from ingest.derive.courses import courses
from ingest.derive.moments import Moments
from ingest.derive.risk import HISTORY, grouped, standing_cases
from ingest.derive.scratch import Scratch
from ingest.load import load
from ingest.mapping import read_mapping
from queries.groupings import TWENTIETHS
from settings import Settings
from stats.exceed import WHOLE, learn
from stats.poisson_binomial import likely
from warehouse.delivered import holds
from warehouse.dialect import read_frame
from warehouse.records import calendar_day, version_info
from warehouse.versions import Store

HERE = Path(__file__).parents[1]
LOG = HERE.parent / "shared" / "data" / "receipt.csv"
TIMES, APART = 12, timedelta(days=30)  # days looked back from, and how far they lie apart
BANDS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0001)


def watch(settings: Settings) -> None:
    """Print how the chances held, on the simulated utility and on the real log where it is there."""
    print("Chance to exceed the due date, told by what was known on each of 12 days, 30 days apart")
    _print("simulated", settings)
    if not LOG.exists():
        print(f"  the real log is not there ({LOG.name} beside the repository): nothing to hold the chances against\n")
        return
    real = settings.model_copy(update={"data": settings.data / "receipt"})
    store = Store(real.data / "warehouse", real.memory_mb, real.threads)
    load(
        [LOG],
        store=store,
        mapping=read_mapping(HERE / "examples" / "receipt.toml"),
        due_soon_days=real.due_soon_days,
        due_soon_share=real.due_soon_share,
        fairly_satisfied=real.fairly_satisfied,
        quarantine_days=real.quarantine_days,
        keep_versions=real.keep_versions,
    )
    store.close()
    _print("the real log: ended after enddate_planned", real)


def _print(name: str, settings: Settings) -> None:
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads)
    with store.read() as reading:
        told = told_at(reading.connection)
    store.close()
    chance, late = told["chance"], told["late"].astype(float)
    print(f"  {name}: {len(told):,} forecasts of {told['application'].nunique():,} cases, {int(late.sum()):,} late")
    print("    chance             cases  expected  observed   standard errors")
    for band, rows in told.groupby(pd.cut(told["chance"], BANDS, right=False), observed=True):
        expected, seen = rows["chance"].sum(), int(rows["late"].sum())
        off = (rows["late"] - rows["chance"]).groupby(rows["application"]).sum()  # forecasts of one case come out alike
        error = np.sqrt(max((off**2).sum(), (rows["chance"] * (1 - rows["chance"])).sum()))
        ends = f"{100 * band.left:5.0f} – {min(100 * band.right, 100):3.0f} %"
        print(f"    {ends}      {len(rows):9,} {expected:9.1f} {seen:9,}   {(seen - expected) / error:+9.1f}")
    print(f"    Brier score                              {((chance - late) ** 2).mean():9.4f}")
    print(f"    of the class's own share of late cases   {((told['base'] - late) ** 2).mean():9.4f}")
    print(f"    of one share for all                     {late.mean() * (1 - late.mean()):9.4f}")
    week = told[told["due_week"]]
    if not week.empty and week["province_no"].nunique() > 1:
        for unit, column in (("province", "province_no"), ("city", "city_no")):
            held = [_holds(rows) for _, rows in week.groupby(["day", column])]
            print(f"    95 % ranges of a week's late cases that held, by {unit}: {np.mean(held):.1%} of {len(held):,}")
    print()


def _holds(rows: pd.DataFrame) -> bool:
    bands = rows.groupby((rows["chance"] * TWENTIETHS).astype(int))["chance"].agg(["size", "sum"])
    low, high = likely(bands["size"].tolist(), bands["sum"].tolist())
    return bool(low <= rows["late"].sum() <= high)


def told_at(connection: Connection) -> pd.DataFrame:
    """The forecasts of each day and how they turned out: application, units, chance, base, late, due_week and day.

    base is the share late of the past cases of the group. What is not due yet where the data end is left out, whether
    it has ended or not.
    """
    info = connection.execute(select(version_info)).one()
    number = dict(connection.execute(select(calendar_day.c.day, calendar_day.c.working_no)).tuples().all())
    with Scratch(connection) as scratch:
        since = info.as_of - HISTORY - (TIMES + 1) * APART
        rows = read_frame(connection, courses(Moments(scratch, info.tick_minutes), since))
    rows = grouped(rows.astype(dict.fromkeys(("judged_by", "customer_class", "family", "step"), object)))
    held = _holds_of(connection, number, info.time_zone, info.as_of_date)
    found = [
        _told(rows, held, number, info.as_of_date - time * APART, info.as_of - time * APART)
        for time in range(1, TIMES + 1)
    ]
    return pd.concat(found, ignore_index=True)


def _told(rows: pd.DataFrame, held: pd.DataFrame, number: dict[date, int], day: date, at: datetime) -> pd.DataFrame:
    """The forecasts of one day, at whose end `at` is (naive UTC)."""
    today, first = number[day], number[(at - HISTORY).date()]
    known = rows[rows["due_no"].le(today) & rows["due_no"].gt(first)]
    gone = known[["left_no", "held_no"]].min(axis=1).fillna(known["due_no"] + 1)
    past = known.assign(stayed=gone - known["entered_no"], late=known["late"].astype(bool), n=1)
    standing = rows[rows["entered_no"].le(today) & ~rows["left_no"].le(today) & ~rows["end_no"].le(today)]
    standing = standing.assign(now_no=today, now_at=at, due_no=standing["due_no"] - _put_off(standing, held, today))
    open_then = standing_cases(standing)
    chances = learn(past[["group", "step", "province_no", "city_no", "days", "stayed", "late", "n"]]).chances(open_then)
    whole = past[(past["step"] == WHOLE) | (past["judged_by"] == BY_STEPS)]
    base = whole.groupby("group")["late"].mean()
    told = open_then.assign(chance=chances, base=open_then["group"].map(base), day=day)
    return told[told["late"].notna() & told["chance"].notna()].astype({"late": bool})


def _put_off(standing: pd.DataFrame, held: pd.DataFrame, today: int) -> pd.Series:
    """By how many working days each row's due date was put off afterwards, which nobody knew yet."""
    rows = standing.reset_index()[["index", "application", "judged_by", "step", "left_no", "due_no"]]
    ahead = rows.merge(held[held["until_no"] > today], on="application", suffixes=("", "_held"))
    own = ahead["judged_by"].ne(BY_STEPS) | ahead["step_held"].isna() | ahead["step_held"].eq(ahead["step"])
    last = ahead[["until_no", "left_no", "due_no"]].min(axis=1)
    days = (last - ahead["from_no"].clip(lower=today)).clip(lower=0)
    return days[own].groupby(ahead["index"][own]).sum().reindex(standing.index).fillna(0)


def _holds_of(connection: Connection, number: dict[date, int], zone: str, last: date) -> pd.DataFrame:
    """The working days that lie wholly within holds: after from_no, up to until_no, by application and step."""
    names = ("application", "step", "from_at", "to_at")
    held = read_frame(connection, select(*(holds.c[name].label(name) for name in names)))
    begin, end = (held[name].dt.tz_localize("UTC").dt.tz_convert(zone) for name in ("from_at", "to_at"))
    ended = (end.dt.tz_localize(None) - timedelta(days=1)).dt.date.map(number)
    return held.assign(from_no=begin.dt.date.map(number), until_no=ended.fillna(number[last]))
