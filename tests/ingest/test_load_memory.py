"""A load's memory is bounded, whatever the size of its files."""

import random
from pathlib import Path

from sqlalchemy import func, select

from tests.ingest.deliveries import deliver, load_into
from warehouse.delivered import holds
from warehouse.versions import Store

LIMIT_MB = 256
ROWS, CASES = 80_000, 20_000


def test_a_file_larger_than_the_engines_memory_loads(tmp_path: Path):
    folder = deliver(tmp_path / "d")
    with (folder / "applications.csv").open("w", encoding="utf-8") as file:
        file.write("application,accepted_at\n")
        file.writelines(f"A{number},2026-01-02\n" for number in range(CASES))
    words = [f"{random.Random(number).random()}" for number in range(1000)]
    draw = random.Random(7)
    with (folder / "holds.csv").open("w", encoding="utf-8") as file:
        file.write("application,from,to,reason\n")
        for number in range(ROWS):
            reason = " ".join(draw.choices(words, k=230))
            file.write(f"A{number % CASES},2026-01-{3 + number // CASES:02},2026-01-10,{reason}\n")
    assert (folder / "holds.csv").stat().st_size > 1.2 * LIMIT_MB * 2**20
    store = Store(tmp_path / "warehouse", LIMIT_MB, 2)
    report = load_into(store, folder)
    assert {file.contract_file: file.accepted for file in report.files} == {"applications": CASES, "holds": ROWS}
    with store.read() as reading:
        characters = reading.connection.execute(select(func.sum(func.length(holds.c.reason)))).scalar_one()
    store.close()
    assert characters > LIMIT_MB * 2**20
