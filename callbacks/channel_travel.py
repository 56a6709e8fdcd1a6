"""Who came online and travelled all the same: what staff entered beside what call-backs confirm, unit by unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from callbacks.dotted import ends, scarce_last
from callbacks.drawing import behind, column, drill, few_at, groups_in, one, opens, ranked, subtitle, withheld_at
from callbacks.labels import decimals, group_label, group_name, not_known
from callbacks.panel import Content, Panel
from callbacks.view import View
from locales import UNKNOWN, number, text
from pages.components.table import figures_table
from queries.asker import Answer, Failure
from queries.measure import Question

ENTERED, CONFIRMED = TRAVELLED = ("online_travelled", "online_travelled_confirmed")


@dataclass(frozen=True)
class Travelled:
    """A unit's shares by both sources, each with its n; the confirmed one with its interval."""

    code: str
    entered: float | None
    n: int
    confirmed: float | None
    low: float | None
    high: float | None
    called: int | None  # null where no call-back can be asked about
    withheld: bool

    def doubt(self, few: int) -> str:
        """Which way the entries lie outside what call-backs allow, as a key of words; empty where they do not.

        few: over fewer rows neither share is held against the other.
        """
        if self.entered is None or self.low is None or self.high is None or min(self.n, self.called or 0) < few:
            return ""
        return "doubt_fewer" if self.entered < self.low else "doubt_more" if self.entered > self.high else ""


def travelled_units(view: View, few: int, card: str) -> Panel:
    """Both shares of each unit, ranked by what customers say; entries that call-backs contradict are marked."""
    say = partial(text, view.locale)

    def draw(total: Answer, entered: Answer, confirmed: Answer) -> Content | Failure:
        why = not_known(view, "region")
        if why:
            return Content(empty=why)
        if isinstance(total, Failure):
            return total
        if isinstance(entered, Failure):
            return entered
        n = one(total, ENTERED).n
        units = _units(view, few, entered, None if isinstance(confirmed, Failure) else confirmed)
        marked = [unit for unit in units if unit.doubt(few)]
        notes = [say("channels.leakage_marked", n=len(marked))] if marked else []
        notes.append(say("channels.leakage_note", few=few))
        if isinstance(confirmed, Failure):
            notes.append(confirmed.words(view.locale))
        return Content(
            subtitle=subtitle(view, ENTERED, n),
            n=n,
            figures=_figures(view, few, units),
            shown=_shown(view, few, units),
            behind=opens(view, ENTERED, n),
            note=say("table.apart").join(notes),
        )

    asked = [
        Question((ENTERED,), view.selection),
        *(Question((key,), view.selection, ("region",)) for key in TRAVELLED),
    ]
    return Panel(card, say("channels.leakage_units"), asked, draw, metrics=TRAVELLED, tolerant=True)


def _units(view: View, few: int, entered: pd.DataFrame, confirmed: pd.DataFrame | None) -> Sequence[Travelled]:
    """The units by what call-backs confirm, those of too few call-backs last; in their own order without any."""
    if confirmed is None:
        codes = groups_in(view, "region", entered)
        figures = zip(codes, *column(entered, ENTERED, "region", codes), strict=True)
        return [Travelled(code, share, n, None, None, None, None, withheld=False) for code, share, n in figures]
    codes = groups_in(view, "region", entered, confirmed)
    codes = scarce_last(confirmed, CONFIRMED, "region", ranked(confirmed, CONFIRMED, "region", codes), few)
    shares, n = column(entered, ENTERED, "region", codes)
    told, called = column(confirmed, CONFIRMED, "region", codes)
    low, high = ends(confirmed, CONFIRMED, "region", codes)
    gone = withheld_at(confirmed, CONFIRMED, codes)
    return [
        Travelled(code, shares[at], n[at], told[at], low[at], high[at], called[at], withheld=at in gone)
        for at, code in enumerate(codes)
    ]


def _heads(view: View) -> list[str]:
    say = partial(text, view.locale)
    heads = ("entered", "confirmed", "confirmed_n", "mark", "interval", "entered_n")
    return [group_name(view, "region"), *(say(f"channels.column_{head}") for head in heads)]


def _figures(view: View, few: int, units: Sequence[Travelled]) -> pd.DataFrame:
    """The table's data as it is downloaded."""
    columns = (
        [group_label(view, "region", unit.code) for unit in units],
        pd.array([unit.entered for unit in units], dtype="Float64"),
        pd.array([unit.confirmed for unit in units], dtype="Float64"),
        pd.array([None if unit.withheld else unit.called for unit in units], dtype="Int64"),
        [_doubt(view, few, unit) for unit in units],
        [_interval(view, unit) for unit in units],
        pd.array([unit.n for unit in units], dtype="Int64"),
    )
    return pd.DataFrame(dict(zip(_heads(view), columns, strict=True)))


def _shown(view: View, few: int, units: Sequence[Travelled]) -> object:
    """The table on the page: every share leads to its own cases; those over too few are grey."""
    write = partial(number, view.locale)
    rows = [
        [
            group_label(view, "region", unit.code),
            write(unit.entered, decimals(ENTERED)),
            text(view.locale, "chart.withheld") if unit.withheld else write(unit.confirmed, decimals(CONFIRMED)),
            UNKNOWN if unit.withheld or unit.called is None else write(unit.called),
            _doubt(view, few, unit),
            _interval(view, unit),
            write(unit.n),
        ]
        for unit in units
    ]
    counts = {ENTERED: [unit.n for unit in units], CONFIRMED: [unit.called or 0 for unit in units]}
    at = dict(zip(TRAVELLED, (1, 2), strict=True))
    return figures_table(
        _heads(view),
        rows,
        view.locale,
        links=[drill(view, unit.code) for unit in units],
        cells={
            at[key]: [
                behind(view, key, [("region", unit.code)]) if n else None
                for unit, n in zip(units, rows_of, strict=True)
            ]
            for key, rows_of in counts.items()
        },
        numbers=(1, 2, 3, 5, 6),
        few={at[key]: few_at(rows_of, few, key) for key, rows_of in counts.items()},
    )


def _interval(view: View, unit: Travelled) -> str:
    if unit.low is None or unit.high is None:
        return UNKNOWN
    write = partial(number, view.locale)
    return f"{write(unit.low, decimals(CONFIRMED))} – {write(unit.high, decimals(CONFIRMED))}"


def _doubt(view: View, few: int, unit: Travelled) -> str:
    way = unit.doubt(few)
    return text(view.locale, f"channels.{way}") if way else ""
