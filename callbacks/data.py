"""数据质量与口径: how fresh, how complete, what is odd, and every definition."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from accounts import reader_scope
from callbacks.drawing import behind, column, groups_in, one, opens, subtitle
from callbacks.flags import flags
from callbacks.labels import UNKNOWN, definition, group_label, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Data
from ingest.reasons import REASONS, Reason
from locales import day, number, stamp, text
from pages.components.card import definition_list
from queries.asker import Warehouse
from queries.data_page import late_places, load_history, quarantine_counts, quarantine_rows
from queries.measure import Question
from queries.metrics import METRICS
from queries.rows import Page as Slice
from queries.selection import COHORT_WORDS
from settings import Settings

SHOWN = 200  # quarantined rows on the page; the command `quarantine export` has them all


def panels(view: View, _settings: Settings, warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    say = partial(text, view.locale)
    selection = view.selection
    return (
        Panel(Data.VERSION, say("data.version"), [], lambda: _version(view)),
        Panel(Data.FRESHNESS, say("data.freshness"), [], lambda: _freshness(view, warehouse)),
        Panel(Data.LOADS, say("data.loads"), [], lambda: _loads(view, warehouse)),
        Panel(Data.QUARANTINE, say("data.quarantine"), [], lambda: _quarantine(view, warehouse)),
        Panel(Data.QUARANTINED, say("data.quarantined"), [], lambda: _quarantined(view, warehouse)),
        Panel(
            Data.FLAGS,
            say("data.flags"),
            [
                Question(("flags",), selection, ("flag",)),
                Question(("flags_undated",), selection, ("flag",)),
                Question(("flags", "undated"), selection),
            ],
            partial(_flags, view),
            metrics=("flags", "flags_undated"),
        ),
        Panel(Data.DEFINITIONS, say("data.definitions"), [], lambda: _definitions(view)),
    )


def _table(view: View, rows: Sequence[Sequence[object]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[text(view.locale, f"data.column.{name}") for name in columns])


def _version(view: View) -> Content:
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
        (say("data.cohorts"), say("word.listed").join(COHORT_WORDS[cohort](locale) for cohort in catalogue.cohorts)),
    ]
    return Content(n=1, figures=_table(view, rows, "item", "value"))


def _freshness(view: View, warehouse: Warehouse) -> Content:
    late = late_places(warehouse.connection, reader_scope(view.catalogue))
    rows = [
        (group_label(view, "region", region), stamp(view.catalogue.local(now)))
        for region, now in zip(late["region"], late["now_at"], strict=True)
    ]
    reached = stamp(view.catalogue.local(view.catalogue.as_of))
    return Content(
        subtitle=text(view.locale, "data.freshness_words", as_of=reached),
        n=len(rows),
        figures=_table(view, rows, "region", "until"),
        empty=text(view.locale, "data.all_fresh", as_of=reached),
    )


def _loads(view: View, warehouse: Warehouse) -> Content:
    history = load_history(warehouse.connection)
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
        for row in history.to_dict("records")
    ]
    names = ("file", "contract_file", "loaded_at", "kind", "as_of")
    counts = ("rows_read", "accepted", "superseded", "quarantined", "left_out")
    return Content(
        subtitle=text(view.locale, "data.loads_words"), n=len(rows), figures=_table(view, rows, *names, *counts)
    )


def _quarantine(view: View, warehouse: Warehouse) -> Content:
    counts = quarantine_counts(warehouse.connection)
    rows = [(*_reason(view, row["reason"]), row["contract_file"], int(row["n"])) for row in counts.to_dict("records")]
    return Content(
        subtitle=text(view.locale, "data.quarantine_words"),
        n=len(rows),
        figures=_table(view, rows, "reason", "meaning", "contract_file", "n"),
        empty=text(view.locale, "data.no_quarantine"),
    )


def _quarantined(view: View, warehouse: Warehouse) -> Content:
    found = quarantine_rows(warehouse.connection, Slice(0, SHOWN))
    rows = [
        (
            f"{row['file']}:{row['line']}",
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


def _flags(view: View, dated: pd.DataFrame, undated: pd.DataFrame, totals: pd.DataFrame) -> Content:
    groups = groups_in(view, pd.concat([dated, undated]), "flag")
    _, inside = column(dated, "flags", "flag", groups)
    _, outside = column(undated, "flags_undated", "flag", groups)
    known = flags()
    rows = [
        (group_label(view, "flag", code), known[code].meaning(view.locale) if code in known else "", n, out)
        for code, n, out in zip(groups, inside, outside, strict=True)
    ]
    n = one(totals, "flags").n
    return Content(
        subtitle=subtitle(view, "flags", n),
        n=len(rows),
        figures=_table(view, rows, "flag", "meaning", "flags", "flags_undated"),
        links=[
            behind(view, "flags" if n else "flags_undated", [("flag", code)])
            for code, n in zip(groups, inside, strict=True)
        ],
        behind=opens(view, "flags", n) if n else None,
        note=text(view.locale, "data.undated", n=number(view.locale, one(totals, "undated").n)),
        empty=text(view.locale, "data.no_flags"),
    )


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
        shown=definition_list([(f"{name} · {key}", meaning, formula) for name, meaning, formula, *_, key in rows]),
    )
