"""数据质量与口径: how fresh, how complete, what is odd, and every definition."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from callbacks.doubts import flag_list, suspicions_by_unit
from callbacks.freshness import freshness
from callbacks.labels import UNKNOWN, definition, unit_word
from callbacks.panel import Content, Panel
from callbacks.reconciliation import reconciliation
from callbacks.view import View
from ids import Data
from ingest.reasons import REASONS, Reason
from locales import day, number, stamp, text
from pages.components.card import definition_list
from queries.asker import Warehouse
from queries.data_page import load_history, quarantine_counts, quarantine_rows, version_row
from queries.flags import suspicions
from queries.metrics import METRICS
from queries.rows import Page as Slice
from queries.scope import CASE_RIGHT
from queries.selection import COHORT_WORDS
from settings import Settings

SHOWN = 200  # quarantined rows on the page; the command `quarantine export` has them all


def panels(view: View, settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    say = partial(text, view.locale)
    return (
        Panel(Data.VERSION, say("data.version"), [], lambda: _version(view, warehouse)),
        freshness(view, warehouse, Data.FRESHNESS, say("data.freshness")),
        flag_list(view, Data.SUSPICIONS, say("data.suspicions"), "suspicions", suspicions()),
        suspicions_by_unit(view, settings.few, Data.SUSPICION_UNITS, say("data.by_unit")),
        reconciliation(view, Data.RECONCILIATION, say("data.reconciliation")),
        flag_list(view, Data.ODDITIES, say("data.oddities"), "oddities"),
        Panel(Data.LOADS, say("data.loads"), [], lambda: _loads(view, warehouse)),
        Panel(Data.QUARANTINE, say("data.quarantine"), [], lambda: _quarantine(view, warehouse)),
        Panel(Data.QUARANTINED, say("data.quarantined"), [], lambda: _quarantined(view, warehouse)),
        Panel(Data.DEFINITIONS, say("data.definitions"), [], lambda: _definitions(view)),
    )


def _table(view: View, rows: Sequence[Sequence[object]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[text(view.locale, f"data.column.{name}") for name in columns])


def _version(view: View, warehouse: Warehouse) -> Content:
    catalogue, locale = view.catalogue, view.locale
    say = partial(text, locale)
    confirmed = day(catalogue.confirmed_until) if catalogue.confirmed_until else say("data.no_calendar")
    if catalogue.confirmed_until and catalogue.confirmed_until < catalogue.as_of_date:
        confirmed = say("data.provisional", day=confirmed)
    rows = [
        (say("data.name"), catalogue.version),
        (say("data.source"), catalogue.source),
        (say("data.kind"), say("shell.simulated") if catalogue.simulated else say("data.real")),
        (say("data.created"), stamp(catalogue.local(catalogue.created_at))),
        (say("data.as_of"), stamp(catalogue.local(catalogue.as_of))),
        (say("data.time_zone"), catalogue.time_zone),
        (say("data.calendar"), say("data.elapsed_days") if catalogue.calendar == "none" else catalogue.calendar),
        (say("data.confirmed"), confirmed),
        (say("data.fairly_satisfied"), say("word.yes" if catalogue.fairly_satisfied else "word.no")),
        (say("data.cohorts"), say("word.listed").join(COHORT_WORDS[cohort](locale) for cohort in catalogue.cohorts)),
    ]
    told = version_row(warehouse.connection)
    if told["expired_before"] is not None:
        rows.append((say("data.removed"), say("data.removed_before", day=day(told["expired_before"]))))
    return Content(n=1, figures=_table(view, rows, "item", "value"))


def _loads(view: View, warehouse: Warehouse) -> Content:
    if not _sees_all(view):
        return Content(empty=text(view.locale, "data.loads_root"))
    history = load_history(warehouse.connection).to_dict("records")
    local = view.catalogue.local
    rows = [
        (
            f"{row['load_no']} · {row['file']}",
            row["contract_file"],
            stamp(local(row["loaded_at"])),
            text(view.locale, f"data.{row['kind']}"),
            stamp(local(row["as_of"])),
            *(row["rows_read"], row["accepted"], row["superseded"], row["quarantined"]),
            row["left_out"] or "",
        )
        for row in history
    ]
    note = ""
    if removed := next((row for row in history if row["expired_before"] is not None), None):
        n, before = number(view.locale, int(removed["expired"])), day(removed["expired_before"])
        note = text(view.locale, "data.expired", load=removed["load_no"], n=n, day=before)
    names = ("file", "contract_file", "loaded_at", "kind", "as_of")
    counts = ("rows_read", "accepted", "superseded", "quarantined", "left_out")
    return Content(
        subtitle=text(view.locale, "data.loads_words"),
        n=len(rows),
        figures=_table(view, rows, *names, *counts),
        note=note,
    )


def _sees_all(view: View) -> bool:
    """Whether the reader's subtree is the whole: what is of no region, such as a row in quarantine, may be of any."""
    return view.selection.scope.holds(view.catalogue.root)


def _quarantine(view: View, warehouse: Warehouse) -> Content:
    if not _sees_all(view):
        return Content(empty=text(view.locale, "data.quarantine_root"))
    counts = quarantine_counts(warehouse.connection)
    rows = [(*_reason(view, row["reason"]), row["contract_file"], int(row["n"])) for row in counts.to_dict("records")]
    return Content(
        subtitle=text(view.locale, "data.quarantine_words"),
        n=len(rows),
        figures=_table(view, rows, "reason", "meaning", "contract_file", "n"),
        empty=text(view.locale, "data.no_quarantine"),
    )


def _quarantined(view: View, warehouse: Warehouse) -> Content:
    """The rows as they were delivered, which hold what single customers answered."""
    if not _sees_all(view):
        return Content(empty=text(view.locale, "data.quarantine_root"))
    if CASE_RIGHT not in view.selection.scope.rights:
        return Content(empty=text(view.locale, "data.quarantine_cases"))
    found = quarantine_rows(warehouse.connection, Slice(0, SHOWN))
    rows = [
        (
            ":".join(map(str, filter(None, (row["file"], row["line"])))),
            row["load_no"],
            _reason(view, row["reason"])[0],
            row["detail"] or "",
            row["raw"] or "",
        )
        for row in found.to_dict("records")
    ]
    return Content(
        subtitle=text(view.locale, "data.quarantined_words", most=SHOWN),
        n=len(rows),
        figures=_table(view, rows, "line", "load_no", "reason", "detail", "raw"),
        empty=text(view.locale, "data.no_quarantine"),
    )


def _reason(view: View, code: str) -> tuple[str, str]:
    """A reason's name and meaning; the code itself where a version holds one that is no longer set."""
    if code not in REASONS:
        return code, ""
    words = REASONS[Reason(code)]
    return (words.name_en, words.definition_en) if view.locale == "en" else (words.name, words.definition)


def _definitions(view: View) -> Content:
    locale = view.locale
    rows = [
        (
            *definition(key, locale),
            unit_word(view, key),
            text(locale, f"data.better_{metric.better}") if metric.better else UNKNOWN,
            key,
        )
        for key, metric in METRICS.items()
    ]
    columns = ("metric", "definition", "formula", "unit", "better", "key")
    return Content(
        subtitle=text(locale, "data.definitions_words"),
        n=len(rows),
        figures=_table(view, rows, *columns),
        shown=definition_list(tuple((f"{name} · {key}", meaning, formula) for name, meaning, formula, *_, key in rows)),
    )
