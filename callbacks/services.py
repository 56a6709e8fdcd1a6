"""服务: 18 services as 13, the promises, documents, the three zeros, cost, new energy, cross-province, segments."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from callbacks import drop_off, flows, merger, promises, trips
from callbacks.courses import over_time
from callbacks.drawing import by_code, one, opened
from callbacks.grouped import by_group
from callbacks.labels import group_label, main_grouping, no_data, split_by
from callbacks.lines import lines_by
from callbacks.panel import Content, Panel
from callbacks.reform import LOW_VOLTAGE
from callbacks.tabled import table_by
from callbacks.view import View
from ids import Services
from locales import number, text
from queries.asker import Answer, Failure, Warehouse
from queries.groupings import COLUMNS
from queries.measure import Question
from settings import Settings

RATES = ("one_document_rate", "linked_rate", "document_to_follow_rate", "e_signature_rate")
ZEROS = ("zero_visit_rate", "zero_approval_rate", "zero_investment_rate", "zero_all_rate")
COSTS = ("customer_cost", "customer_cost.median", "utility_cost", "utility_cost.median")
VISITS = ("cases", "appointment_share", "appointment_kept", "booking_lead.median", "booking_lead")
NEW_ENERGY = ("new_energy", "new_energy_capacity", "new_energy_time", "csat")
PORTRAIT = ("cases", "capacity", "online_share", "zero_trip_rate", "csat", "push_open_rate", "push_take_up_rate")


def panels(view: View, settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    say, few = partial(text, view.locale), settings.few
    main = main_grouping(view)
    by = split_by(view, main)
    table = partial(_table, view, few)
    return (
        _lead_panel(view),
        promises.board(view, few, say("services.promises")),
        merger.services(view, say("services.mapping")),
        merger.volumes(view, few, say("services.merger")),
        drop_off.drop_off(view, say("services.drop_off")),
        trips.zero_trips(view, few, say("services.zero_trips")),
        trips.distribution(view, few, say("services.trips")),
        table(Services.DOCUMENTS, say("services.documents", by=by), ("cases", "documents_required", *RATES), main),
        over_time(
            view,
            few,
            Services.DOCUMENTS_TREND,
            say("services.documents_trend"),
            RATES,
            names=[say(f"services.rate_{key}") for key in RATES],
            selection=replace(view.selection, comparison="none"),
        ),
        _zeros(view, few, say("services.zeros", by=by), main),
        table(Services.COST, say("services.cost", by=by), ("cases", *COSTS), main),
        table(Services.NEW_ENERGY, say("services.new_energy"), NEW_ENERGY, "service", leads=True),
        lines_by(view, few, Services.NEW_ENERGY_TREND, say("services.new_energy_trend"), "new_energy", "service"),
        flows.matrix(view, few, say("services.matrix"), say("services.elsewhere")),
        flows.largest(view, say("services.flows")),
        table(Services.APPOINTMENTS, say("services.appointments", by=by), VISITS, main),
        table(Services.SEGMENTS, say("services.segments"), _known(PORTRAIT, "segment"), "segment"),
        table(Services.INDUSTRIES, say("services.industries"), _known(PORTRAIT, "industry"), "industry"),
    )


def _zeros(view: View, few: int, title: str, main: str) -> Panel:
    """The three zeros, of low voltage only where classes are known: others were promised none of them."""
    say = partial(text, view.locale)
    low = [code for code in LOW_VOLTAGE if code in view.catalogue.codes["class"]]
    asked = [code for code in low if code in (view.selection.classes or low)]
    names = say("word.listed").join(group_label(view, "class", code) for code in asked or low)
    if low and not asked:
        empty = Content(empty=say("services.zeros_others", classes=names))
        return Panel(Services.ZEROS, title, [], lambda: empty, metrics=ZEROS)
    bars = by_group(
        view,
        few,
        Services.ZEROS,
        title,
        ZEROS,
        main,
        names=[say(f"services.{key}") for key in ZEROS],
        selection=replace(view.selection, classes=tuple(asked)) if low else None,
        words=[say("services.zeros_low", classes=names)] if low else [],
    )
    return bars.noted(say("services.zeros_note")) if low else bars


def _table(view: View, few: int, card: str, title: str, keys: Sequence[str], by: str, *, leads: bool = False) -> Panel:
    """A table by group under heads that leave room for all of its columns."""
    names = {key: text(view.locale, f"services.head.{key}") for key in keys if key != "cases"}
    return table_by(view, card, title, keys, by, leads=leads, names=names, few=few)


def _known(keys: Sequence[str], by: str) -> tuple[str, ...]:
    """Those metrics whose rows can be told apart by something."""
    return tuple(key for key in keys if COLUMNS[by] in opened(key).fact.c)


def _lead_panel(view: View) -> Panel:
    keys = ("cases", "one_document_rate", "e_signature_rate", "cross_province", "new_energy")
    asked = [Question(("cases",), view.selection, ("service",))]
    asked += [Question((key,), view.selection) for key in keys]
    return Panel(Services.LEAD, "", asked, partial(_lead, view, keys), tolerant=True)


def _lead(view: View, keys: Sequence[str], services: Answer, *answers: Answer) -> Content:
    """How many services were asked for, and what they asked of customers; what is not known is left out."""
    say, write = partial(text, view.locale), partial(number, view.locale)
    found = {
        key: one(answer, key) for key, answer in zip(keys, answers, strict=True) if not isinstance(answer, Failure)
    }
    if isinstance(services, Failure) or "cases" not in found or not found["cases"].n:
        return Content(n=1, body=no_data(view))
    known = view.catalogue.codes["service"]
    used = [code for code in by_code(services, "cases", "service") if code in known]
    counted = {"n": write(found["cases"].n), "used": write(len(used)), "all": write(len(known))}
    parts = [say("services.lead", **counted) if known else say("services.lead_cases", n=counted["n"])]
    parts += [
        say(f"services.lead_{key}", rate=write(found[key].value, 1))
        for key in ("one_document_rate", "e_signature_rate")
        if key in found and found[key].value is not None
    ]
    parts += [
        say(f"services.lead_{key}", n=write(found[key].n)) for key in ("new_energy", "cross_province") if key in found
    ]
    return Content(n=1, body=say("services.lead_apart").join(parts) + say("word.stop"))
