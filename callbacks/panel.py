"""A card of a page: what it asks, what it draws from the answers, and what stands when there is no answer."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from callbacks.view import View
from callbacks.weeks import is_weekly
from callbacks.withheld import is_masked, needed, shown
from charts.chart import Chart
from charts.table import table
from locales import text
from queries.asker import Answer, Failure, Warehouse, cancelled
from queries.measure import Question
from settings import Settings
from warehouse.statements import StatementCancelled

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Behind:
    """The link to the rows behind a figure, and its words."""

    href: str
    words: str


@dataclass(frozen=True)
class Content:
    """What a card shows once its answers are in; n = 0 is shown as empty.

    chart or figures: a drawing, or a table where a table says it better (with `shown`, which stands on the page in its
    place, it may be a function: made only where it is downloaded). row_names: how the table on the page writes
    its first column, where not as it is (days of a course). links: where its rows lead, where not as the chart's points
    do; cells: where the cells of a column lead, by its position; decimals: of its fractions, by its position; few: its
    rows whose figures are over too few for a verdict. behind: the way to the rows behind the figure, where it opens
    into any. empty: what an empty card says instead of that no cases match. shown: stands on the page in place of the
    table of figures. below: stands under the chart. body: what is no card at all, such as the key figures.
    """

    subtitle: str = ""
    n: int = 0
    chart: Chart | None = None
    figures: pd.DataFrame | Callable[[], pd.DataFrame] | None = None
    row_names: Sequence[str] = ()
    links: Sequence[str | None] = ()
    few: Mapping[int, Collection[int]] = field(default_factory=dict)
    cells: Mapping[int, Sequence[str | None]] = field(default_factory=dict)
    decimals: Mapping[int, int] = field(default_factory=dict)
    behind: Behind | None = None
    note: str = ""
    empty: str = ""
    shown: Any = None
    below: Any = None
    body: Any = None
    withheld: bool = False  # some of the figures behind it are not for this reader, because few answered
    weekly: bool = False  # some are over the whole weeks that begin in the period

    def remarks(self, locale: str) -> str:
        """The note, and that figures are withheld where some are."""
        return " ".join(filter(None, (self.note, text(locale, "withheld.note") if self.withheld else "")))

    def data(self) -> pd.DataFrame | None:
        """The card's data as a table: what its table shows and its downloads hold."""
        if self.figures is not None:
            return self.figures() if callable(self.figures) else self.figures
        return table(self.chart) if self.chart is not None else None


@dataclass(frozen=True)
class Panel:
    """A card: its title, the questions that it needs and how it is drawn from the answers, in their order.

    metrics: whose definitions the card shows. tolerant: draw gets Failures too and shows what it can, or returns the
    one that leaves it nothing to show.
    """

    card: str
    title: str
    questions: Sequence[Question]
    draw: Callable[..., Content | Failure]
    metrics: Sequence[str] = ()
    tolerant: bool = False

    def noted(self, note: str, empty: str = "") -> "Panel":
        """The panel with this note instead of its own; empty: what it says where it has nothing else to say."""

        def draw(*answers: Answer) -> Content | Failure:
            drawn = self.draw(*answers)
            return drawn if isinstance(drawn, Failure) else replace(drawn, note=note, empty=drawn.empty or empty)

        return replace(self, draw=draw)


Outcome = Content | Failure
Panels = Callable[[View, Settings, Warehouse], Sequence[Panel]]

UNEXPECTED = Failure(
    "这张图没有画出来，本页其余部分不受影响；原因已记入服务器日志。",
    "This card could not be drawn; the rest of the page stands. The server's log has the cause.",
)


def answer(warehouse: Warehouse, panels: Sequence[Panel]) -> tuple[dict[str, Outcome], bool]:
    """Every card's content from one batch of questions, and whether all went well, so that it may be kept.

    A card without an answer never takes another down. What cannot be asked (a filter that a figure does not know) is an
    answer that may be kept; what failed is not. What is not for the reader because few answered is withheld here, so
    that no page can forget it.
    """
    asked = dict.fromkeys(question for panel in panels for question in panel.questions)
    questions = list(dict.fromkeys(one for question in asked for one in needed(question, warehouse.catalogue)))
    found = dict(zip(questions, warehouse.ask(questions), strict=True))
    answers = {question: shown(question, found, warehouse.catalogue) for question in asked}
    outcomes, sound = {}, True
    for panel in panels:
        outcomes[panel.card], well = _drawn(panel, [answers[question] for question in panel.questions])
        sound = sound and well
    return outcomes, sound


def _drawn(panel: Panel, answers: Sequence[Answer]) -> tuple[Outcome, bool]:
    failures = [one for one in answers if isinstance(one, Failure)]
    broken = [one for one in failures if one.cause is not None]
    for one in broken:
        log.error("A query of the card %s failed.", panel.card, exc_info=one.cause)
    if failures and not panel.tolerant:
        return failures[0], not broken
    try:
        drawn = panel.draw(*answers)
        if isinstance(drawn, Content):
            drawn = replace(drawn, withheld=any(map(is_masked, answers)), weekly=any(map(is_weekly, answers)))
        return drawn, not broken
    except StatementCancelled as error:  # of a card that asks more while it is drawn
        log.exception("A query of the card %s took too long.", panel.card)
        return cancelled(error), False
    except Exception as error:
        log.exception("The card %s could not be drawn.", panel.card)
        return replace(UNEXPECTED, cause=error), False
