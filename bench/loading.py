"""How fast a delivery becomes a version, and what it takes."""

from datetime import date
from pathlib import Path

from bench.apart import Figures, apart
from ingest.load import load
from ingest.simulate import simulate
from settings import Settings
from warehouse.versions import Store

UNTIL = date(2026, 11, 22)
MB = 2**20


def load_delivery(settings: Settings, cases: int) -> None:
    """Simulate a delivery and load it, each in a process of its own; print times, memory and sizes."""
    simulated = apart(simulate_into, settings, cases)
    folder = simulated.result
    loaded = apart(load_into, settings, folder)
    rows, version = loaded.result
    delivered = sum(file.stat().st_size for file in folder.iterdir())
    print("Loading                                          figure        bar")
    print(f"  simulate, write the delivery             {simulated.seconds:9.1f} s   ≤ 90 s (1 million cases)")
    print(f"  {_peak(simulated)}")
    print(f"  load {rows:>10,} rows                     {loaded.seconds:9.1f} s")
    print(f"  rows a second                            {rows / loaded.seconds:9,.0f}     ≥ 200,000")
    print(f"  {_peak(loaded)}")
    print(f"  the delivery's files                     {delivered / MB:9.0f} MB")
    print(f"  the version's file                       {version.stat().st_size / MB:9.0f} MB\n")


def simulate_into(settings: Settings, cases: int) -> Path:
    """The folder of a simulated delivery."""
    return simulate(
        cases,
        1,
        UNTIL,
        settings.data / "deliveries",
        memory_mb=settings.memory_mb,
        threads=settings.threads,
        progress=lambda _line: None,
    )


def load_into(settings: Settings, folder: Path) -> tuple[int, Path]:
    """How many rows a load has read, and the file of the version that it made."""
    store = Store(settings.data / "warehouse", settings.memory_mb, settings.threads)
    report = load(
        [folder],
        store=store,
        due_soon_days=settings.due_soon_days,
        due_soon_share=settings.due_soon_share,
        fairly_satisfied=settings.fairly_satisfied,
        quarantine_days=settings.quarantine_days,
        keep_versions=settings.keep_versions,
    )
    return sum(file.rows_read for file in report.files), store.path(report.version)


def _peak(figures: Figures) -> str:
    return f"  peak memory of its process             {figures.peak_mb:9.0f} MB"
