"""满意度: complaints over time, by type and by unit."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from callbacks.dotted import by_dots
from callbacks.lines import lines_by
from callbacks.panel import Content, Panel
from callbacks.tabled import table_by
from callbacks.view import View
from ids import Satisfaction
from locales import text
from queries.asker import Failure
from queries.metrics.kinds import THOUSAND
from stats.intervals import byar

SHARES = ("complaints_upheld", "complaints_repeated")
RATE = "complaint_rate"


def complaint_panels(view: View, few: int) -> Sequence[Panel]:
    """The cards of complaints."""
    say = partial(text, view.locale)
    return (
        lines_by(view, few, Satisfaction.COMPLAINTS, say("satisfaction.complaints"), "complaints", "complaint_source"),
        table_by(
            view,
            Satisfaction.COMPLAINT_TYPES,
            say("satisfaction.complaint_types"),
            ("complaints", *SHARES),
            "complaint_type",
            rank=("complaints",),
        ),
        _with_intervals(
            by_dots(
                view,
                few,
                Satisfaction.COMPLAINT_RATES,
                say("satisfaction.complaint_rates"),
                (RATE,),
                "region",
                rank=True,
            )
        ),
        table_by(
            view,
            Satisfaction.COMPLAINT_UNITS,
            say("satisfaction.complaint_units"),
            ("complaints", RATE, *SHARES),
            "region",
            rank=("complaints", RATE),
            few=few,
        ),
    )


def _with_intervals(panel: Panel) -> Panel:
    """The panel of rates with their intervals: how far as many complaints may lie by chance from what is usual."""

    def draw(rates: pd.DataFrame, total: pd.DataFrame) -> Content | Failure:
        low, high = byar(rates["value"] * rates["n"] / THOUSAND)
        return panel.draw(rates.assign(low=low / rates["n"] * THOUSAND, high=high / rates["n"] * THOUSAND), total)

    return replace(panel, draw=draw)
