"""Work in a process of its own, so that its time and its peak memory are its own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figures:
    """What a piece of work gave, its seconds by the clock and of processors, and its peak memory in MiB."""

    result: Any
    seconds: float
    processor_seconds: float
    peak_mb: float


def apart(work: Callable[..., Any], *arguments: Any) -> Figures:
    """Do a piece of work in a fresh process. Raises what the work raises."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, arguments))


def _measured(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Figures:
    started = time.perf_counter()
    result = work(*arguments)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Figures(result, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
