"""The simulated utility: cases of State Grid's kind that no customer ever had, as deliveries in the contract."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import numpy as np

from ingest.simulate.bulk import gather
from ingest.simulate.characters import LATE_DAYS
from ingest.simulate.chunks import Simulation
from ingest.simulate.cutting import increments, snapshot
from ingest.simulate.errors import SimulationStopped
from ingest.simulate.folders import alone_in, new_folder
from ingest.simulate.origin import FIRST_DAY, Origin
from ingest.simulate.truth import Truth
from ingest.simulate.writing import (
    INCREMENT,
    SNAPSHOT,
    TIME_ZONE,
    write_rules,
    write_statement,
)

__all__ = ["FIRST_DAY", "TIME_ZONE", "Origin", "SimulationStopped", "continue_simulation", "simulate"]


def simulate(
    cases: int,
    seed: int,
    until: date,
    deliveries: Path,
    *,
    at: date | None = None,
    memory_mb: int,
    threads: int,
    progress: Callable[[str], None],
) -> Path:
    """Write a snapshot of that many cases, submitted from FIRST_DAY to the end of the day `until`; its folder.

    at: a later day to whose end the snapshot reaches, with the cases of the days up to it. The folder lies under
    `deliveries` and is named after what was asked; the same (cases, seed, until) write the same bytes, so a folder of
    that name is replaced. What is true of the cases lies beside it, as <folder>.truth.json, unless `at` is later.
    Raises ValueError for fewer than 1 case, or a day before FIRST_DAY or too late, and SimulationStopped where another
    run is at work in that folder or the engine cannot write.
    """
    origin = Origin(cases, seed, until)
    last = at or until
    origin.check_reach(last)
    simulation = Simulation(origin)
    name = origin.name if last == until else f"{origin.name}-at-{last}"
    [cut] = _cuts(last, 1)
    truth = Truth(simulation.world)
    with (
        alone_in(deliveries),
        new_folder(deliveries / name) as folder,
        gather(deliveries / f"{name}.gathered.building", memory_mb=memory_mb, threads=threads) as bulk,
    ):
        for chunk in simulation.history(progress):
            for file, rows in snapshot(chunk.sheets, cut):
                bulk.add(0, file, rows)
            truth.add(chunk)
        sums = simulation.sums(FIRST_DAY, last)
        truth.add_channel_use(sums["channel_use"])
        for sheets in chain(simulation.later(last), [sums]):
            for file, rows in snapshot(sheets, cut):
                bulk.add(0, file, rows)
        bulk.write(0, folder)
        write_rules(folder, simulation.world, FIRST_DAY)
        write_statement(folder, simulation, SNAPSHOT, last)
        if last == until:
            asked = {"cases": cases, "seed": seed, "first_day": FIRST_DAY.isoformat(), "until": until.isoformat()}
            truth.write(deliveries / f"{name}.truth.json", asked)
    return deliveries / name


def continue_simulation(
    origin: Origin,
    first: date,
    days: int,
    deliveries: Path,
    *,
    memory_mb: int,
    threads: int,
    progress: Callable[[str], None],
) -> Sequence[Path]:
    """Write an increment for each of the days from `first` on, which brings what changed on that day; their folders.

    They lie under `deliveries`; the same origin and day write the same bytes, so folders of their names are replaced.
    Raises ValueError for fewer than 1 day, or days that do not lie behind the origin or too far, and SimulationStopped
    as `simulate` does.
    """
    if days < 1:
        raise ValueError(f"A simulation cannot go on for {days} days: ask for 1 or more.")
    if first <= origin.until:
        raise ValueError(f"The simulation's history reaches to {origin.until}: it goes on later, not on {first}.")
    last = first + timedelta(days=days - 1)
    origin.check_reach(last)
    simulation = Simulation(origin)
    cuts = _cuts(first - timedelta(days=1), days + 1)
    written = []
    with (
        alone_in(deliveries),
        gather(deliveries / f"{origin.name}.gathered.building", memory_mb=memory_mb, threads=threads) as bulk,
    ):
        for chunk in simulation.history(progress):
            for number, file, rows in increments(chunk.sheets, cuts):
                bulk.add(number, file, rows)
        behind = first - timedelta(days=LATE_DAYS)  # where the data are late, sums of these days come now
        for sheets in chain(simulation.later(last), [simulation.sums(behind, last)]):
            for number, file, rows in increments(sheets, cuts):
                bulk.add(number, file, rows)
        for number in range(days):
            day = first + timedelta(days=number)
            with new_folder(deliveries / origin.name_of(day)) as folder:
                bulk.write(number, folder)
                write_statement(folder, simulation, INCREMENT, day)
            written.append(deliveries / origin.name_of(day))
    return written


def _cuts(first: date, count: int) -> list[np.datetime64]:
    """The local midnights at which so many days end, from the day `first` on."""
    return [np.datetime64(first + timedelta(days=number + 1), "s") for number in range(count)]
