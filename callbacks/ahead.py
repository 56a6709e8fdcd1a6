"""前瞻预警: what will be late next, and how many cases will stand open."""

from collections.abc import Sequence

from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Ahead
from queries.asker import Warehouse
from settings import Settings


def panels(view: View, _settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The page's cards."""
    return [Panel(Ahead.LEAD, "", [], lambda: Content(n=1, body=view.describe()))]
