"""The page of channels: its figures are those of the facts, users are never summed, and what is not known is said."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks.lines import MOST
from callbacks.panel import Content, Outcome
from callbacks.view import read_view
from charts.chart import Role
from ids import SENTENCES, Channels, Page
from locales import LOCALES, number, percent, text
from queries.rows import parse_cell
from settings import Settings
from tests.callbacks import opening
from tests.callbacks.opening import facts
from tests.callbacks.posting import page, words
from tests.counting import count_rows
from tests.signed import request_at

FROM, UNTIL = "2019-01-01", "2021-12-31"
PERIOD = f"?from={FROM}&to={UNTIL}&compare=none"
IN_PERIOD = f"between date '{FROM}' and date '{UNTIL}'"


def outcomes(server: Flask, search: str = PERIOD) -> dict[str, Outcome]:
    """Every card of the page by its id."""
    return opening.outcomes(server, Page.CHANNELS, search)


def drawn(server: Flask, card: Channels, search: str = PERIOD) -> Content:
    return opening.drawn(server, Page.CHANNELS, card, search)


def head(name: str) -> str:
    return text("zh_CN", f"channels.{name}")


def test_the_sentence_is_what_the_facts_say(server: Flask, client: FlaskClient) -> None:
    ((online, by_themselves),) = facts(
        server,
        f"""select avg(online::int) filter (where online is not null),
                   avg((online and not assisted)::int) filter (where (online and not assisted) is not null)
            from case_fact where can_be_online and accepted_date {IN_PERIOD}""",
    )
    ((unified,),) = facts(
        server,
        f"""select sum(transactions) filter (where unified) / sum(transactions) from channel_fact
            where unified is not null and use_date {IN_PERIOD}""",
    )
    ((travelled, confirmed),) = facts(
        server,
        f"""select avg((trips > 0)::int), avg((trips_confirmed > 0)::int) from case_fact
            where state = 'finished' and online and archived_date {IN_PERIOD}""",
    )
    said = words(page(client, "/channels", PERIOD)["channels-lead"]["children"])
    for share in (online, by_themselves, unified, travelled, confirmed):
        assert percent("zh_CN", share) in said


def test_the_reference_line_stands_while_it_is_valid(server: Flask, client: FlaskClient) -> None:
    now = words(page(client, "/channels", "")["channels-lead"]["children"])
    before = words(page(client, "/channels", PERIOD)["channels-lead"]["children"])
    assert "97.0 %" in now
    assert "97.0 %" not in before
    for search, values in (("", [97.0]), (PERIOD, [])):
        chart = drawn(server, Channels.ONLINE_CLASSES, search).chart
        assert chart is not None
        assert [line.value for line in chart.references] == values


def test_users_are_means_of_days_and_the_one_app_leads(server: Flask) -> None:
    content = drawn(server, Channels.MIGRATION)
    assert content.chart is not None
    assert content.behind is None
    assert text("zh_CN", "lines.sums") in content.note
    assert text("zh_CN", "channels.migration_words") in content.subtitle
    found = facts(
        server,
        f"""select c.name, f.unified, strftime(date_trunc('month', use_date), '%Y-%m-%d'),
                   sum(users) / count(distinct use_date)
            from channel_fact f join channels c using (channel)
            where f.function is null and f.unified is not null and use_date <= date '{UNTIL}' group by all""",
    )
    assert found
    leading = [line for line in content.chart.series if line.role is Role.VALUE]
    assert [line.name for line in leading] == list({name for name, unified, *_ in found if unified})
    shown = {
        (line.name, x): y for line in content.chart.series for x, y in zip(line.x, line.y, strict=True) if y is not None
    }
    assert content.chart.unit == head("users_large")
    assert shown == {(name, month): pytest.approx(users / 1e4) for name, _, month, users in found}


def test_lines_of_channels_add_up_and_each_point_opens(server: Flask) -> None:
    content = drawn(server, Channels.CASES)
    assert content.chart is not None
    assert 1 < len(content.chart.series) <= MOST
    ((accepted,),) = facts(server, f"select count(*) from case_fact where accepted_date {IN_PERIOD}")
    assert content.n == sum(sum(y or 0 for y in line.y) for line in content.chart.series) == accepted
    with request_at(server, "/channels"), server.extensions["tongdian"].asker.open() as warehouse:
        line, checked = content.chart.series[0], 0
        for link, n in zip(line.links or (), line.y, strict=True):
            if link is not None and checked < 8:
                query = urlsplit(link).query
                cell = parse_cell([value for name, value in parse_qsl(query) if name == "cell"])
                view = read_view(Page.CASES, query, warehouse.catalogue)
                assert count_rows(warehouse.connection, view.catalogue, "accepted", view.selection, cell) == n
                checked += 1
        assert checked == 8


def test_adjusted_shares_have_the_mix_of_all_and_scarce_units_no_rank(server: Flask) -> None:
    few = server.extensions["tongdian"].settings.few
    table = drawn(server, Channels.ONLINE_UNITS).data()
    assert table is not None
    rows = facts(
        server,
        f"""select p.name, customer_class, count(*), avg(online::int) from case_fact f
            join places p on p.place_no = f.province_no
            where can_be_online and online is not null and accepted_date {IN_PERIOD} group by all""",
    )
    mix: dict[str, int] = {}
    for _, customer_class, n, _ in rows:
        mix[customer_class] = mix.get(customer_class, 0) + n
    known = 0
    for name, n, raw, adjusted in zip(
        table.iloc[:, 0],
        table["n"],
        table[head("column_raw")],
        table[head("column_adjusted")],
        strict=True,
    ):
        own = {customer_class: (count, share) for place, customer_class, count, share in rows if place == name}
        assert n == sum(count for count, _ in own.values())
        assert raw == pytest.approx(sum(count * share for count, share in own.values()) / n * 100)
        if set(own) == set(mix):
            expected = sum(weight * own[code][1] for code, weight in mix.items()) / sum(mix.values()) * 100
            assert adjusted == pytest.approx(expected)
            known += 1
    assert known
    unranked = table[head("column_rank")].isna()
    assert (unranked == (table["n"] < few)).all()


def test_payments_and_their_amounts(server: Flask) -> None:
    content = drawn(server, Channels.PAYMENTS)
    assert content.data() is not None
    assert content.behind is None
    assert not any(content.links)
    found = facts(
        server,
        f"""select c.name, sum(transactions), sum(amount) from channel_fact f join channels c using (channel)
            where amount is not null and use_date {IN_PERIOD} group by 1 order by 2 desc""",
    )
    amount = head("column_amount").format(unit=head("yuan_large"))
    rows = zip(content.data().iloc[:, 0], content.data()[head("column_payments")], content.data()[amount], strict=True)
    assert list(rows) == [(name, n, pytest.approx(yuan / 1e8)) for name, n, yuan in found]


def test_functions_are_measured_by_their_channels_users(server: Flask) -> None:
    table = drawn(server, Channels.FUNCTIONS, "").data()
    assert table is not None
    shares = table[head("column_use")]
    hardly = table[head("column_mark")] == head("hardly_used")
    assert hardly.any()
    assert (hardly == (shares < 1)).all()
    with server.extensions["tongdian"].asker.open() as warehouse:
        start, end = warehouse.catalogue.default_period
    days = f"use_date >= date '{start}' and use_date < date '{end}'"
    found = facts(
        server,
        f"""with a_day as (select channel, function, sum(users) / count(distinct use_date) as users
                           from channel_fact where {days} group by all)
            select n.name, c.name, f.users, f.users / w.users * 100 from a_day f
            join a_day w on w.channel = f.channel and w.function is null
            join channels c on c.channel = f.channel
            join code_names n on n.list = 'function' and n.code = f.function""",
    )
    expected = {(function, channel): (round(users), pytest.approx(use)) for function, channel, users, use in found}
    names = zip(table[head("column_function")], table[head("column_channel")], strict=True)
    figures = zip(table[head("column_users")], shares, strict=True)
    assert dict(zip(names, figures, strict=True)) == expected


def test_messages_of_a_kind_are_those_of_its_segments(server: Flask) -> None:
    table = drawn(server, Channels.PUSHES, "").data()
    assert table is not None
    names, sent = table[head("column_kind")], table[head("column_sent")]
    kinds = {name: n for name, n in zip(names, sent, strict=True) if " · " not in name}
    for kind, n in kinds.items():
        assert n == sum(part for name, part in zip(names, sent, strict=True) if name.startswith(f"{kind} · "))
    assert sum(kinds.values()) > 0


def test_contacts_by_channel(server: Flask) -> None:
    content = drawn(server, Channels.CONTACTS)
    assert content.data() is not None
    found = facts(
        server,
        f"""select c.name, count(*), avg(replied::int) * 100, avg(rating) from contact_fact f
            left join channels c on c.channel = f.channel where opened_date {IN_PERIOD} group by 1 order by 2 desc""",
    )
    columns = [head(f"head_{key}") for key in ("contacts", "contacts_replied", "contact_rating")]
    named = content.data().rename(columns=lambda name: name.split(" · ")[0])  # without the n that each head says
    shown = named[[named.columns[0], *columns]].itertuples(index=False)
    assert sorted(map(tuple, shown)) == sorted(
        (name, n, pytest.approx(replied), pytest.approx(rating)) for name, n, replied, rating in found
    )
    assert content.n == sum(n for _, n, *_ in found)


def test_a_filter_that_daily_sums_do_not_know_is_said(client: FlaskClient) -> None:
    cards = page(client, "/channels", f"{PERIOD}&class=residential")
    for name in (Channels.MIGRATION, Channels.PAYMENTS, Channels.FUNCTIONS, Channels.PUSHES):
        assert text("zh_CN", "state.not_available") in words(cards[name]["children"])
    assert "n = " in words(cards[Channels.ONLINE_CLASSES]["children"])


def test_a_unit_below_those_that_sum_up_says_so(server: Flask, client: FlaskClient) -> None:
    with server.extensions["tongdian"].asker.open() as warehouse:
        city = next(place.region for place in warehouse.catalogue.places.values() if place.level == "city")
    cards = page(client, "/channels", f"{PERIOD}&region={city}")
    daily = (Channels.MIGRATION, Channels.UNIFIED, Channels.PAYMENTS, Channels.PAYMENTS_TREND)
    for name in (*daily, Channels.FUNCTIONS, Channels.PUSHES):
        assert text("zh_CN", "lines.no_sums") in words(cards[name]["children"]), name


@pytest.mark.parametrize("locale", LOCALES)
def test_a_delivery_without_sums_of_channels_says_which_file_would_bring_them(
    delivered: Callable[..., Settings], locale: str
) -> None:
    settings = delivered(
        regions="region,parent,name\nR,,Company\nR1,R,East\n",
        applications="application,region,accepted_at,channel\n"
        "A1,R1,2026-03-02T01:00:00Z,hall\nA2,R1,2026-03-03T01:00:00Z,osg\n",
    )
    cards = page(create_app(settings).test_client(), "/channels", f"?lang={locale}")
    missing = {
        Channels.MIGRATION: "channel_use",
        Channels.UNIFIED: "channel_use",
        Channels.PAYMENTS: "channel_use",
        Channels.FUNCTIONS: "channel_use",
        Channels.PUSHES: "pushes",
        Channels.CONTACTS: "contacts",
        Channels.CONTACT_TOPICS: "contacts",
        Channels.NOTICE: "notified_at",
        Channels.LEAKAGE: "trips",
        Channels.LEAKAGE_UNITS: "trips",
        Channels.MONTHLY_USERS: "channel_use",
        Channels.PAYMENTS_TREND: "channel_use",
    }
    for name, file in missing.items():
        said = words(cards[name]["children"])
        assert text(locale, "state.not_available") in said, name
        assert file in said, name
    assert all(cards[name]["children"] for name in Channels if name not in SENTENCES)
    assert "channel_use" in words(cards[Channels.FIGURES]["children"])
    assert number(locale, 2) in words(cards[Channels.CASES]["children"])
