"""Mappings: what a good one means, and the one sentence that names the key of a wrong one."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ingest.errors import LoadRefused
from ingest.mapping import XES_DEFAULT, FileMapping, log_mapping, missing_columns, read_mapping
from ingest.readers import open_source

ROOT = Path(__file__).parents[2]
RECEIPT = ROOT.parent / "shared" / "data" / "receipt.csv"

DELIVERY = """
[delivery]
source = "A log"
time_zone = "Europe/Amsterdam"
calendar = "NL"
"""
FILE = """
[[file]]
match = "log*.csv"
[file.steps]
application = "case"
step = "activity"
left_at = "stamp"
"""


def read(folder: Path, text: str, encoding: str = "utf-8") -> object:
    path = folder / "map.toml"
    path.write_text(text, encoding=encoding)
    return read_mapping(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(LoadRefused) as caught:
        read(folder, text)
    sentence = str(caught.value)
    assert sentence.startswith("map.toml")
    assert sentence.endswith(".")
    return sentence


def test_every_part_of_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(
        """
        [delivery]
        source = "办电"
        kind = "increment"
        as_of = 2024-01-02T03:04:05+08:00
        time_zone = "Asia/Shanghai"
        calendar = "CN"
        simulated = true
        [[file]]
        match = "log*.csv"
        steps_begin = "previous"
        [file.applications]
        application = "工单"
        submitted_at = "申请"
        [file.steps]
        application = "工单"
        step = "环节"
        left_at = "完成"
        [file.constants.applications]
        assisted = false
        trips = 2
        capacity_kva = 12.5
        [file.constants.steps]
        owner = "utility"
        [file.keep]
        "状态" = ["完成", ""]
        [[file]]
        match = "holds.csv"
        [file.holds]
        application = "a"
        from = "b"
        [values.channel]
        "网厅" = "osg"
        "?" = ""
        """,
        encoding="utf-8-sig",
    )
    mapping = read_mapping(path)
    assert mapping.delivery == {
        "source": "办电",
        "kind": "increment",
        "as_of": "2024-01-02T03:04:05+08:00",
        "time_zone": "Asia/Shanghai",
        "calendar": "CN",
        "simulated": True,
    }
    assert mapping.files == (
        FileMapping(
            match="log*.csv",
            tables={
                "applications": {"application": "工单", "submitted_at": "申请"},
                "steps": {"application": "工单", "step": "环节", "left_at": "完成"},
            },
            constants={
                "applications": {"assisted": "false", "trips": "2", "capacity_kva": "12.5"},
                "steps": {"owner": "utility"},
            },
            steps_begin="previous",
            keep={"状态": ("完成", "")},
        ),
        FileMapping(match="holds.csv", tables={"holds": {"application": "a", "from": "b"}}),
    )
    assert mapping.values == {"channel": {"网厅": "osg", "?": ""}}


def test_what_a_delivery_need_not_say(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(DELIVERY + FILE)
    assert read_mapping(path).delivery == {
        "source": "A log",
        "kind": "snapshot",
        "time_zone": "Europe/Amsterdam",
        "calendar": "NL",
        "simulated": False,
    }
    path.write_text(FILE)
    assert read_mapping(path).delivery == {}


def test_the_first_pattern_that_matches_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(FILE + FILE.replace("log*", "*"))
    first, second = (mapping := read_mapping(path)).files
    assert mapping.file_mapping("log 1.csv") is first
    assert mapping.file_mapping("Log 1.csv") is second
    assert mapping.file_mapping("log 1.parquet") is None


def with_delivery(line: str) -> str:
    key = line.split(" ", maxsplit=1)[0]
    return "\n".join(given for given in DELIVERY.split("\n") if not given.startswith(key)) + line + FILE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[file", "is not TOML"),
        ("", "file is missing: add a [[file]]"),
        ("file = []", "file is []: write a list of one or more"),
        ("[delivry]" + FILE, "delivry is not a part of a mapping: the nearest is 'delivery'"),
        # the delivery
        (with_delivery('time_zone = "Europe/Amsterdm"'), "the nearest is 'Europe/Amsterdam'"),
        (with_delivery('time_zone = "中国"'), "delivery.time_zone is '中国': none is near to it"),
        (with_delivery('calendar = "Holland"'), "delivery.calendar is 'Holland': write CN, another country's ISO code"),
        (with_delivery('calendar = "nl"'), "delivery.calendar is 'nl': write CN, another country's ISO code"),
        (with_delivery('kind = "snapshots"'), "delivery.kind is 'snapshots': the nearest is 'snapshot'"),
        (with_delivery('simulated = "no"'), "delivery.simulated is 'no': write true or false"),
        (with_delivery('as_of = "yesterday"'), "delivery.as_of is 'yesterday': write a date and time such as"),
        (with_delivery("as_of = 07:30:00"), "write a date and time such as"),
        (with_delivery('source = " "'), "delivery.source is ' ': write a text in quotation marks"),
        (with_delivery('zone = "UTC"'), "delivery.zone is not known of a delivery"),
        ('[delivery]\nsource = "A"\ncalendar = "none"' + FILE, "delivery.time_zone is missing"),
        ('delivery = "A"' + FILE, "delivery is 'A': write a table"),
        # the files
        ("[[file]]", "file[1].match is missing"),
        ('[[file]]\nmatch = "*"', "file[1] takes nothing"),
        (FILE + FILE.replace("match", "macth"), "file[2].macth is not a key or a file of the contract: the nearest is"),
        (
            FILE.replace("file.steps", "file.step"),
            "file[1].step is not a key or a file of the contract: the nearest is",
        ),
        (FILE + 'entred_at = "x"', "file[1].steps.entred_at is not a column of steps: the nearest is 'entered_at'"),
        (FILE + "unit = 1", "file[1].steps.unit is 1: write a text in quotation marks"),
        (FILE.replace("left_at", "due_at"), "file[1].steps.entered_at or left_at is missing"),
        (FILE.replace("step =", "unit ="), "file[1].steps.step is missing"),
        (
            FILE + '[file.applications]\napplication = "case"',
            "file[1].applications.submitted_at or accepted_at is missing",
        ),
        (FILE + '[file.holds]\napplication = "case"', "file[1].holds.from is missing"),
        # how steps begin
        (
            FILE.replace("[file.steps]", 'steps_begin = "before"\n[file.steps]'),
            "file[1].steps_begin is 'before': use one of",
        ),
        (
            FILE.replace("left", "entered").replace("[file.steps]", 'steps_begin = "previous"\n[file.steps]'),
            "must take left_at",
        ),
        ('[[file]]\nmatch = "*"\nsteps_begin = "previous"\n[file.units]\nunit = "u"\nname = "n"', "must take left_at"),
        # constants, rows to keep, values
        (
            FILE + '[file.constants.steps]\nownr = "utility"',
            "constants.steps.ownr is not a column of steps: the nearest is",
        ),
        (FILE + '[file.constants.holds]\nreason = "x"', "constants.holds is not taken by this [[file]]"),
        (FILE + '[file.constants.steps]\nstep = "x"', "constants.steps.step is given twice"),
        (FILE + "[file.constants.steps]\nunit = [1]", "constants.steps.unit is [1]: write a text"),
        (FILE + '[file.keep]\n"a b" = "complete"', "file[1].keep.a b is 'complete': write a list"),
        (FILE + "[file.keep]\nstate = [1]", "file[1].keep.state[1] is 1: write a text"),
        (FILE + '[values.chanel]\na = "b"', "values.chanel is not a column of the contract: the nearest is 'channel'"),
        (FILE + "[values.channel]\na = 1", "values.channel.a is 1: write a text"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_key(tmp_path: Path, text: str, words: str) -> None:
    assert words in refusal(tmp_path, text)


def test_a_mapping_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(LoadRefused, match=r"gone\.toml could not be read: No such file or directory\."):
        read_mapping(tmp_path / "gone.toml")
    (tmp_path / "map.toml").write_bytes('[values.channel]\n"网厅" = "osg"'.encode("gb18030"))
    with pytest.raises(LoadRefused, match=r"map\.toml is not UTF-8: save it as UTF-8\."):
        read_mapping(tmp_path / "map.toml")


def test_a_constant_may_stand_for_what_is_required(tmp_path: Path) -> None:
    read(tmp_path, FILE.replace('step = "activity"', "") + '[file.constants.steps]\nstep = "metering"')
    assert missing_columns("steps", {"application", "left_at"}) == ("step",)
    assert missing_columns("applications", {"accepted_at"}) == ("application",)
    assert missing_columns("applications", set()) == ("application", "submitted_at or accepted_at")


def test_a_source_that_lacks_a_column_is_refused_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(FILE + '[file.keep]\nstate = ["done"]')
    (mapping,) = read_mapping(path).files
    log = tmp_path / "log.csv"
    log.write_text("case,activity,stamp,state\n")
    mapping.check_columns(open_source(log, tmp_path))
    log.write_text("case,activity,stamps,state\n")
    with pytest.raises(
        LoadRefused, match=r"log\.csv has no column 'stamp', .* steps\.left_at: the nearest is 'stamps'\."
    ):
        mapping.check_columns(open_source(log, tmp_path))
    log.write_text("case,activity,stamp\n")
    with pytest.raises(LoadRefused, match=r"log\.csv has no column 'state', which the mapping has for keep"):
        mapping.check_columns(open_source(log, tmp_path))


def test_the_receipt_example_reads() -> None:
    path = ROOT / "examples" / "receipt.toml"
    mapping = read_mapping(path)
    whole = mapping.files[0].tables["applications"]
    stamps = [whole[column] for column in ("accepted_at", "power_on_at", "due_at")]
    assert stamps == ["case:startdate", "case:enddate", "case:enddate_planned"]
    assert mapping.files[0].steps_begin == "previous"
    assert mapping.delivery["calendar"] == "none"
    assert "doi:10.4121/uuid:a07386a5-7be3-4367-9535-70bc9e77dbe6" in path.read_text(encoding="utf-8")


@pytest.mark.skipif(not RECEIPT.exists(), reason="the shared data set is not here")
def test_the_receipt_example_fits_the_receipt_log(tmp_path: Path) -> None:
    source = open_source(RECEIPT, tmp_path)
    mapping = read_mapping(ROOT / "examples" / "receipt.toml").file_mapping(source.file)
    assert mapping is not None
    mapping.check_columns(source)


def event_log(folder: Path, *events: dict[str, str], case: str = "concept:name") -> Path:
    log = ET.Element("log")
    trace = ET.SubElement(log, "trace")
    ET.SubElement(trace, "string", key=case, value="1")
    for attributes in events:
        event = ET.SubElement(trace, "event")
        for key, value in attributes.items():
            ET.SubElement(event, "string", key=key, value=value)
    path = folder / "log.xes"
    ET.ElementTree(log).write(path)
    return path


EVENT = {"concept:name": "a", "time:timestamp": "2024-01-01T00:00:00Z"}


def test_a_log_is_mapped_by_the_standard_as_far_as_it_goes(tmp_path: Path) -> None:
    started, completed = EVENT | {"lifecycle:transition": "start"}, EVENT | {"lifecycle:transition": "complete"}
    full = EVENT | {"org:resource": "r", "org:group": "g"}
    assert log_mapping(open_source(event_log(tmp_path, full | started, completed), tmp_path)) == XES_DEFAULT

    (bare,) = log_mapping(open_source(event_log(tmp_path, EVENT), tmp_path)).files
    assert bare.tables["steps"] == {
        "application": "case:concept:name",
        "step": "concept:name",
        "left_at": "time:timestamp",
    }
    assert bare.keep == {}

    # Transitions of its own: nothing would be left if only complete counted.
    (own,) = log_mapping(open_source(event_log(tmp_path, EVENT | {"lifecycle:transition": "Queued"}), tmp_path)).files
    assert own.keep == {}


@pytest.mark.parametrize("missing", ["concept:name", "time:timestamp"])
def test_a_log_without_the_standards_names_needs_a_mapping(tmp_path: Path, missing: str) -> None:
    event = {key: value for key, value in EVENT.items() if key != missing} | {"other": "x"}
    with pytest.raises(LoadRefused, match=rf"log\.xes has no {missing}: load it with a mapping"):
        log_mapping(open_source(event_log(tmp_path, event), tmp_path))
    with pytest.raises(LoadRefused, match=r"log\.xes has no case:concept:name: load it with a mapping"):
        log_mapping(open_source(event_log(tmp_path, EVENT, case="id"), tmp_path))
