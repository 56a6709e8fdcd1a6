"""What the truth counts, counted again from the files of the delivery: by pandas, and by the tree of regions.csv.

Years that ended long before the delivery have all their rows in it.
"""

import pandas as pd
import pytest

from ingest.simulate.services import LEGACY
from tests.simulate.conftest import read_bulk
from tests.simulate.drawn import rows_of

YEARS = [str(year) for year in range(2017, 2026)]  # all of whose cases are told
LAST = "2026"  # of which the late province lacks six days


@pytest.fixture(scope="module")
def told(delivery) -> pd.DataFrame:
    """Applications as they are told, with the codes of their time."""
    return with_provinces(read_bulk(delivery.folder / "applications.parquet"), delivery.regions)


def with_provinces(cases: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    tree = regions.set_index("region")

    def province(region: str) -> str:
        return region if tree.level[region] == "province" else province(tree.parent[region])

    own = {region: province(region) for region in cases.region.unique()}
    return cases.assign(province=cases.region.map(own).astype(str), registered=cases.applicant_region.astype(str))


def year_of(stamps: pd.Series) -> pd.Series:
    return stamps.dt.year.astype(str)


def test_migration_is_what_the_rows_of_whole_channels_tell(delivery, truth):
    use = read_bulk(delivery.folder / "channel_use.parquet")
    days = use[use.function.isna()].groupby(["channel", "date"], observed=True).users.sum().reset_index()
    mean = days.groupby([year_of(days.date), "channel"]).users.mean()
    assert set(truth["migration"]) == {*YEARS, LAST}
    for year, channels in truth["migration"].items():
        assert mean[year].to_dict() == pytest.approx(channels, rel=1e-3 if year == LAST else 1e-6)
        assert all(users <= channels[channel] * (1 + 1e-6) for channel, users in mean[year].items())


def test_the_migration_out_of_the_older_apps_is_there(truth):
    migration = truth["migration"]
    assert "osg" not in migration["2018"]
    assert migration["2019"]["zsdl"] > migration["2020"]["zsdl"] > migration["2021"]["zsdl"]
    assert migration["2020"]["osg"] < migration["2022"]["osg"] < migration["2025"]["osg"]
    assert not {"zsdl", "deb", "zsyd"} & set(migration["2023"])


def test_cases_of_other_provinces_are_those_told(told, truth):
    accepted = told[told.accepted_at.notna()]
    crossing = accepted[accepted.province != accepted.registered]
    found = crossing.groupby(year_of(crossing.accepted_at)).size()
    for year in YEARS:
        assert truth["cross_province"][year] == found.get(year, 0)
    assert truth["cross_province"]["2019"] == 0
    assert truth["cross_province"]["2025"] > 20


def test_flows_are_those_of_all_that_will_ever_be_told(delivery, truth):
    cases = with_provinces(rows_of("applications"), delivery.regions)
    crossing = cases[cases.accepted_at.notna() & (cases.province != cases.registered)]
    flows = crossing.groupby(["province", "registered"]).size()
    assert len(flows) > 100
    provinces = set(delivery.regions.region[delivery.regions.level == "province"])
    assert set(truth["cross_province_flows"]) == provinces
    for province, others in truth["cross_province_flows"].items():
        assert others == (flows[province].to_dict() if province in flows.index else {})
    assert sum(truth["cross_province"].values()) == len(crossing)


def test_services_join_the_older_codes(told, truth):
    legacy = told.service.isin(LEGACY)
    today = told.service.astype(str).where(~legacy, told.service.map(LEGACY).astype(str))
    grouped = legacy.groupby([year_of(told.submitted_at), today]).agg(["size", "sum"])
    for year in YEARS:
        found = {code: {"cases": row["size"], "legacy_cases": row["sum"]} for code, row in grouped.loc[year].iterrows()}
        assert truth["services"][year] == found
    assert len(truth["services"]["2019"]) == 13
    assert all(service["legacy_cases"] == service["cases"] for service in truth["services"]["2019"].values())
    assert all(service["legacy_cases"] == 0 for service in truth["services"]["2021"].values())
