"""Channels side by side: what staff entered beside call-backs, users of a month, what customers do themselves."""

from collections.abc import Callable

import pytest
from flask import Flask

from app import create_app
from callbacks.panel import Content
from ids import Channels, Page
from locales import LOCALES, text
from settings import Settings
from tests.callbacks import opening
from tests.callbacks.opening import facts
from tests.callbacks.posting import page, words

FROM, UNTIL = "2019-01-01", "2021-12-31"
PERIOD = f"?from={FROM}&to={UNTIL}&compare=none"
IN_PERIOD = f"between date '{FROM}' and date '{UNTIL}'"


def drawn(server: Flask, card: Channels, search: str = PERIOD) -> Content:
    return opening.drawn(server, Page.CHANNELS, card, search)


def head(name: str) -> str:
    return text("zh_CN", f"channels.{name}")


TRAVELS = """application,region,channel,accepted_at,power_on_at,archived_at,outcome,trips,trips_confirmed
"""


@pytest.mark.parametrize("locale", LOCALES)
def test_entries_that_call_backs_contradict_are_marked(delivered: Callable[..., Settings], locale: str) -> None:
    """East enters no trip of 100, while 20 of 40 called back told of one; West enters 10 of 100, and 5 of 40 told.

    North enters none, and 4 of 8 told of one: too few to hold it against the entries.
    """
    told = {"R1": (0, 20, 40), "R2": (10, 5, 40), "R3": (0, 4, 8)}
    rows = [
        f"{region}{at},{region},osg,2026-03-02T01:00:00Z,2026-03-05T01:00:00Z,2026-03-06T01:00:00Z,powered,"
        f"{int(at < entered)},{'' if at >= called else int(at < confirmed)}"
        for region, (entered, confirmed, called) in told.items()
        for at in range(100)
    ]
    settings = delivered(
        regions="region,parent,name\nR,,Company\nR1,R,East\nR2,R,West\nR3,R,North\n",
        applications=TRAVELS + "\n".join(rows) + "\n",
    )
    server = create_app(settings)
    content = drawn(server, Channels.LEAKAGE_UNITS, f"?lang={locale}")
    assert content.data() is not None
    east, west, north = content.data().itertuples(index=False)
    doubt = text(locale, "channels.doubt_fewer")
    assert tuple(east) == ("East", 0.0, 50.0, 40, doubt, "35.2 – 64.8", 100)  # Wilson's interval of 20 of 40
    assert tuple(west) == ("West", 10.0, 12.5, 40, "", "5.5 – 26.1", 100)
    assert tuple(north) == ("North", 0.0, 50.0, 8, "", "21.5 – 78.5", 100)
    assert text(locale, "channels.leakage_marked", n=1) in content.note
    said = words(page(server.test_client(), "/channels", f"?lang={locale}")[Channels.LEAKAGE_UNITS]["children"])
    assert text(locale, "channels.doubt_fewer") in said


def test_users_of_a_month_that_is_over(server: Flask) -> None:
    content = drawn(server, Channels.MONTHLY_USERS, "?from=2026-01-01&to=2026-11-22")
    assert "2026" in content.subtitle
    assert content.data() is not None
    found = {
        month: dict(rows)
        for month in ("2026-10-01", "2026-09-01", "2025-10-01")
        if (
            rows := facts(
                server,
                f"""select c.name, sum(users_month) from channel_fact f join channels c using (channel)
                    where f.function is null and f.unified is not null and month_last
                    and month = date '{month}' group by 1""",
            )
        )
    }
    last, before, year_ago = found["2026-10-01"], found["2026-09-01"], found["2025-10-01"]
    rows = content.data().itertuples(index=False)
    assert [tuple(row) for row in rows] == [
        (name, n, pytest.approx((n / before[name] - 1) * 100), pytest.approx((n / year_ago[name] - 1) * 100))
        for name, n in last.items()
    ]
    # A period within a month shows the month before it.
    within = drawn(server, Channels.MONTHLY_USERS, "?from=2026-10-05&to=2026-10-20")
    assert within.data() is not None
    assert within.data().iloc[0, 1] == before[str(within.data().iloc[0, 0])]


def test_payments_over_time_are_those_of_the_table(server: Flask) -> None:
    chart, table = (drawn(server, card) for card in (Channels.PAYMENTS_TREND, Channels.PAYMENTS))
    assert chart.chart is not None
    assert table.data() is not None
    drawn_in_all = sum(sum(y or 0 for y in line.y) for line in chart.chart.series)
    large = 1e4 if chart.chart.unit == head("payments_large") else 1
    assert drawn_in_all * large == pytest.approx(table.data()[head("column_payments")].sum())


def test_what_customers_did_themselves_by_channel(server: Flask) -> None:
    content = drawn(server, Channels.SELF_SERVICE)
    assert content.data() is not None
    found = facts(
        server,
        f"""select c.name, count(*), avg((f.online and not assisted)::int) filter (where can_be_online
                   and (f.online and not assisted) is not null) * 100
            from case_fact f join channels c using (channel) where accepted_date {IN_PERIOD} group by 1""",
    )
    shown = {row[0]: row[1:3] for row in content.data().itertuples(index=False)}
    for name, n, share in found:
        assert shown[name][0] == n
        assert share is None or shown[name][1] == pytest.approx(share)
