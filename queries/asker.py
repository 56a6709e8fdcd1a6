"""Asks a page's questions at once: a statement per fact table, answers kept per version, scope and question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd
from sqlalchemy import Connection, Table
from sqlalchemy.exc import SQLAlchemyError

from queries.catalogue import Catalogue, Event, read_catalogue
from queries.errors import QuestionError
from queries.measure import Question, assemble, fetch_all, needed
from queries.need import Need, Row
from queries.statement import fetch
from queries.targets import Edit, overlaid
from queries.words import Words
from warehouse.statements import StatementCancelled
from warehouse.versions import Store


class Cache(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> object: ...
    def set(self, key: str, value: object) -> object: ...


class Written(Protocol):
    """What readers have written beside the data: targets and events."""

    def revision(self) -> str: ...
    def targets(self) -> Sequence[Edit]: ...
    def events(self) -> Sequence[Event]: ...


@dataclass(frozen=True)
class Failure:
    """Why a question has no answer: the sentence in both languages; cause where the engine failed."""

    zh: str
    en: str
    cause: Exception | None = None

    def words(self, locale: str) -> str:
        """The sentence in the reader's language."""
        return Words(self.zh, self.en)(locale)


Answer = pd.DataFrame | Failure


class Warehouse:
    """A version open for reading: its catalogue, and answers to questions about it."""

    def __init__(self, connection: Connection, catalogue: Catalogue, cache: Cache) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self._cache = cache
        self._answered: dict[Question, Answer] = {}  # while it is open, so that a page may ask twice

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers in the questions' order; a question that cannot be asked, or whose fact fails, is a Failure."""
        asked = [question for question in dict.fromkeys(questions) if question not in self._answered]
        self._answered.update(zip(asked, self._answers(asked), strict=True))
        return [self._answered[question] for question in questions]

    def _answers(self, questions: Sequence[Question]) -> list[Answer]:
        plans: list[list[Need] | Failure] = [self._plan(question) for question in questions]
        needs = [need for plan in plans if not isinstance(plan, Failure) for need in plan]
        failures: dict[Table, Failure] = {}
        found = fetch_all(needs, lambda asked: self._fetch(asked, failures))
        answers: list[Answer] = []
        for question, plan in zip(questions, plans, strict=True):
            if isinstance(plan, Failure):
                answers.append(plan)
                continue
            failed = next((failures[need.metric.fact] for need in plan if need.metric.fact in failures), None)
            answers.append(failed or assemble(question, found, self.catalogue))
        return answers

    def _plan(self, question: Question) -> list[Need] | Failure:
        try:
            return needed(question, self.catalogue)
        except QuestionError as error:
            return Failure(error.words.zh, error.words.en)

    def _fetch(self, needs: Sequence[Need], failures: dict[Table, Failure]) -> Mapping[Need, list[Row]]:
        written = {selection: repr(selection) for selection in {need.selection for need in needs}}
        keys = {need: self._key(need, written[need.selection]) for need in needs}
        found = {need: self._cache.get(key) for need, key in keys.items()}
        missing = [need for need, rows in found.items() if rows is None]
        if missing:
            try:
                fresh = fetch(self.connection, self.catalogue, missing)
            except SQLAlchemyError as error:
                facts = dict.fromkeys(need.metric.fact for need in missing)
                failures |= dict.fromkeys(facts, _failure(facts, error))
                fresh = {}
            for need, rows in fresh.items():
                self._cache.set(keys[need], rows)
            found |= fresh
        return {need: rows for need, rows in found.items() if isinstance(rows, list)}

    def _key(self, need: Need, selection: str) -> str:
        """Version, the selection with its scope, and all else that shapes the statement.

        So readers share answers only where they may see the same.
        """
        return repr((self.catalogue.version, need.metric.key, selection, need.by))


def cancelled(error: StatementCancelled) -> Failure:
    """Why a question that took too long has no answer."""
    return Failure(
        f"查询超过 {error.seconds:g} 秒，已取消，本页其余部分不受影响；请缩短期间或缩小单位范围后再试。",
        f"The question was cancelled after {error.seconds:g} s; the rest of the page stands. Try a shorter period "
        "or a smaller unit.",
        error,
    )


def _failure(facts: Iterable[Table], error: SQLAlchemyError) -> Failure:
    """Why the questions over fact tables that were asked together have no answer."""
    if isinstance(error, StatementCancelled):
        return cancelled(error)
    names = [fact.name for fact in facts]
    return Failure(
        f"数据表 {'、'.join(names)} 查询失败，本页其余部分不受影响；请稍后再试。",
        f"The query over {', '.join(names)} failed; the rest of the page stands. Try again later.",
        error,
    )


class Asker:
    """Opens the current version for questions, with what readers have written laid over it; one a process."""

    def __init__(self, store: Store, cache: Cache, written: Written | None = None) -> None:
        self._store = store
        self._cache = cache
        self._written = written
        self._catalogues: dict[str, Catalogue] = {}  # as delivered
        self._overlaid: dict[tuple[str, str], Catalogue] = {}

    @contextmanager
    def open(self) -> Iterator[Warehouse]:
        """The current version, until the block ends. Raises NoVersion where none of ours is published."""
        with self._store.read() as reading:
            catalogue = self._catalogues.get(reading.version)
            if catalogue is None:
                catalogue = read_catalogue(reading.connection)
                self._catalogues = {reading.version: catalogue}  # one version at a time is enough
            yield Warehouse(reading.connection, self._edited(catalogue), self._cache)

    def _edited(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue under what readers have written by now."""
        if self._written is None:
            return catalogue
        key = (catalogue.version, self._written.revision())
        found = self._overlaid.get(key)
        if found is None:
            found = replace(
                catalogue,
                targets=overlaid(catalogue.targets, self._written.targets()),
                events=tuple(sorted((*catalogue.events, *self._written.events()), key=lambda event: event.date)),
                revision=key[1],
            )
            self._overlaid = {key: found}
        return found
