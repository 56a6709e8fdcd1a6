"""What readers without the right to cases do not get: figures of fewer than five answers, and what tells them.

They are asked over whole weeks (callbacks/weeks.py). Applied to every question of every card (callbacks/panel.py),
after asking, so that no page can forget it. Which numbers judge a figure says callbacks/private.py. Guarded are a table
with its margins, and a part against its whole: for every filter that is set, and for the unit at every level above, the
table is asked that the selection is a part of (those of a level at once, split by every filter and summed afterwards);
where the selection holds some but not all of what that table withholds, it is withheld itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import nan

import pandas as pd

from callbacks.private import Judged, concerned, judged_by, weekly
from callbacks.weeks import WEEKLY, by_weeks, regrouped, whole_weeks, with_weeks
from locales import text
from queries.asker import Answer, Failure
from queries.catalogue import Catalogue
from queries.measure import FIGURES, Question
from queries.selection import FILTERS, Selection
from stats.withhold import Cells, Group, Kept, hidden, margin, whole, withheld

ATTRIBUTE = "withheld"  # of a frame: (metric, *groups) of each figure withheld

Answers = Mapping[Question, Answer]


class Withheld(Failure):
    """Why nothing of an answer is for its reader."""


@dataclass(frozen=True)
class Closed:
    """The groups of a metric that are withheld; whether that is all of its table."""

    groups: frozenset[Group]
    entire: bool


@dataclass(frozen=True)
class Guard:
    """A table that a question's selection is a part of: one filter is taken away, and the table split by it.

    by: the question's own groupings that the table is split by as well. codes: what the filter holds.
    """

    by: tuple[str, ...]
    dimension: str
    codes: frozenset[str]
    parent: Selection

    def asked(self, deciding: Sequence[Judged], split: tuple[str, ...]) -> Question:
        """What is asked for the guard: its table split by all filters too, so that those of one unit share a question.

        split: the filters' groupings. What each filter leaves is summed afterwards: guards double with each filter,
        questions do not.
        """
        bare = replace(self.parent, **dict.fromkeys(FILTERS, ()))  # type: ignore[arg-type]
        return Question(_metrics(deciding), bare, by_weeks(self.wide(split)))

    def wide(self, split: tuple[str, ...]) -> tuple[str, ...]:
        """The groupings of what is asked, parts of time as the question has them."""
        return tuple(dict.fromkeys((*self.by, *split, self.dimension)))

    def table(self, split: tuple[str, ...], cells: Cells) -> Cells:
        """The guard's own table from the cells of what was asked: by its groupings and its dimension."""
        by = self.wide(split)
        kept = [by.index(name) for name in (*self.by, *([] if self.dimension in self.by else [self.dimension]))]
        filters = [
            (by.index(dimension), frozenset(codes))
            for field, (_, dimension, _) in FILTERS.items()
            if (codes := getattr(self.parent, field))
        ]
        chosen = {group: n for group, n in cells.items() if all(group[at] in codes for at, codes in filters)}
        return margin(chosen, tuple(kept))


def needed(question: Question, catalogue: Catalogue) -> list[Question]:
    """All that is asked of the database for a question: what is told by weeks is asked by weeks alone."""
    plain = _plain(question)
    return [*([plain] if plain.metrics else []), *guards(question, catalogue)]


def _plain(question: Question) -> Question:
    """The question for those of its metrics that its reader gets over its own period."""
    told = weekly(question)
    return replace(question, metrics=tuple(key for key in question.metrics if key not in told)) if told else question


def guards(question: Question, catalogue: Catalogue) -> list[Question]:
    """What else has to be asked to know what to withhold of an answer: the question over whole weeks first."""
    own = _own(question, catalogue) if weekly(question) else None
    if own is None:
        return []
    deciding, over = judged_by(question), replace(question, selection=own.selection)
    asked = (guard.asked(deciding, _split(question)) for guard in (_guards(over, catalogue) if deciding else ()))
    return list(dict.fromkeys((own, *asked)))


def _own(question: Question, catalogue: Catalogue) -> Question | None:
    """What of a question is told by weeks, over whole ones; None where it holds none, or asks by day."""
    weeks = whole_weeks(question.selection, catalogue)
    if weeks is None or "day" in question.by:
        return None
    metrics = tuple(dict.fromkeys((*_metrics(judged_by(question)), *weekly(question))))
    return Question(metrics, weeks, by_weeks(question.by))


