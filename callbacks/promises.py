"""The promise board: what the streamlining promised, and the figures that show whether it happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from callbacks import figures
from callbacks.drawing import by_code, one
from callbacks.flows import ELSEWHERE
from callbacks.labels import metric_name, no_data, not_known, unit_word
from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Page, Services
from locales import number, text
from pages.components.kpi import Kpi
from pages.components.promises import Promise, promises
from queries.asker import Answer, Failure
from queries.measure import Question


@dataclass(frozen=True)
class Shown:
    """By which metrics a promise is seen to be kept or not, and where more of it stands: a page, or a card of this."""

    metrics: tuple[str, ...]
    more: Page | Services


PROMISES: Mapping[str, Shown] = {
    "S1": Shown(("cases", "legacy_cases"), Services.MAPPING),
    "S2": Shown(("steps_per_case", "streamlined_share"), Page.STEPS),
    "S3": Shown(("e_signature_rate",), Services.DOCUMENTS),
    "S4": Shown(("appointment_share", "appointment_kept", "booking_lead.median"), Services.APPOINTMENTS),
    "S5": Shown(("whole_time", "case_on_time"), Page.STEPS),
    "S6": Shown(("zero_trip_rate", "zero_trip_rate_confirmed"), Services.ZERO_TRIPS),
    "S7": Shown(("notice_share", "notice_lag.median"), Page.CHANNELS),
    "S8": Shown(("first_reply.median", "contacts_solved", "contact_rating"), Page.CHANNELS),
    "S9": Shown(("new_energy", "new_energy_capacity", "new_energy_time"), Services.NEW_ENERGY),
    "S10": Shown(("one_document_rate", "linked_rate", "document_to_follow_rate"), Services.DOCUMENTS),
    "S11": Shown(("cross_province", "cross_province_share"), Services.FLOWS),
    "S12": Shown(("payments", "paid_amount"), Page.CHANNELS),
    "S13": Shown(("unified_share", "unified_case_share"), Page.CHANNELS),
    "S14": Shown(("push_open_rate", "push_take_up_rate"), Services.SEGMENTS),
    "S15": Shown(("drafts_started", "draft_completion"), Services.DROP_OFF),
}
DIRECTED = ("cross_province", "cross_province_share")  # whose board says which of two directions they count


def promised(view: View) -> Mapping[str, Shown]:
    """The promises at a unit: of a province also how many of its customers others served, told by province alone."""
    if view.selection.place.depth != 1:
        return PROMISES
    across = PROMISES["S11"]
    return {**PROMISES, "S11": replace(across, metrics=(*across.metrics, ELSEWHERE))}


def board(view: View, few: int, title: str) -> Panel:
    """The board, each figure with its change against the comparison and its course."""
    keys = _keys(promised(view))
    services = Question(("cases",), view.selection, ("service",))
    asked = [services, *figures.questions(view, keys)]
    return Panel(Services.PROMISES, title, asked, partial(_draw, view, few, keys), metrics=keys, tolerant=True)


def _keys(shown: Mapping[str, Shown]) -> Sequence[str]:
    return tuple(dict.fromkeys(key for promise in shown.values() for key in promise.metrics))


def _name(view: View, key: str) -> str:
    """What a figure is called on the board."""
    return text(view.locale, f"services.{key}") if key in DIRECTED else metric_name(view, key)


def _draw(view: View, few: int, keys: Sequence[str], services: Answer, *answers: Answer) -> Content:
    shown = figures.written(view, few, keys, answers)
    written = {
        key: replace(figure, label=_name(view, key), line="" if key == ELSEWHERE else figure.line)  # its card has bars
        for key, figure in zip(keys, shown, strict=True)
    }
    rows = [
        Promise(
            code=code,
            words=text(view.locale, f"services.promise.{code}"),
            figures=[*([_in_use(view, services)] if code == "S1" else []), *(written[key] for key in shown.metrics)],
            more=_more(view, shown.more),
        )
        for code, shown in promised(view).items()
    ]
    return Content(
        subtitle=view.describe(),
        n=1,
        figures=partial(_table, view, keys, written, answers),
        shown=promises(rows),
        note=text(view.locale, "services.promises_note"),
    )


def _more(view: View, more: Page | Services) -> tuple[str, str]:
    if isinstance(more, Page):
        return text(view.locale, f"page.{more}"), view.href(more)
    return text(view.locale, f"services.short.{more.name.lower()}"), f"#{more}"


def _in_use(view: View, services: Answer) -> Kpi:
    """How many of today's services had cases in the period, and into how many older ones they had been split."""
    say = partial(text, view.locale)
    label, known = say("services.in_use"), view.catalogue.codes["service"]
    if isinstance(services, Failure):
        return Kpi(label, "", "", problem=services.words(view.locale))
    why = not_known(view, "service") or no_data(view)
    if why:
        return Kpi(label, "", "", problem=why)
    used = [code for code in by_code(services, "cases", "service") if code in known]
    older = len(view.catalogue.codes["legacy_service"])
    of = say("services.in_use_of", older=older, today=len(known)) if older else ""
    return Kpi(label, number(view.locale, len(used)), say("services.in_use_unit"), n=of)


def _table(view: View, keys: Sequence[str], written: Mapping[str, Kpi], answers: Sequence[Answer]) -> pd.DataFrame:
    """The board's figures for its download: one row a figure of a promise, those without a value with the reason."""
    say = partial(text, view.locale)
    width = len(answers) // len(keys)
    parts = {key: answers[at * width : (at + 1) * width] for at, key in enumerate(keys)}
    heads = [say(f"services.board.{name}") for name in ("promise", "figure", "value", "unit", "before", "n", "reason")]
    rows = []
    for code, shown in promised(view).items():
        words = f"{code} {say(f'services.promise.{code}')}"
        for key in shown.metrics:
            now, *others = parts[key]
            figure = None if isinstance(now, Failure) else one(now, key)
            compared = others[1] if len(others) > 1 else None
            before = one(compared, key) if isinstance(compared, pd.DataFrame) else None
            rows.append(
                (
                    words,
                    written[key].label,
                    figure.value if figure and not written[key].problem else None,
                    unit_word(view, key),
                    before.value if before else None,
                    figure.n if figure else None,
                    written[key].problem,
                )
            )
    frame = pd.DataFrame(rows, columns=heads)
    return frame.astype({heads[2]: "Float64", heads[4]: "Float64", heads[5]: "Int64"})
