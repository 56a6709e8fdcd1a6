"""Loads in processes of their own, which may be killed: python -m tests.ingest.loading_process STORE.

Each line of standard input is {"folders": [...], "kill_after": seconds or null}: a load of each folder begins at the
same moment and is killed after that time; the answer is the seconds it took until all had ended. Processes are forked
from one that has all modules, so that nearly all of the time is that of the load itself.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from tests.ingest.deliveries import load_into
from warehouse.versions import Store


def begin_load(store: Path, folder: str) -> int:
    """Fork a load; its process id."""
    process = os.fork()
    if process:
        return process
    load_into(Store(store, memory_mb=256, threads=2), Path(folder))
    os._exit(0)


def serve(store: Path) -> None:
    """Answer every line of standard input."""
    for line in sys.stdin:
        order = json.loads(line)
        started = time.monotonic()
        processes = [begin_load(store, folder) for folder in order["folders"]]
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            for process in processes:
                os.kill(process, signal.SIGKILL)
        for process in processes:
            os.waitpid(process, 0)
        print(time.monotonic() - started, flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
