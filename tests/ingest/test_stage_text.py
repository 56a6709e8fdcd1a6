"""Broken text: every well-formed record is kept with its line, every other line is set aside, and none is lost."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import Source
from ingest.stage_text import sort_out

HEADER = ["a", "b", "c"]
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters='\x00\r\n",', exclude_categories=("Cs",)), max_size=5)
ANY = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=("Cs",)), max_size=8)


def sorted_out(text: str) -> tuple[list[list[str]], list[list[str]]]:
    """The whole records and the malformed ones, each with its line in front."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "x.csv"
        file.write_text(text, encoding="utf-8", newline="")
        result = sort_out(Source("x.csv", file, "csv", ",", tuple(HEADER)), Path(folder))
        read = []
        for path in (result.whole, result.malformed):
            with path.open(encoding="utf-8", newline="") as opened:
                read.append(list(csv.reader(opened))[1:])
        return read[0], read[1]


def as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


ROWS = st.lists(ANY, min_size=3, max_size=3)
BETWEEN = {"": None, "\n": None, "short,line\n": "too_few_fields", "a,b,c,d\n": "too_many_fields"}


@given(st.lists(st.tuples(ROWS, st.sampled_from(sorted(BETWEEN)))))
def test_whole_records_stay_whole_whatever_they_hold(lines: list[tuple[list[str], str]]):
    text, expected, aside = as_csv([HEADER]), [], []
    for row, after in lines:
        expected.append([str(text.count("\n") + 1), *row])
        text += as_csv([row])
        if BETWEEN[after]:
            aside.append([str(text.count("\n") + 1), BETWEEN[after], after])
        text += after
    assert sorted_out(text) == (expected, aside)


@given(st.lists(st.one_of(st.lists(PLAIN, min_size=3, max_size=3), st.none()), min_size=1))
def test_a_line_with_an_unclosed_quotation_mark_takes_no_other_with_it(lines: list[list[str] | None]):
    broken = 'x,"y" z,"\n'
    text = "".join(",".join(line) + "\n" if line else broken for line in [HEADER, *lines])
    numbered = [(str(number), line) for number, line in enumerate(lines, start=2)]
    whole, malformed = sorted_out(text)
    assert whole == [[number, *line] for number, line in numbered if line]
    assert malformed == [[number, "broken_quotes", broken] for number, line in numbered if not line]
