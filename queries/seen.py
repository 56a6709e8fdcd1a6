"""What a reader may know of a row that lies in their unit while the case that it tells of lies in another."""

from typing import Any

from sqlalchemy import Column, ColumnElement, case

from queries.catalogue import Catalogue
from queries.scope import Scope


def seen(column: Column[Any], scope: Scope, catalogue: Catalogue) -> ColumnElement[Any]:
    """A column of a fact as a reader may know it.

    A contact or complaint stands where it was made. What it says of its case (its number, class, service, channel) is
    unknown to readers in whose unit the case does not lie, whatever they list, split, filter or order by.
    """
    if not column.info.get("of_case") or scope.holds(catalogue.root):
        return column
    return case((column.table.c.case_place_no.between(scope.first, scope.last), column))
