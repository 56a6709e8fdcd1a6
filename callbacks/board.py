"""The board of targets: a row a target, with its verdict, its change and where the gap comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

import pandas as pd

from callbacks.drawing import behind
from callbacks.gap_words import where_questions, where_words
from callbacks.judged import Judged, judge, questions
from callbacks.labels import metric_name, unit_word
from callbacks.outlook import outlook, outlook_questions
from callbacks.panel import Content, Panel, answer
from callbacks.targets import Aim, aims, groups_named, shown_decimals
from callbacks.view import View
from ids import Page
from locales import number, text
from pages.components.board import Row, Strip, board
from queries.asker import Answer, Warehouse
from queries.measure import Question
from queries.selection import COMPARISONS
from stats.verdicts import Verdict

SHARES_FROM, ROOM = 85.0, 3.0  # where the line of a share begins, and percentage points left before what lies lower
BEYOND = 1.3  # times the outermost of what stands on the line of a time, where the line ends
CHOICE = "target"  # the parameter that names the chosen target


@dataclass(frozen=True)
class Asked:
    """A target with what is asked about it: to judge it, where its gap comes from, and where it is going."""

    aim: Aim
    judging: Sequence[Question]
    where: Sequence[Question]
    ahead: Sequence[Question]


class Board:
    """The targets of the page's unit, asked together and judged once, for the sentence above them and the table."""

    def __init__(self, view: View, few: int, *, ahead: bool = False) -> None:
        """few: figures over fewer rows are greyed. ahead: tell also where each target is going, from the last day on.

        Of a period that ends before the data do nothing is told of what lies ahead: it is over.
        """
        self._view, self._few = view, few
        self._ahead = ahead and view.selection.end > view.catalogue.as_of_date
        self._asked = [
            Asked(
                aim,
                questions(view, aim),
                where_questions(view, aim),
                outlook_questions(view, aim) if self._ahead else [],
            )
            for aim in aims(view)
        ]
        self._judged: list[Judged] | None = None

    def questions(self) -> list[Question]:
        """What is asked, in order."""
        return [question for one in self._asked for question in (*one.judging, *one.where, *one.ahead)]

    def judged(self, answers: Sequence[Answer]) -> list[Judged]:
        """The targets judged by the answers."""
        if self._judged is None:
            left = iter(answers)
            self._judged = [
                self._told(one, *(list(islice(left, len(part))) for part in (one.judging, one.where, one.ahead)))
                for one in self._asked
            ]
        return self._judged

    def first(self, warehouse: Warehouse) -> Aim | None:
        """The target to look at first, before the page is asked: the first missed, else the first; None without any.

        As first_missed() has it.
        """

        def draw(*answers: Answer) -> Content:
            self.judged(answers)
            return Content()

        answer(warehouse, [Panel("", "", self.questions(), draw, tolerant=True)])
        missed = first_missed(self._judged or [], self._few)
        return missed.aim if missed else next((one.aim for one in self._asked), None)

    def _told(self, one: Asked, judging: Sequence[Answer], where: Sequence[Answer], ahead: Sequence[Answer]) -> Judged:
        found = judge(self._view, one.aim, judging)
        why = where_words(self._view, one.aim, where) if where and found.value is not None else ""
        return replace(found, why=why, ahead=outlook(self._view, one.aim, *ahead).brief if self._ahead else "")


def first_missed(judged: Sequence[Judged], few: int) -> Judged | None:
    """What to look at first: of the targets that are missed the one whose cases together miss it by most.

    One over fewer than `few` cases only where there is no other.
    """
    missed = [one for one in judged if one.verdict is Verdict.MISSED and one.figure is not None]
    return max(missed, key=lambda one: (one.figure is not None and one.figure.n >= few, _weight(one)), default=None)


def _weight(judged: Judged) -> float:
    """By how much all cases together miss a target: times and steps in parts of it, shares in parts of what may miss.

    So that targets of different units compare, and one of many customers stands before one of a few.
    """
    gap = abs((judged.value or 0.0) - judged.threshold)
    room = 100 - judged.threshold if judged.is_share else judged.threshold
    return (gap / room if room > 0 else gap) * (judged.figure.n if judged.figure else 0)


def board_panel(view: View, few: int, card: str, title: str, told: Board, chosen: Aim | None = None) -> Panel:
    """All targets of the page's unit, each judged over the page's period; chosen: whose reasons the page shows."""

    def draw(*answers: Answer) -> Content:
        judged = told.judged(answers)
        return Content(
            subtitle=view.describe(),
            n=len(judged),
            figures=partial(table, view, judged),
            shown=board([_row(view, few, one, chosen) for one in judged], view.locale),
            note=_note(view, judged),
            empty=text(view.locale, "board.none"),
        )

    asked = told.questions()
    keys = tuple(dict.fromkeys(key for question in asked for key in question.metrics))
    return Panel(card, title, asked, draw, metrics=keys, tolerant=True)


def target_name(view: View, aim: Aim) -> str:
    """What a target is of: the class, service and channel, beside the name of its metric."""
    named = groups_named(view, aim.target)
    return text(view.locale, "table.apart").join(named) if named else text(view.locale, "board.every")


def chosen_href(view: View, aim: Aim) -> str:
    """The way to what stands behind a target's verdict."""
    others = [(name, value) for name, value in view.extras if name != CHOICE] if view.page is Page.TARGETS else []
    return view.href(Page.TARGETS, extras=[*others, (CHOICE, aim.target.target)])


