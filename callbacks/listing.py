"""Parts of the tables of the data page: columns by name, and where each count leads."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from callbacks.drawing import behind
from callbacks.view import View
from locales import text


def named(view: View, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Columns under their names in the reader's language."""
    return pd.DataFrame({text(view.locale, f"data.column.{name}"): values for name, values in columns.items()})


def ways(view: View, metric: str, by: str, groups: Sequence[str], counts: Sequence[int]) -> list[str | None]:
    """The links from the counts of groups to the rows behind them; none where nothing is counted."""
    return [behind(view, metric, [(by, code)]) if n else None for code, n in zip(groups, counts, strict=True)]
