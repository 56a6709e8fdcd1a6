"""Catalogues: what was delivered, and what the product knows itself of the codes in use."""

from pathlib import Path

from queries.catalogue import read_catalogue
from tests.ingest.deliveries import case, content, deliver, load_into, step
from warehouse.delivered import code_names, legacy_services, scales, services
from warehouse.facts import case_fact
from warehouse.versions import Store

DAY = "2026-02-0{}T00:00:00".format


def services_of(store: Store) -> list[tuple[object, ...]]:
    return content(store, case_fact, "application", "service", "legacy_service", "family")


def test_a_code_from_before_the_merger_is_todays_service(store: Store, tmp_path: Path):
    rows = [case("A", service="renaming"), case("B", service="transfer"), case("C", service="pv")]
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=rows))
    assert services_of(store) == [
        ("A", "name_change", "renaming", "change"),
        ("B", "name_change", "transfer", "change"),
        ("C", "pv", None, "pv"),
    ]
    assert content(store, legacy_services, "legacy_service", "name_en") == [
        ("renaming", "Renaming"),
        ("transfer", "Transfer to another owner"),
    ]
    assert content(store, services, "service") == [("name_change",), ("pv",)]


def test_a_delivered_service_or_merger_counts_before_the_products_own(store: Store, tmp_path: Path):
    own = [{"service": "renaming", "name": "更名", "family": "own"}]
    merged = [{"legacy_service": "transfer", "name": "过户", "service": "new word"}]
    rows = [case("A", service="renaming"), case("B", service="transfer")]
    load_into(store, deliver(tmp_path / "1", DAY(1), services=own, legacy_services=merged, applications=rows))
    assert services_of(store) == [("A", "renaming", None, "own"), ("B", "new word", "transfer", None)]
    assert content(store, services, "service", "name") == [("new word", "new word"), ("renaming", "更名")]
    # The delivered merger goes with the snapshot that no longer has it, and the product's own stands in.
    header = "legacy_service,name,service\n"
    load_into(store, deliver(tmp_path / "2", DAY(2), "snapshot", legacy_services=header))
    assert services_of(store)[1] == ("B", "name_change", "transfer", "change")


def test_drafts_contacts_pushes_and_channel_use_use_codes_too(store: Store, tmp_path: Path):
    files = {
        "drafts": [{"service": "use_change", "channel": "deb", "date": "2026-01-05", "started": 3}],
        "contacts": [{"contact": "k", "channel": "hall", "topic": "progress", "opened_at": "2026-01-06 08:00:00"}],
        "pushes": [{"kind": "offer", "segment": "park", "channel": "sms", "date": "2026-01-04", "sent": 9}],
        "channel_use": [{"function": "points_shop", "channel": "robot", "date": "2026-01-03", "users": 1}],
        "answers": [
            {"answer": "a", "application": "A", "scale": "five"},
            {"answer": "b", "application": "A", "scale": "x"},
        ],
    }
    held = {"application": "A", "from": "2026-01-03", "reason": "permits_outstanding"}
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=[case("A", segment="park", industry="mining")],
                             holds=[held], steps=[step("A", "metering", "2026-01-03")], **files))  # fmt: skip
    assert content(store, services, "service") == [("tariff_change",)]
    assert content(store, scales, "scale", "satisfied_from", "sort") == [("five", 3.0, 1), ("x", None, 2)]
    assert content(store, code_names, "list", "code", "name_en", "sort") == [
        ("contact_topic", "progress", "Progress of a case", 1),
        ("function", "points_shop", "Points shop", 8),
        ("hold_reason", "permits_outstanding", "Permits outstanding", 3),
        ("push_kind", "offer", "Targeted offer", 3),
        ("segment", "park", "Industrial park", 5),
    ]
    with store.read() as reading:
        known = read_catalogue(reading.connection)
    # In the order of the catalogue, those it does not know by their first appearance.
    assert list(known.codes["channel"]) == ["deb", "hall", "robot", "sms"]
    assert known.label("legacy_service", "use_change", "en") == "Change of tariff class"
    assert known.label("scale", "five", "zh_CN").startswith("五级评价")
    assert known.label("segment", "park", "zh_CN") == "产业园区"
    assert known.label("industry", "mining", "en") == "mining"
    assert known.codes["answer_reason"] == {}


def test_a_delivered_name_counts_before_the_products_own(store: Store, tmp_path: Path):
    names = [
        {"list": "segment", "code": "park", "name": "园区", "sort": 4},
        {"list": "colour", "code": "red", "name": "红"},
    ]
    rows = [case("A", segment="park"), case("B", segment="estate"), case("C", segment="moon")]
    load_into(store, deliver(tmp_path / "1", DAY(1), applications=rows, code_names=names))
    assert content(store, code_names, "list", "code", "name", "sort") == [
        ("colour", "red", "红", None),
        ("segment", "estate", "居住小区", 2),
        ("segment", "park", "园区", 4),
    ]
    # Names of codes that are no longer in use go again, unless they were delivered.
    load_into(store, deliver(tmp_path / "2", DAY(2), "snapshot", applications=[case("D")]))
    assert content(store, code_names, "code") == [("park",), ("red",)]


def test_a_code_from_before_one_merger_follows_the_delivered_next(store: Store, tmp_path: Path):
    merged = [
        {"legacy_service": "new_connection", "name": "新装", "service": "supply"},
        {"legacy_service": "supply", "name": "供电", "service": "connection"},
    ]
    today = [{"service": "connection", "name": "接入", "family": "connection"}]
    rows = [case("A", service="lv_new_connection")]
    load_into(store, deliver(tmp_path / "1", DAY(1), services=today, legacy_services=merged, applications=rows))
    assert services_of(store) == [("A", "connection", "lv_new_connection", "connection")]
