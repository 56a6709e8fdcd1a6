"""What every callback needs from the running product."""

from dataclasses import dataclass

from queries.asker import Asker
from settings import Settings
from warehouse.versions import Store


@dataclass(frozen=True)
class Product:
    """Settings, the published store, and the asker that keeps its answers; one an application."""

    settings: Settings
    store: Store
    asker: Asker
