"""满意度: complaints over time, by type and by unit."""

from collections.abc import Sequence
from functools import partial

from callbacks.lines import lines_by
from callbacks.panel import Panel
from callbacks.tabled import table_by
from callbacks.view import View
from ids import Satisfaction
from locales import text

SHARES = ("complaints_upheld", "complaints_repeated")


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
        table_by(
            view,
            Satisfaction.COMPLAINT_UNITS,
            say("satisfaction.complaint_units"),
            ("complaints", "complaint_rate", *SHARES),
            "region",
            rank=("complaints", "complaint_rate"),
        ),
    )
