"""服务."""

from collections.abc import Sequence

from callbacks.panel import Panel
from callbacks.view import View
from queries.asker import Warehouse
from settings import Settings


def panels(_view: View, _settings: Settings, _warehouse: Warehouse) -> Sequence[Panel]:
    """The cards of the page."""
    return ()
