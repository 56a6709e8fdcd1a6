"""The simulated utility: cases of State Grid's kind that no customer ever had, as a delivery in the contract."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from ingest.simulate.cases import World, draw_cases, make_world
from ingest.simulate.drawing import Ints, Stamps
from ingest.simulate.frames import application_numbers, applications_frame, holds_frame, steps_frame
from ingest.simulate.lives import live
from ingest.simulate.volumes import GROUPS, day_counts, day_weights
from ingest.simulate.writing import TIME_ZONE, Chunk, write_delivery

__all__ = ["FIRST_DAY", "TIME_ZONE", "simulate"]

FIRST_DAY = date(2017, 1, 1)
CHUNK_CASES = 250_000  # cases drawn at a time: bounds memory


def simulate(
    cases: int,
    seed: int,
    until: date,
    deliveries: Path,
    *,
    memory_mb: int,
    threads: int,
    progress: Callable[[str], None],
) -> Path:
    """Write a delivery of that many cases, submitted from FIRST_DAY to the end of the day `until`; its folder.

    The folder lies under `deliveries` and is named after what was asked; the same (cases, seed, until) write the same
    bytes, so a folder of that name is replaced. Raises ValueError for fewer than 1 case or a day before FIRST_DAY.
    """
    if cases < 1:
        raise ValueError(f"{cases} cases cannot be simulated: ask for 1 or more.")
    if until < FIRST_DAY:
        raise ValueError(f"The simulation begins on {FIRST_DAY}: ask for that day or a later one, not {until}.")
    folder = deliveries / f"simulated-{cases}-{seed}-{until}"
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    shared, *streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(1 + _chunks(cases))]
    world = make_world(shared, FIRST_DAY, until)
    counts = day_counts(shared, cases, day_weights(FIRST_DAY, until, world.workdays))
    chunks = _draw_chunks(world, counts, until, streams, progress)
    write_delivery(building, world.places, FIRST_DAY, until, chunks, memory_mb=memory_mb, threads=threads)
    if folder.exists():
        shutil.rmtree(folder)
    building.rename(folder)
    return folder


def _chunks(cases: int) -> int:
    return -(-cases // CHUNK_CASES)


def _draw_chunks(
    world: World, counts: Ints, until: date, streams: list[np.random.Generator], progress: Callable[[str], None]
) -> Iterator[Chunk]:
    """Frames of applications, steps and holds, chunk by chunk in the order of submission."""
    cut = np.datetime64(until + timedelta(days=1), "s")
    days = np.datetime64(FIRST_DAY) + np.repeat(np.arange(len(counts)), counts.sum(axis=1))
    groups = np.repeat(np.tile(np.arange(len(GROUPS)), len(counts)), counts.ravel())
    for number, rng in enumerate(streams):
        first = number * CHUNK_CASES
        chosen = slice(first, first + CHUNK_CASES)
        yield _draw_chunk(rng, world, days[chosen], groups[chosen], first + 1, cut)
        progress(f"模拟 / simulated {min(first + CHUNK_CASES, len(days)):,} / {len(days):,}")


def _draw_chunk(
    rng: np.random.Generator, world: World, days: Stamps, groups: Ints, first: int, cut: np.datetime64
) -> Chunk:
    cases = draw_cases(rng, world, days, groups)
    lives = live(rng, world, cases)
    numbers = application_numbers(first, len(days))
    return (
        applications_frame(rng, world, cases, lives, numbers, cut),
        steps_frame(world, lives, numbers, cut),
        holds_frame(lives, numbers, cut),
    )