def _metrics(deciding: Sequence[Judged]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.metric for part in deciding))


def _split(question: Question) -> tuple[str, ...]:
    """The groupings of the filters that are set."""
    return tuple(dimension for field, (_, dimension, _) in FILTERS.items() if getattr(question.selection, field))


def too_short(question: Question, catalogue: Catalogue) -> bool:
    """Whether a question holds no whole week, or asks by day: it is not answered at all."""
    return _own(question, catalogue) is None


def told_over(selection: Selection, key: str, catalogue: Catalogue) -> Selection:
    """The selection over which a metric's figures are told to the reader: over whole weeks what customers answered."""
    if not weekly(Question((key,), selection)):
        return selection
    return whole_weeks(selection, catalogue) or selection


def _guards(question: Question, catalogue: Catalogue) -> list[Guard]:
    """The tables that the selection is a part of, each split as the question is: a group's own whole guards it.

    Units are groups of their own only at the question's own place.
    """
    apart = tuple(name for name in question.by if name != "region")
    found = []
    for wider in _wider(question.selection, catalogue):
        for dimension, codes, parent in _tables(wider, catalogue):
            by = question.by if parent.place == question.selection.place else apart
            found.append(Guard(by, dimension, codes, parent))
    return list(dict.fromkeys(found))


def _wider(selection: Selection, catalogue: Catalogue) -> Iterator[Selection]:
    """The selection itself and every one that it is a part of: any filters taken away, at any unit above."""
    active = [field for field in FILTERS if getattr(selection, field)]
    above = [place for place in catalogue.ancestors(selection.place) if selection.scope.holds(place)]
    for place in (selection.place, *above):
        for size in range(len(active) + 1):
            for lifted in combinations(active, size):
                codes: dict[str, tuple[str, ...]] = dict.fromkeys(lifted, ())
                yield replace(selection, place=place, comparison="none", **codes)  # type: ignore[arg-type]


def _tables(selection: Selection, catalogue: Catalogue) -> Iterator[tuple[str, frozenset[str], Selection]]:
    """For each filter that is set, and the unit: its dimension, its codes, and the selection without it."""
    for field, (_, dimension, _) in FILTERS.items():
        codes: tuple[str, ...] = getattr(selection, field)
        if codes:
            without: dict[str, tuple[str, ...]] = {field: ()}
            yield dimension, frozenset(codes), replace(selection, comparison="none", **without)  # type: ignore[arg-type]
    above = catalogue.ancestors(selection.place)[-1:]
    if above and selection.scope.holds(above[0]):
        yield "region", frozenset((selection.place.region,)), replace(selection, place=above[0], comparison="none")


def shown(question: Question, answers: Answers, catalogue: Catalogue) -> Answer:
    """The answer as its reader may see it: the frame with its small figures masked, or the sentence that says why not.

    A withheld figure has a row with n 0 and no value; the frame's attribute names it.
    """
    parts, by_week, plain = concerned(question), weekly(question), _plain(question)
    frame = answers[plain] if plain.metrics else pd.DataFrame(columns=[*question.by, *FIGURES])
    if not by_week or isinstance(frame, Failure):
        return frame
    own = _own(question, catalogue)
    if own is None:
        return _masked(frame, question, dict.fromkeys(by_week, Closed(frozenset(), True)), "period")
    weeks, *others = [answers[one] for one in guards(question, catalogue)]
    failure = next((one for one in others if isinstance(one, Failure)), None)
    if isinstance(weeks, Failure) or failure is not None:
        return failure or weeks
    over = replace(question, selection=own.selection)
    guarding = _guards(over, catalogue) if parts else []
    judged = {part: _hidden(part, over, answers, own, guarding) for part in judged_by(question)}
    closed = {
        key: Closed(
            frozenset(group for name in names for group in judged[name].groups),
            any(judged[name].entire for name in names),
        )
        for key, names in parts.items()
    }
    found = _masked(with_weeks(frame, weeks, question, by_week), question, closed, "all")
    if not isinstance(found, Failure):
        found.attrs[WEEKLY] = True
    return found


def is_masked(answer: Answer) -> bool:
    """Whether some of an answer's figures are withheld."""
    return not isinstance(answer, Failure) and bool(answer.attrs.get(ATTRIBUTE))


