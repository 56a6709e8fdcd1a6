"""Where a list of cases leads: from what cannot be listed back to what can, and from a row to the list of its unit."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from locales import LOCALES, text
from queries.catalogue import Catalogue
from tests.callbacks.posting import grid_rows, hrefs, page, words


def named(way: str) -> list[tuple[str, str]]:
    """The parameters of a link but those of its period."""
    period = ("from", "to", "cohort", "compare")
    return [(name, value) for name, value in parse_qsl(urlsplit(way).query) if name not in period]


@pytest.mark.parametrize(
    ("bad", "rest"),
    [
        ("metric=nothing", []),
        ("metric=accepted&cell=class", [("metric", "accepted")]),
        ("metric=accepted&cell=step:x", [("metric", "accepted")]),
        ("metric=channel_users", []),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_what_cannot_be_listed_is_said_with_the_way_back(client: FlaskClient, bad: str, rest: Any, locale: str) -> None:
    head = page(client, "/cases", f"?class=residential&{bad}&lang={locale}")["cases-head"]["children"]
    assert len(words(head)) > len(text(locale, "filter.leave_out")) + 8
    (way,) = hrefs(head)
    assert named(way)[1:] == [("class", "residential"), *rest, *([] if locale == "zh_CN" else [("lang", locale)])]
    assert text(locale, "filter.leave_out") not in words(page(client, "/cases", way[6:])["cases-head"]["children"])


def test_a_row_leads_to_the_same_list_at_its_unit(client: FlaskClient, catalogue: Catalogue) -> None:
    search = "?metric=accepted&class=residential&where=channel:osg"
    row = grid_rows(client, search, 0, 1)["rowData"][0]
    way = dict(named(row["unit_way"]))
    place = catalogue.places[way.pop("region")]
    assert place.label("zh_CN") == row["region"]
    assert way == {"metric": "accepted", "class": "residential", "where": "channel:osg"}
    there = grid_rows(client, row["unit_way"][len("/cases") :], 0, 500)["rowData"]
    assert row["application"] in {one["application"] for one in there}
    assert not [one for one in there if one["region"] == row["region"] and "unit_way" in one]


def test_the_cell_of_a_unit_gives_way_to_a_unit_below_it(client: FlaskClient, catalogue: Catalogue) -> None:
    unit = catalogue.children(catalogue.root)[0]
    row = grid_rows(client, f"?metric=accepted&cell=region:{unit.region}&cell=class:residential", 0, 1)["rowData"][0]
    assert named(row["unit_way"])[1:] == [("metric", "accepted"), ("cell", "class:residential")]
    assert (
        row
        in grid_rows(client, f"?metric=accepted&cell=region:{unit.region}&cell=class:residential", 0, 500)["rowData"]
    )
