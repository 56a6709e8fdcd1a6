"""Prints the figures: loading, filter changes, lists and a case, signing in, the first page, what intervals hold."""

import sys
import tempfile
from pathlib import Path

from bench.apart import apart
from bench.browsing import browse
from bench.cases import time_cases
from bench.coverage import cover
from bench.foretelling import foretell
from bench.loading import load_delivery
from bench.serving import serve
from bench.signing import time_sign_in
from bench.utilities import judge_utilities
from bench.watching import watch
from settings import Settings

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000


def main() -> None:
    """One simulated utility, loaded, asked and opened."""
    with tempfile.TemporaryDirectory(prefix="tongdian-bench-") as folder:
        settings = Settings(data=Path(folder))
        print(f"{CASES:,} simulated cases, 2 threads of the engine in each process\n")
        load_delivery(settings, CASES)
        served = apart(serve, settings)
        print(f"  peak memory of the serving process     {served.peak_mb:9.0f} MB\n")
        apart(time_cases, settings)
        apart(time_sign_in, settings)
        browse(settings)
        apart(cover, settings)
        apart(watch, settings)
        apart(foretell, settings)
        apart(judge_utilities)


if __name__ == "__main__":  # the processes that work apart import this file too
    main()