def written(view: View, judged: Judged, value: float | None, *, signed: bool = False) -> str:
    """A figure with the decimals by which its target judges it."""
    return number(view.locale, value, shown_decimals(judged.aim.target), signed=signed)


def change_words(view: View, judged: Judged) -> str:
    """The change against the comparison; shares in percentage points."""
    if judged.change is None:
        return ""
    words = written(view, judged, judged.change, signed=True)
    return text(view.locale, "figure.points", change=words) if judged.is_share else words


def _row(view: View, few: int, judged: Judged, chosen: Aim | None) -> Row:
    say, target = partial(text, view.locale), judged.aim.target
    against = COMPARISONS[view.selection.comparison](view.locale)
    usual = "" if judged.beyond is None else say("board.beyond" if judged.beyond else "board.usual")
    n = judged.figure.n if judged.figure else 0
    return Row(
        name=metric_name(view, judged.aim.key),
        of=target_name(view, judged.aim),
        href=chosen_href(view, judged.aim),
        value=written(view, judged, judged.value),
        unit=unit_word(view, judged.aim.key),
        target=written(view, judged, judged.threshold),
        since=say("board.since", day=judged.aim.since) if judged.aim.since else "",
        counted=_counted(view, judged) if 0 < n < few else "",
        kind=str(judged.verdict),
        verdict=say(f"verdict.{judged.verdict}"),
        sentence=judged.sentence,
        strip=_strip(view, judged),
        tag=say("board.provisional") if target.provisional else "",
        change=change_words(view, judged),
        against=" · ".join(filter(None, (say("figure.against", what=against), usual))),
        why=_unbroken(judged.why or judged.problem),
        ahead=_unbroken(judged.ahead),
        n=number(view.locale, n) if n else "",
        n_href=behind_aim(view, judged.aim) if n else None,
        chosen=judged.aim == chosen,
        few=0 < n < few,
    )


def _counted(view: View, judged: Judged) -> str:
    """A share over few cases as what it is: so many of so many; of all else how few."""
    n = judged.figure.n if judged.figure else 0
    if not judged.is_share or judged.value is None:
        return text(view.locale, "figure.n", n=number(view.locale, n))
    hits = round(n * judged.value / 100)
    return text(view.locale, "board.counted", n=number(view.locale, n), hits=number(view.locale, hits))


def _unbroken(words: str) -> str:
    """Words in a narrow column: a number and its sign stay together."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def behind_aim(view: View, aim: Aim) -> str | None:
    """The way to the rows that a target's figure is over."""
    return behind(replace(view, selection=aim.selection), aim.key)


def _strip(view: View, judged: Judged) -> Strip | None:
    """Where the figure stands to its target; none where it has no value."""
    if judged.value is None:
        return None
    ends = [end for end in (judged.low, judged.high) if end is not None]
    marks = [judged.value, judged.threshold, *ends]
    # Times and numbers from 0, as far as leaves room beyond the outermost; shares up to 100 %, near which they stand.
    begin, end = (min(SHARES_FROM, min(marks) - ROOM), 100.0) if judged.is_share else (0.0, max(marks) * BEYOND or 1.0)

    def place(value: float) -> float:
        return (value - begin) / (end - begin)

    say = partial(text, view.locale)
    words = say(
        "board.strip_words", value=written(view, judged, judged.value), target=written(view, judged, judged.threshold)
    )
    if len(ends) == 2:
        words = say(
            "board.strip_ends",
            value=written(view, judged, judged.value),
            low=written(view, judged, ends[0]),
            high=written(view, judged, ends[1]),
            target=written(view, judged, judged.threshold),
        )
    low, high = (place(end) for end in ends) if len(ends) == 2 else (None, None)
    return Strip(place(judged.value), place(judged.threshold), words, low, high)


def table(view: View, judged: Sequence[Judged]) -> pd.DataFrame:
    """The board for its download: one row a target."""
    say = partial(text, view.locale)
    columns: dict[str, list[object]] = {
        say("board.name"): [metric_name(view, one.aim.key) for one in judged],
        say("board.of"): [target_name(view, one.aim) for one in judged],
        say("board.value"): [one.value for one in judged],
        say("board.unit"): [unit_word(view, one.aim.key) for one in judged],
        say("board.low"): [one.low for one in judged],
        say("board.high"): [one.high for one in judged],
        say("board.target"): [one.threshold for one in judged],
        say("board.verdict"): [say(f"verdict.{one.verdict}") for one in judged],
        say("board.change"): [one.change for one in judged],
        say("board.why"): [one.why or one.problem for one in judged],
        **({say("board.ahead"): [one.ahead for one in judged]} if any(one.ahead for one in judged) else {}),
        "n": [one.figure.n if one.figure else None for one in judged],
        say("board.source"): [one.aim.target.source for one in judged],
        say("board.sentence"): [one.sentence for one in judged],
    }
    frame = pd.DataFrame(columns)
    numbers = [say(f"board.{name}") for name in ("value", "low", "high", "target", "change")]
    return frame.astype({**dict.fromkeys(numbers, "Float64"), "n": "Int64"})


def _note(view: View, judged: Sequence[Judged]) -> str:
    """How the verdicts are made."""
    say = partial(text, view.locale)
    words = [say("board.note")]
    if any(one.is_sample for one in judged):
        words.append(say("board.note_sample"))
    if any(one.verdict is Verdict.UNKNOWN for one in judged):
        words.append(say("board.note_unknown"))
    return say("table.apart").join(words)
