"""No trips at all: how often customers came none, by what staff entered and by what customers told, and how often."""

from functools import partial

import pandas as pd

from callbacks.courses import over_time, part_of
from callbacks.drawing import behind, by_code, groups_in, opens, subtitle
from callbacks.labels import UNKNOWN, group_label, group_name
from callbacks.panel import Content, Panel
from callbacks.private import weekly
from callbacks.targets import with_targets
from callbacks.view import View
from callbacks.withheld import too_short
from charts.chart import Chart, Kind, Series
from ids import Services
from locales import text
from queries.measure import Question

ENTERED, TOLD = "zero_trip_rate", "zero_trip_rate_confirmed"
TRIPS = "trips"


def zero_trips(view: View, few: int, title: str) -> Panel:
    """The zero-trip rate over time beside its target, and, where call-backs asked, what customers said."""
    told = Question((TOLD,), view.selection, (part_of(view.selection),))
    refused = weekly(told) and too_short(told, view.catalogue)
    known = ("applications", "trips_confirmed") in view.catalogue.held and not refused
    keys = (ENTERED, TOLD) if known else (ENTERED,)
    names = [text(view.locale, f"services.{key}") for key in keys]
    return with_targets(view, over_time(view, few, Services.ZERO_TRIPS, title, keys, names=names), ENTERED)


def distribution(view: View, few: int, title: str) -> Panel:
    """How many trips finished cases took, as shares of those of which it is known; each bar opens into its cases."""
    asked = [Question((TRIPS,), view.selection, (TRIPS,))]
    return Panel(Services.TRIPS, title, asked, partial(_draw, view, few, title), metrics=(TRIPS,))


def _draw(view: View, few: int, title: str, frame: pd.DataFrame) -> Content:
    found = by_code(frame, TRIPS, TRIPS)
    bands = [band for band in groups_in(view, TRIPS, frame) if band != UNKNOWN]
    counted = [found[band].n for band in bands]
    n = sum(counted)
    words = subtitle(view, TRIPS, n)
    chart = Chart(
        kind=Kind.BARS,
        title=title,
        subtitle=words,
        unit="%",
        series=[
            Series(
                name=text(view.locale, "services.trips_share"),
                x=[group_label(view, TRIPS, band) for band in bands],
                y=[cases / n * 100 for cases in counted],
                n=counted,
                links=[behind(view, TRIPS, [(TRIPS, band)]) for band in bands],
            )
        ],
        x_name=group_name(view, TRIPS),
        decimals=2,
        few=range(len(bands)) if n < few else (),
    )
    return Content(subtitle=words, n=n, chart=chart, behind=opens(view, TRIPS, n))
