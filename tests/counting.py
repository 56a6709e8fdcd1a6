"""How many rows stand behind a figure, as their list counts them."""

from sqlalchemy import Connection

from queries.catalogue import Catalogue
from queries.groupings import Cell
from queries.rows import count, listing
from queries.selection import Selection


def count_rows(connection: Connection, catalogue: Catalogue, key: str, selection: Selection, cell: Cell = ()) -> int:
    """How many rows stand behind a metric's figure: its n."""
    return count(connection, listing(catalogue, key, selection, cell))