def _hidden(part: Judged, question: Question, answers: Answers, own: Question, guarding: Sequence[Guard]) -> Closed:
    """The groups to withhold by one number of answers; the question is over whole weeks."""
    cells = _cells(answers[own], part, own.by, question.by)
    forced: dict[Kept, set[Group]] = {}
    split, deciding = _split(question), judged_by(question)
    found_in: dict[tuple[Question, tuple[str, ...]], Cells] = {}
    for guard in guarding:
        asked, wide = guard.asked(deciding, split), guard.wide(split)
        if (asked, wide) not in found_in:
            found_in[asked, wide] = _cells(answers[asked], part, asked.by, wide)
        for kept, groups in _forced(guard, guard.table(split, found_in[asked, wide])).items():
            mine = tuple(question.by.index(guard.by[at]) for at in kept)
            forced.setdefault(mine, set()).update(groups)
    found = hidden(cells, forced)
    filled = {group for group, n in cells.items() if n}
    return Closed(frozenset(found), bool(filled) and found == filled)


def _forced(guard: Guard, table: Cells) -> dict[Kept, set[Group]]:
    """The groups, of the question's table and its margins, that a guard's table withholds."""
    width = len(guard.by)
    at = guard.by.index(guard.dimension) if guard.dimension in guard.by else width
    found: dict[Kept, set[Group]] = {}
    for size in range(width + 1):
        for kept in combinations(range(width), size):
            lines = _lines(margin(table, tuple(sorted({*kept, at}))), sorted({*kept, at}).index(at))
            for head, line in lines.items():
                codes = list(line)
                block = {codes[one] for one in withheld(list(line.values()))}
                if at not in kept:
                    groups = set() if whole(guard.codes, block) else {head}
                else:
                    place = kept.index(at)
                    groups = {(*head[:place], code, *head[place:]) for code in block if code in guard.codes}
                found.setdefault(kept, set()).update(groups)
    return found


def _lines(table: Cells, at: int) -> dict[Group, dict[str | None, int]]:
    """A table's lines along one of its groupings, by the other groups."""
    lines: dict[Group, dict[str | None, int]] = {}
    for group, n in table.items():
        lines.setdefault(group[:at] + group[at + 1 :], {})[group[at]] = n
    return lines


def _cells(answer: Answer, part: Judged, asked: Sequence[str], by: Sequence[str]) -> dict[Group, int]:
    """A number of answers by the groups of `by`, of an answer that was asked by weeks."""
    found: dict[Group, int] = {}
    if not isinstance(answer, Failure):
        for (key, group), n, value in zip(_named(answer, len(asked)), answer["n"], answer["value"], strict=True):
            if key == part.metric:
                into = regrouped(group, asked, by)
                found[into] = found.get(into, 0) + part.of(int(n), value)
    return found


def _named(frame: pd.DataFrame, width: int) -> list[tuple[str, Group]]:
    """Metric and groups (null where unknown) of each row of a frame."""
    groups = [[code if isinstance(code, str) else None for code in frame.iloc[:, at].tolist()] for at in range(width)]
    return [(key, tuple(column[at] for column in groups)) for at, key in enumerate(frame["metric"].tolist())]


def _masked(frame: pd.DataFrame, question: Question, closed: Mapping[str, Closed], why: str) -> Answer:
    """The frame without what is closed; a sentence where nothing of it is left to show."""
    if not any(one.groups or one.entire for one in closed.values()):
        return frame
    if set(closed) == set(question.metrics) and all(one.entire for one in closed.values()):
        return Withheld(text("zh_CN", f"withheld.{why}"), text("en", f"withheld.{why}"))
    figures = _named(frame, len(question.by))
    every = frozenset(group for _, group in figures)
    gone = {(key, group) for key, one in closed.items() for group in (one.groups | every if one.entire else one.groups)}
    # A group without a row is read as 0: where it is withheld, that 0 too.
    more = sorted(gone - set(figures), key=str)
    away = [figure in gone for figure in figures] + [True] * len(more)
    columns: dict[str, list[object]] = {str(name): frame[name].tolist() for name in frame.columns}
    for key, group in more:
        for name, cell in zip(columns, (*group, key, 0, nan, nan, nan), strict=True):
            columns[name].append(cell)
    left = pd.DataFrame(columns).astype({"n": int, "value": float, "low": float, "high": float})
    left.loc[away, "n"] = 0
    left.loc[away, ["value", "low", "high"]] = nan
    left.attrs[ATTRIBUTE] = [(key, *group) for key, group in sorted(gone, key=str)]
    return left
