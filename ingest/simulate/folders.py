"""The folder that simulated deliveries are written into: one run at a time, and no delivery before it is whole.

<deliveries>/lock          held by the one run at work
<deliveries>/*.building    what it has not finished; what a killed run leaves, the next removes
"""

import fcntl
import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.simulate.errors import SimulationStopped

UNFINISHED = ".building"


@contextmanager
def alone_in(deliveries: Path) -> Iterator[None]:
    """Hold the folder for a run; a killed holder's lock is free at once. Raises SimulationStopped while held."""
    deliveries.mkdir(parents=True, exist_ok=True)
    handle = os.open(deliveries / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SimulationStopped(
                f"Another run is writing simulated data into {deliveries}: start this one when it has ended."
            ) from None
        for left in deliveries.glob(f"simulated-*{UNFINISHED}"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()
        yield
    finally:
        os.close(handle)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the place of `folder` when it is whole.

    A folder that holds the same already stays, so that nobody who reads it loses it.
    """
    building = folder.with_name(folder.name + UNFINISHED)
    building.mkdir(parents=True)
    try:
        yield building
        if not _same(building, folder):
            if folder.exists():
                shutil.rmtree(folder)
            building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A file to write, which takes the place of `file` when it is whole."""
    building = file.with_name(file.name + UNFINISHED)
    try:
        yield building
        building.replace(file)
    finally:
        building.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.iterdir())
    if not other.is_dir() or names != sorted(path.name for path in other.iterdir()):
        return False
    same, _different, _unread = filecmp.cmpfiles(one, other, names, shallow=False)
    return len(same) == len(names)
