"""What a statement's arm answers: one flow or stock, over one selection, split in one way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from queries.catalogue import Catalogue
from queries.conditions import check_adds, check_filters, check_known
from queries.groupings import TIME, Asked, expression
from queries.metrics.kinds import Flow, Stock
from queries.selection import Selection

# One group of an answer: its groups as text (null where unknown), then n and value (in the metric's unit; null where
# nothing is known).
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Need:
    """One flow or stock, over one selection, split in one way: what a statement's arm answers."""

    metric: Flow | Stock
    selection: Selection
    by: tuple[str, ...]

    def asked(self, catalogue: Catalogue) -> Asked:
        """The metric with what its expressions are made from."""
        return Asked(self.metric, self.selection, catalogue)

    def checked(self, catalogue: Catalogue) -> "Need":
        """The need itself, or NotAvailable where a filter or grouping has no column."""
        asked = self.asked(catalogue)
        check_known(asked)
        check_filters(asked)
        check_adds(asked, self.by)
        for name in self.by:
            if not (name in TIME and isinstance(self.metric, Stock)):
                expression(asked, name)
        if isinstance(self.metric, Stock) and len(times(self.by)) + ("age" in self.by) > 1:
            raise asked.refuse(", ".join(self.by), ("同时分组于", "split by all of"))
        return self


def times(by: Sequence[str]) -> list[str]:
    """The parts of time among groupings."""
    return [name for name in by if name in TIME]
