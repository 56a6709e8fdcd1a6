"""What every callback needs from the running product."""

from dataclasses import dataclass

from accounts.desk import Desk
from queries.asker import Asker, Cache
from settings import Settings
from warehouse.versions import Store


@dataclass(frozen=True)
class Product:
    """Settings, the published store, the asker of it, the cache of answers, and who may ask; one an application."""

    settings: Settings
    store: Store
    asker: Asker
    cache: Cache
    desk: Desk
