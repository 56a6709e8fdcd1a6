"""A real event log that nobody here wrote, by the mapping that ships with the product."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ingest.mapping import read_mapping
from tests.ingest.deliveries import content, load_into
from warehouse.delivered import applications, channels, step_names, steps
from warehouse.records import quarantine, version_info
from warehouse.versions import Store

HOUSE = Path(__file__).parents[2]
LOG = HOUSE.parent / "shared" / "data" / "receipt.csv"


@pytest.mark.skipif(not LOG.exists(), reason="the log is not part of the product; get it from 4TU.ResearchData")
def test_all_cases_and_events_of_the_receipt_log_are_loaded(store: Store):
    report = load_into(store, LOG, mapping=read_mapping(HOUSE / "examples" / "receipt.toml"))
    counts = {file.contract_file: (file.rows_read, file.accepted) for file in report.files}
    assert counts == {"applications": (1434, 1434), "steps": (8577, 8577)}
    assert content(store, quarantine, "line") == []
    assert len(content(store, step_names, "step")) == 27
    assert [code for (code,) in content(store, channels, "channel")] == ["Desk", "Intern", "Internet", "Post", "e-mail"]
    assert content(store, version_info, "as_of", "simulated") == [(datetime(2012, 1, 23, 14, 42, 54, 644000), False)]
    with store.read() as reading:
        scalar = reading.connection.scalar
        assert scalar(select(func.count()).where(applications.c.power_on_at.is_(None))) == 105
        assert scalar(select(func.count()).where(applications.c.power_on_at < applications.c.accepted_at)) == 2
        assert scalar(select(func.count()).where(applications.c.power_on_at > applications.c.due_at)) == 389
        assert scalar(select(func.min(steps.c.left_at))) == datetime(2010, 10, 2, 7, 20, 39, 266000)
        # In every case the first step enters at its own stamp.
        assert scalar(select(func.count()).where(steps.c.entered_at == steps.c.left_at)) >= 1434
    assert report.flags["ends_before_start"] == 2
