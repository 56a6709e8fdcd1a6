"""What tests of the page that compares units share: its cards, and what the facts say of units."""

import pandas as pd
from flask import Flask

from callbacks.panel import Content
from ids import Page, Regions
from tests.callbacks import opening

FROM, UNTIL = "2022-01-01", "2026-11-22"
PERIOD = f"?from={FROM}&to={UNTIL}"
DAYS = f"between date '{FROM}' and date '{UNTIL}'"
FEW = 30
ON_TIME = "case_on_time"


def drawn(server: Flask, card: Regions, search: str = PERIOD) -> Content:
    return opening.drawn(server, Page.REGIONS, card, search)


def table(server: Flask, card: Regions, search: str = PERIOD) -> pd.DataFrame:
    data = drawn(server, card, search).data()
    assert data is not None
    return data


def by_province(server: Flask, days: str, value: str = "case_on_time") -> dict[str, tuple[int, int]]:
    """How many finished cases of each province are judged, and how many of them on time."""
    rows = opening.facts(
        server,
        f"""select p.name, count({value}), count(*) filter (where {value}) from case_fact c
            join places p on p.place_no = c.province_no
            where archived_date {days} and {value} is not null group by 1""",
    )
    return {name: (n, hits) for name, n, hits in rows}


def places_of(shares: dict[str, tuple[int, int]]) -> dict[str, int]:
    """The rank of each unit of enough cases: one more than the units that are better."""
    enough = {name: hits / n for name, (n, hits) in shares.items() if n >= FEW}
    return {name: 1 + sum(other > share for other in enough.values()) for name, share in enough.items()}
