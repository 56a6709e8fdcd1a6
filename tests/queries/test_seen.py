"""What is said of a case in a contact or complaint is for readers of the case's unit."""

from datetime import date

import pandas as pd
import pytest

from queries.measure import measure
from queries.narrowing import Narrowing
from queries.rows import fetch, listing, rows
from queries.scope import CASE_RIGHT, Scope
from queries.selection import Selection
from tests.queries.cast import warehouse
from warehouse.service_facts import complaint_fact, contact_fact

DAY = date(2026, 3, 2)
CASE = {"application": "A1", "service": "new", "family": "connection", "customer_class": "lv_business"}
HERE = {"place_no": 3, "province_no": 1, "opened_date": DAY}  # made in the county ZJ-HZ-1
FACTS = {
    contact_fact: [
        HERE | CASE | {"contact": "K1", "case_place_no": 4, "replied": True, "channel": "osg"},
        HERE | CASE | {"contact": "K2", "case_place_no": 3, "replied": True, "channel": "osg"},
    ],
    complaint_fact: [HERE | CASE | {"complaint": "C1", "case_place_no": 5, "channel": "hall"}],
}
# The case of K1 lies in ZJ-NB, that of K2 in ZJ-HZ-1 and that of C1 in JS.
KNOWN = {"CO": ("A1", "A1", "A1"), "ZJ": ("A1", "A1", None), "ZJ-HZ": (None, "A1", None)}


@pytest.mark.parametrize("region", KNOWN)
def test_a_case_outside_is_not_told_of(region: str) -> None:
    with warehouse(FACTS) as (connection, catalogue):
        selection = Selection.default(Scope.at(catalogue, region, frozenset({CASE_RIGHT})), catalogue)
        listed = {
            row[key]: row
            for key, metric in (("contact", "contacts"), ("complaint", "complaints"))
            for row in rows(connection, catalogue, metric, selection).astype(object).to_dict("records")
        }
        assert listed.keys() == {"K1", "K2", "C1"}  # what was made in the unit is theirs
        told = {"A1": tuple(CASE[name] for name in ("application", "service", "customer_class")), None: (None,) * 3}
        for name, application in zip(("K1", "K2", "C1"), KNOWN[region], strict=True):
            row = listed[name]
            seen = tuple(row[name] for name in ("application", "service", "customer_class"))
            assert tuple(None if pd.isna(one) else one for one in seen) == told[application], name
        assert pd.isna(listed["C1"]["channel"]) == (region != "CO")
        assert listed["K1"]["channel"] == "osg"  # the contact's own


@pytest.mark.parametrize("region", KNOWN)
def test_nor_by_splitting_filtering_or_searching(region: str) -> None:
    with warehouse(FACTS) as (connection, catalogue):
        selection = Selection.default(Scope.at(catalogue, region, frozenset({CASE_RIGHT})), catalogue)
        known = sum(one is not None for one in KNOWN[region][:2])
        split = measure(connection, catalogue, ["contacts"], selection, ["class"])
        counted = {row["class"]: row["n"] for row in split.fillna({"class": ""}).to_dict("records")}
        assert counted == {name: n for name, n in (("lv_business", known), ("", 2 - known)) if n}
        query = f"{selection.to_query()}&class=lv_business&service=new"
        filtered = Selection.from_query(query, selection.scope, catalogue)
        (found,) = measure(connection, catalogue, ["contacts"], filtered)["n"]
        assert found == known
        for where in (("application", "A1"), ("customer_class", "lv_business")):
            wanted = listing(catalogue, "contacts", selection, narrowing=Narrowing(where=(where,)))
            assert len(fetch(connection, catalogue, wanted)) == known
        (undisclosed,) = measure(connection, catalogue, ["complaints"], selection)["n"]
        assert undisclosed == 1


def test_nor_by_the_order_of_a_list() -> None:
    """To the county the cases of K1 to K3 are one as the other; their numbers, classes and services run backwards."""
    classes = ("residential", "lv_business", "hv_dual")
    told = [
        HERE
        | {"contact": f"K{at}", "application": f"A{9 - at}", "customer_class": one, "case_place_no": 4}
        | {"replied": True}
        for at, one in enumerate(classes, start=1)
    ]
    with warehouse({contact_fact: told}) as (connection, catalogue):
        orders = {}
        for region in ("ZJ-HZ", "CO"):
            selection = Selection.default(Scope.at(catalogue, region, frozenset({CASE_RIGHT})), catalogue)
            for sort in ((), (("customer_class", False),), (("customer_class", True),), (("application", False),)):
                wanted = listing(catalogue, "contacts", selection, narrowing=Narrowing(sort=sort))
                orders[region, sort] = fetch(connection, catalogue, wanted)["contact"].tolist()
        assert {tuple(found) for (region, _), found in orders.items() if region == "ZJ-HZ"} == {("K1", "K2", "K3")}
        assert orders["CO", (("application", False),)] == ["K3", "K2", "K1"]
