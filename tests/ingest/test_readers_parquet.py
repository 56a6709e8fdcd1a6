"""Parquet: names are read without the rows, and damage is said."""

from pathlib import Path

import duckdb
import pytest

from ingest.errors import LoadRefused
from ingest.readers import open_source


@pytest.mark.parametrize("name", ["cases.parquet", "cases [1].PARQUET"])
def test_names_in_order_and_the_file_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    duckdb.sql("select 'A1' as application, 1.5 as \"kVA 容量\", now() as accepted_at").write_parquet(str(path))
    source = open_source(path, tmp_path)
    assert source.columns == ("application", "kVA 容量", "accepted_at")
    assert (source.file, source.path, source.format) == (name, path.resolve(), "parquet")


@pytest.mark.parametrize("kept", [0, 4, -1])
def test_a_torn_file_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cases.parquet"
    duckdb.sql("select 1 as application").write_parquet(str(path))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(LoadRefused, match=r"cases\.parquet is not a whole Parquet file: write it again\."):
        open_source(path, tmp_path)
