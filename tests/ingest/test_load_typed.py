"""Parquet's typed values mean what their text would: the same rows, the same quarantine, the same refusals."""

from itertools import zip_longest
from pathlib import Path

import duckdb
import pytest

from ingest.errors import LoadRefused
from tests.ingest.deliveries import content, deliver, load_into
from warehouse.delivered import applications
from warehouse.records import quarantine
from warehouse.versions import Store

STAMP = "TIMESTAMP '2026-01-02 09:00:00'"
# Columns of applications, and values in types of their own.
VALUES = {
    "meters": [
        *["2::TINYINT", "3::UINTEGER", "4.0::DOUBLE", "1.5::DOUBLE", "2147483648::BIGINT", "7::DECIMAL(9, 2)"],
        *["(-2147483647)::BIGINT", "(-9223372036854775808)::BIGINT"],
    ],
    "capacity_kva": [
        *["0.1::FLOAT", "0.1::DOUBLE", "315::SMALLINT", "12.5::DECIMAL(9, 3)", "'nan'::DOUBLE", "'-infinity'::DOUBLE"],
        *["1e301::DOUBLE", "1e300::DOUBLE", "9e9::DOUBLE", "1.13812345678::DOUBLE"],
    ],
    "batch": ["true", "false", "1::INTEGER", "2::INTEGER"],
    "power_on_at": [
        *["TIMESTAMP '1899-12-31 23:59:59'", "TIMESTAMP '1900-01-01 00:00:00'", "TIMESTAMP 'infinity'"],
        *["TIMESTAMP '2199-12-31 23:59:59'", "TIMESTAMP '9999-12-31 00:00:00'", "DATE '2026-01-05'"],
        # Twice in the night on which China's last summer time ended, and never in the one on which it began.
        *["TIMESTAMP '1991-09-15 01:30:00'", "TIMESTAMP '1991-04-14 02:30:00'"],
        *["TIMESTAMPTZ '2026-01-05 00:00:00+00'", "TIMESTAMP_NS '2026-01-05 10:00:00.123456789'"],
    ],
}
CASES = [dict(zip(VALUES, values, strict=True)) for values in zip_longest(*VALUES.values(), fillvalue="NULL")]


def deliver_query(folder: Path, query: str) -> Path:
    """A delivery whose applications are a query's rows as Parquet."""
    deliver(folder)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        connection.execute(f"COPY ({query}) TO '{folder / 'applications.parquet'}'")
    return folder


@pytest.mark.usefixtures("only_delivered")
@pytest.mark.parametrize("values", CASES, ids=str)
def test_a_typed_value_is_what_its_text_would_be(tmp_path: Path, values: dict[str, str]) -> None:
    found = []
    for form in ("{}", "CAST({} AS VARCHAR)"):
        store = Store(tmp_path / f"store{len(found)}", memory_mb=256, threads=1)
        given = {name: form.format(value) for name, value in values.items()}
        # Each value on a line of its own, and all on one without the number that a case must have.
        each = [
            f"SELECT '{name}', {STAMP}, {', '.join(given[other] if other == name else 'NULL' for other in values)}"
            for name in values
        ]
        names = ", ".join(["application", "accepted_at", *values])
        rows = " UNION ALL ".join([*each, f"SELECT NULL, {STAMP}, {', '.join(given.values())}"])
        load_into(store, deliver_query(tmp_path / f"d{len(found)}", f"FROM ({rows}) AS t({names})"))
        aside = content(store, quarantine, "line", "reason", "detail", "raw")
        found.append((content(store, applications, "application", "accepted_at", *values), aside))
    assert found[0] == found[1]
    assert len(found[0][0]) + len(found[0][1]) == len(values) + 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("meters", "13812345678::BIGINT"),
        ("meters", "110101199001011234::BIGINT"),
        ("capacity_kva", "13812345678.0::DOUBLE"),
        ("capacity_kva", "(-13812345678)::BIGINT"),
        ("customer_cost", "110101199001011234::DECIMAL(18, 0)"),
        ("meters", "13812345678.0::DOUBLE"),
    ],
)
def test_a_persons_number_is_found_among_numbers(store: Store, tmp_path: Path, name: str, value: str) -> None:
    query = f"SELECT 'A' AS application, {STAMP} AS accepted_at, {value} AS {name}"
    with pytest.raises(LoadRefused, match=f"holds a phone or ID number in column {name}, line 1:"):
        load_into(store, deliver_query(tmp_path / "d", query))
