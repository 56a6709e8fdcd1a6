"""精简成效: whether the reform worked."""

from collections.abc import Sequence

from callbacks.panel import Content, Panel
from callbacks.view import View
from ids import Effect
from queries.asker import Warehouse
from settings import Settings


def panels(view: View, _settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The page's cards."""
    return [Panel(Effect.LEAD, "", [], lambda: Content(n=1, body=view.describe()))]
