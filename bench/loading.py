"""How fast a delivery becomes a version."""

import time
from datetime import date

from ingest.load import load
from ingest.simulate import simulate
from settings import Settings
from warehouse.versions import Store

UNTIL = date(2026, 11, 22)


def load_delivery(settings: Settings, cases: int) -> None:
    """Simulate a delivery, load it, print both times and the version's size."""
    started = time.perf_counter()
    folder = simulate(
        cases,
        1,
        UNTIL,
        settings.data / "deliveries",
        memory_mb=settings.memory_mb,
        threads=settings.threads,
        progress=lambda _line: None,
    )
    simulated = time.perf_counter() - started
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads)
    started = time.perf_counter()
    report = load(
        [folder],
        store=store,
        due_soon_days=settings.due_soon_days,
        due_soon_share=settings.due_soon_share,
        quarantine_days=settings.quarantine_days,
        keep_versions=settings.keep_versions,
    )
    seconds = time.perf_counter() - started
    read = sum(file.rows_read for file in report.files)
    size = store.path(report.version).stat().st_size
    print("Loading                                          figure        bar")
    print(f"  simulate, write the delivery             {simulated:9.1f} s")
    print(f"  load {read:>10,} rows                     {seconds:9.1f} s")
    print(f"  rows a second                            {read / seconds:9,.0f}   ≥ 200,000")
    print(f"  the version's file                       {size / 2**20:9.0f} MB\n")
