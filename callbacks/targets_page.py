"""指标管控: every target with its verdict, and behind the chosen one its course, its gap, its units and its outlook."""

from collections.abc import Sequence

from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Targets
from queries.asker import Warehouse
from settings import Settings


def panels(view: View, _settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The page's cards."""
    return [Panel(name, "", [], lambda: Content(n=1, body=view.describe())) for name in Targets]
