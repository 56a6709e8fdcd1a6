"""A column of codes in which a source keeps free text: loaded as it is, and never held in memory whole."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import ingest.catalogues
import ingest.derive.codes
from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import channels, step_names
from warehouse.facts import case_fact, step_fact, waiting_fact
from warehouse.service_facts import (
    answer_fact,
    channel_fact,
    complaint_fact,
    contact_fact,
    draft_fact,
    push_fact,
)
from warehouse.versions import Store

MOST = 3
COLUMNS = ("service", "channel", "customer_class", "importance", "voltage", "segment", "industry")


@pytest.fixture
def few_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (ingest.catalogues, ingest.derive.codes):
        monkeypatch.setattr(module, "MOST_CODES", MOST)


@pytest.mark.usefixtures("few_codes")
def test_free_text_is_loaded_as_a_text(store: Store, tmp_path: Path):
    rows = [
        case(f"C{n}", **dict.fromkeys(COLUMNS, f"what {n}"), power_on_at="2026-01-09 10:00:00") for n in range(MOST + 1)
    ]
    rows.append(case("known", channel="osg", power_on_at="2026-01-09 10:00:00"))
    entered = "2026-01-02 09:00:00"
    stood = [step(f"C{n}", f"did {n}", entered, "2026-01-05 09:00:00", unit=f"unit {n}") for n in range(MOST + 1)]
    held = [{"application": "C0", "step": "did 0", "from": "2026-01-03 09:00:00", "to": "2026-01-04 09:00:00"}]
    load_into(store, deliver(tmp_path / "1", applications=rows, steps=stood, holds=held))
    texts = [(f"C{n}", *[f"what {n}"] * len(COLUMNS)) for n in range(MOST + 1)]
    assert content(store, case_fact, "application", *COLUMNS)[: MOST + 1] == texts
    assert content(store, step_fact, "step", "unit") == [(f"did {n}", f"unit {n}") for n in range(MOST + 1)]
    assert {(f"did {n}", f"unit {n}") for n in range(MOST + 1)} < set(content(store, waiting_fact, "part", "unit"))
    # What the product knows stands in its catalogue, and of the rest no more than the most.
    assert content(store, channels, "channel") == [("osg",), ("what 0",), ("what 1",), ("what 2",)]
    assert len(content(store, step_names, "step")) == MOST
    with store.read() as reading:
        grouped = select(case_fact.c.channel, func.count()).group_by(case_fact.c.channel)
        assert len(reading.connection.execute(grouped).all()) == MOST + 2


@pytest.mark.usefixtures("few_codes")
def test_free_text_of_what_customers_met_is_loaded_as_a_text(store: Store, tmp_path: Path):
    texts = [f"what {n}" for n in range(MOST + 1)]
    rows = {
        "applications": [case("C", service="what 0", channel="what 0")],
        "answers": [{"answer": text, "application": "C", "reason": text, "scale": text} for text in texts],
        "contacts": [{"contact": text, "application": "C", "topic": text, "channel": text} for text in texts],
        "complaints": [{"complaint": text, "source": text, "type": text} for text in texts],
        "channel_use": [{"date": "2026-01-02", "function": text, "channel": text} for text in texts],
        "pushes": [{"date": "2026-01-02", "segment": text, "channel": text} for text in texts],
        "drafts": [{"date": "2026-01-02", "service": text, "channel": text} for text in texts],
    }
    load_into(store, deliver(tmp_path / "1", **rows))
    for fact, names in {
        answer_fact: ("answer_reason", "scale"),
        contact_fact: ("contact_topic", "channel"),
        complaint_fact: ("complaint_source", "complaint_type"),
        channel_fact: ("function", "channel"),
        push_fact: ("segment", "channel"),
        draft_fact: ("service", "channel"),
    }.items():
        assert content(store, fact, *names) == [(text, text) for text in texts], fact.name


def test_as_many_codes_as_may_be_are_kept_as_numbers(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ingest.derive.codes, "MOST_CODES", 6)
    many = [case(f"C{n}", industry=f"i{n}", segment=f"s{min(n, 5)}") for n in range(7)]
    load_into(store, deliver(tmp_path / "1", applications=many))
    with store.read() as reading:
        kinds = select(func.typeof(case_fact.c.industry), func.typeof(case_fact.c.segment)).distinct()
        assert reading.connection.execute(kinds).all() == [
            ("VARCHAR", "ENUM('s0', 's1', 's2', 's3', 's4', 's5')"),
        ]
