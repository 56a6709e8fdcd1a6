"""A real PostgreSQL for the tests: started on a free port of loopback, gone at their end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

OWNER = "postgres"  # as whom it runs where the tests run as root, which it refuses to


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of its server, without a database's name."""
    programs = _programs()
    # Outside pytest's folders, which are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="tongdian-postgresql-"))
    owner = {"user": OWNER, "group": OWNER} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, OWNER, OWNER)
    data = folder / "data"
    subprocess.run(
        [
            programs / "initdb",
            "--pgdata",
            data,
            "--auth",
            "trust",
            "--username",
            "tests",
            "--no-sync",
            "--locale",
            "C.UTF-8",
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        **owner,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **owner,
    )
    try:
        _await(port, server)
        yield f"postgresql://tests@127.0.0.1:{port}"
    finally:
        server.send_signal(2)  # ends every connection, then itself
        server.wait(timeout=30)
        shutil.rmtree(folder)


def new_database(address: str, name: str) -> str:
    """The address of a database that is made for it."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"{address}/{name}"


def _programs() -> Path:
    """Where Debian's package puts the server's programs; a failure with a sentence where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        pytest.fail("These tests need PostgreSQL; install it with: apt-get install postgresql", pytrace=False)
    return found[-1].parent


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "PostgreSQL has ended by itself"
        try:
            psycopg.connect(f"postgresql://tests@127.0.0.1:{port}/postgres", connect_timeout=1).close()
        except psycopg.OperationalError:
            subprocess.run(["sleep", "0.1"], check=True)
        else:
            return
    raise TimeoutError("PostgreSQL does not answer")
