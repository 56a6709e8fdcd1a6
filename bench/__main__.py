"""Prints the figures: loading, a filter change on each page, the first page in a browser."""

import sys
import tempfile
from pathlib import Path

from bench.browsing import browse
from bench.loading import load_delivery
from bench.serving import serve
from settings import Settings

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000


def main() -> None:
    """One simulated utility, loaded, asked and opened."""
    with tempfile.TemporaryDirectory(prefix="tongdian-bench-") as folder:
        settings = Settings(data=Path(folder))
        print(f"{CASES:,} simulated cases, 2 threads of the engine in each process\n")
        load_delivery(settings, CASES)
        serve(settings)
        browse(settings)


main()
